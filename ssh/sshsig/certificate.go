package sshsig

import (
	"slices"
	"time"

	"github.com/glassh/glassh/ssh/keys"
)

// authority returns the key that signed a certificate; of a plain key, nil.
func authority(key *keys.PublicKey) *keys.PublicKey {
	if cert := key.Certificate(); cert != nil {
		return cert.CA
	}
	return nil
}

// checkCertificate reports whether a certificate is good for a principal at a time.
// Who verifies a file does not know from what address it was signed: the option that
// restricts logins by that does not apply.
func checkCertificate(key *keys.PublicKey, principal string, at time.Time) error {
	cert := *key.Certificate()
	cert.CriticalOptions = slices.DeleteFunc(slices.Clone(cert.CriticalOptions), func(o keys.CertificateOption) bool {
		return o.Name == "source-address"
	})
	return cert.Check(keys.CertificateUse{
		Kind: keys.UserCertificate, Names: []string{principal}, Time: uint64(max(at.Unix(), 0)),
	})
}

// certificatePrincipals returns the principals that a certificate is good for at a
// time.
func certificatePrincipals(key *keys.PublicKey, at time.Time) (list []string) {
	for _, name := range key.Certificate().Principals {
		if checkCertificate(key, name, at) == nil {
			list = append(list, name)
		}
	}
	return list
}
