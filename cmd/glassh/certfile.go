package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// loadCertificate reads a file with a certificate of that kind. An error is of the
// form "file: reason".
func loadCertificate(file string, kind keys.CertificateKind) (*keys.PublicKey, error) {
	text, err := readKeyFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, unwrapPath(err))
	}
	key, _, err := keys.ParsePublicLine(string(text))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", file, err)
	case key.Certificate() == nil:
		return nil, fmt.Errorf("%s: it is a plain key, and not a certificate", file)
	case key.Certificate().Kind != kind:
		return nil, fmt.Errorf("%s: the certificate is for a %v, and not for a %v", file, key.Certificate().Kind, kind)
	}
	return key, nil
}

// certify returns a signer for each of certificates that is of the key, in their
// order.
func certify(key keys.Signer, certificates []*keys.PublicKey) (list []keys.Signer) {
	for _, c := range certificates {
		if s, err := keys.NewCertificateSigner(c, key); err == nil {
			list = append(list, s)
		}
	}
	return list
}

// certificates returns the signers of a host's certificates, whose files must be of
// those keys.
func (o *serveOptions) certificates(hostKeys []keys.Signer) (list []keys.Signer, err error) {
	for _, file := range o.hostCertificates {
		c, err := loadCertificate(file, keys.HostCertificate)
		if err != nil {
			return nil, fmt.Errorf("host certificate %w", err)
		}
		found := len(list)
		for _, key := range hostKeys {
			list = append(list, certify(key, []*keys.PublicKey{c})...)
		}
		if len(list) == found {
			return nil, fmt.Errorf("host certificate %s: no host key is the one that it certifies, %s", file, c.Fingerprint())
		}
	}
	return list, nil
}

// withCertificates puts a user's certificates in front of the key: those that were
// asked for, and the one that lies beside the key's file.
func (d *dialer) withCertificates(file string, key keys.Signer) []keys.Signer {
	asked := d.certificates
	beside, err := loadCertificate(file+"-cert.pub", keys.UserCertificate)
	switch {
	case err == nil:
		asked = append(asked[:len(asked):len(asked)], beside)
	case !errors.Is(err, fs.ErrNotExist):
		d.log.Warn("certificate not used", "error", err)
	}
	list := certify(key, asked)
	if beside != nil && len(certify(key, []*keys.PublicKey{beside})) == 0 {
		d.log.Warn("certificate not used", "error", file+"-cert.pub: it is not of that key")
	}
	return append(list, key)
}

// askedCertificates reads the files of CertificateFile.
func (d *dialer) askedCertificates() (list []*keys.PublicKey, err error) {
	for _, file := range d.o.certificateFiles {
		c, err := loadCertificate(file, keys.UserCertificate)
		if err != nil {
			return nil, fmt.Errorf("certificate file %w", err)
		}
		list = append(list, c)
	}
	return list, nil
}

// describe names a certificate for the log.
func describe(c *keys.Certificate) string {
	return fmt.Sprintf("%q serial %d by %s", wire.Escape([]byte(c.KeyID)), c.Serial, c.CA.Fingerprint())
}
