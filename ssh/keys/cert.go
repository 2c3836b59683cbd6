package keys

import (
	"strconv"
	"strings"
)

// A certificate is a public key with a statement about its owner, signed by
// somebody who is trusted for such statements, the certificate authority (OpenSSH's
// PROTOCOL.certkeys; draft-ietf-sshm-cert):
//
//	string  type          ssh-ed25519-cert-v01@openssh.com
//	string  nonce         ┐ the authority's, random, in front of all that others chose
//	…       the fields of the certified key, as behind its type's name in a plain blob
//	uint64  serial        │
//	uint32  kind          │ 1 for a user, 2 for a host
//	string  key ID        │ for logs
//	string  principals    │ string user or host name, …
//	uint64  valid after   │ seconds since 1970; good from the first
//	uint64  valid before  │ up to, and not including, the second
//	string  options       │ string name, string data, …: refuse what is not known
//	string  extensions    │ likewise: ignore what is not known
//	string  reserved      │
//	string  authority     ┘ the public key blob of the authority
//	string  signature     of all that stands in front of it
//
// It stands where a public key blob stands, and its type is one of its own for each
// type of key. So it is a [PublicKey] here.

// A Certificate is what a certificate says. It is not to be changed once parsed.
type Certificate struct {
	Nonce      []byte
	Serial     uint64 // 0 where the authority does not number
	Kind       CertificateKind
	KeyID      string   // as the authority wrote it; escape it before showing it
	Principals []string // user names, or host names with wildcards; none is nobody

	// The times, in seconds since 1970, from which and up to which it is good: see
	// Forever.
	ValidAfter, ValidBefore uint64

	CriticalOptions []CertificateOption
	Extensions      []CertificateOption
	Reserved        []byte

	CA                 *PublicKey // the authority; never itself a certificate
	SignatureAlgorithm string     // by which it signed
	Signature          []byte     // the signature blob
}

// Forever is the ValidBefore of a certificate that does not expire.
const Forever = 1<<64 - 1

// A CertificateKind says whether a certificate is for users or for hosts.
type CertificateKind uint32

// The kinds.
const (
	UserCertificate CertificateKind = 1
	HostCertificate CertificateKind = 2
)

// String returns "user", "host", or a number.
func (k CertificateKind) String() string {
	switch k {
	case UserCertificate:
		return "user"
	case HostCertificate:
		return "host"
	}
	return "kind " + strconv.FormatUint(uint64(k), 10)
}

// A CertificateOption is a critical option or an extension.
type CertificateOption struct {
	Name string
	Data []byte // empty for a flag; otherwise, in all that OpenSSH defines, one string
}

// Certificate returns what the certificate says, or nil for a plain key.
func (k *PublicKey) Certificate() *Certificate { return k.cert }

// Plain returns the key that a certificate certifies; a plain key itself.
func (k *PublicKey) Plain() *PublicKey {
	if k.plain != nil {
		return k.plain
	}
	return k
}

const (
	certSuffix    = "-cert-v01@openssh.com"
	opensshSuffix = "@openssh.com"
)

// certTypes are the types of certificates, one for each of types, at its index.
var certTypes []keyType

// certificateTypes derives the types of certificates. Their names are OpenSSH's,
// but for ssh-ed448-cert-v01@openssh.com: OpenSSH has no Ed448, and that name is
// what asyncssh made of its rule.
func certificateTypes(plain []keyType) []keyType {
	list := make([]keyType, len(plain))
	for i := range plain {
		p := &plain[i]
		list[i] = keyType{
			name: certificateName(p.name), label: p.label + "-CERT", plain: p, parsePublic: p.parsePublic,
		}
		list[i].algorithms = certificateNames(p.algorithms)
		list[i].insecure = certificateNames(p.insecure)
		list[i].foreign = certificateNames(p.foreign)
	}
	return list
}

func certificateNames(plain []string) (list []string) {
	for _, name := range plain {
		list = append(list, certificateName(name))
	}
	return list
}

// certificateName turns the name of a type or an algorithm into that for
// certificates.
func certificateName(name string) string {
	return strings.TrimSuffix(name, opensshSuffix) + certSuffix
}

// signatureName returns the name that signatures carry which are made with one of
// the type's algorithms: with a certificate, that of the plain one.
func (t *keyType) signatureName(algorithm string) string {
	if t.plain == nil {
		return algorithm
	}
	for _, names := range [][]string{t.plain.algorithms, t.plain.insecure, t.plain.foreign} {
		for _, name := range names {
			if certificateName(name) == algorithm {
				return name
			}
		}
	}
	panic("keys: " + algorithm + " is no algorithm of " + t.name)
}

// CertificateAlgorithms returns the signature algorithms of certificates of keys of
// a type, best first; nil for a type that is not in the table, and for one of
// certificates.
func CertificateAlgorithms(typ string) []string {
	if t := find(certificateName(typ)); t != nil && t.plain.name == typ {
		return t.algorithms
	}
	return nil
}

// SignatureName returns the name that signatures carry which are made with an
// algorithm: rsa-sha2-256 for rsa-sha2-256-cert-v01@openssh.com, and the algorithm
// itself where it is not one of certificates.
func SignatureName(algorithm string) string {
	for i := range certTypes {
		if t := &certTypes[i]; t.signs(algorithm) {
			return t.signatureName(algorithm)
		}
	}
	return algorithm
}
