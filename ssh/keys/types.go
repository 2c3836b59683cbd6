package keys

import (
	"io"
	"slices"

	"github.com/glassh/glassh/wire"
)

// A keyType is one type of key: its names and how its fields are read. A row
// without functions is a type that is known by name only, so that messages about
// it and host key preferences can be right.
type keyType struct {
	name       string   // in the blob: "ssh-ed25519"
	label      string   // for people: "ED25519"
	algorithms []string // the signature algorithms of such keys, best first
	insecure   []string // those that are used on demand only
	plain      *keyType // of a type of certificates: that of the certified keys
	foreign    []string // those that are verified, and made by none but browsers

	// parsePublic reads the fields that follow the name in a public key blob.
	parsePublic func(t *keyType, r *wire.Reader) (publicMaterial, error)
	// parsePrivate reads the fields that follow the name in a private key file,
	// and checks that its public and its private half belong together.
	parsePrivate func(t *keyType, r *wire.Reader) (privateMaterial, error)
	// generate makes a key of that many bits, or of the usual ones for 0.
	generate func(t *keyType, rand io.Reader, bits int) (privateMaterial, error)
}

// publicMaterial is what a type's own file knows of a public key.
type publicMaterial interface {
	bits() int
	// verify reports whether sig, the content of the second string of a signature
	// blob, is a signature of message. algorithm is one of the type's.
	verify(algorithm string, message, sig []byte) bool
}

// privateMaterial is what a type's own file knows of a private key.
type privateMaterial interface {
	// appendPublic appends the public key blob's fields that follow the name.
	appendPublic(dst []byte) []byte
	// appendPrivate appends what parsePrivate reads.
	appendPrivate(dst []byte) []byte
	// privateLen is the number of bytes that appendPrivate appends.
	privateLen() int
	// sign returns the content of the second string of a signature blob.
	sign(rand io.Reader, algorithm string, message []byte) ([]byte, error)
	wipe()
}

var types []keyType

func init() { // the functions look their own rows up
	types = []keyType{
		{name: "ssh-ed25519", label: "ED25519", algorithms: []string{"ssh-ed25519"},
			parsePublic: parseEd25519, parsePrivate: parsePrivateEd25519, generate: generateEd25519},
		{name: "ecdsa-sha2-nistp256", label: "ECDSA", algorithms: []string{"ecdsa-sha2-nistp256"},
			parsePublic: parseECDSA, parsePrivate: parsePrivateECDSA, generate: generateECDSA},
		{name: "ecdsa-sha2-nistp384", label: "ECDSA", algorithms: []string{"ecdsa-sha2-nistp384"},
			parsePublic: parseECDSA, parsePrivate: parsePrivateECDSA, generate: generateECDSA},
		{name: "ecdsa-sha2-nistp521", label: "ECDSA", algorithms: []string{"ecdsa-sha2-nistp521"},
			parsePublic: parseECDSA, parsePrivate: parsePrivateECDSA, generate: generateECDSA},
		{name: fidoEd25519, label: "ED25519-SK", algorithms: []string{fidoEd25519},
			parsePublic: parseFIDO, parsePrivate: parsePrivateFIDO},
		{name: fidoECDSA, label: "ECDSA-SK", algorithms: []string{fidoECDSA}, foreign: []string{webauthnECDSA},
			parsePublic: parseFIDO, parsePrivate: parsePrivateFIDO},
		{name: "ssh-rsa", label: "RSA", algorithms: []string{"rsa-sha2-512", "rsa-sha2-256"}, insecure: []string{"ssh-rsa"},
			parsePublic: parseRSA, parsePrivate: parsePrivateRSA, generate: generateRSA},
		{name: "ssh-ed448", label: "ED448", algorithms: []string{"ssh-ed448"},
			parsePublic: parseEd448, parsePrivate: parsePrivateEd448, generate: generateEd448},
		{name: compositeName, label: "MLDSA44-ED25519", algorithms: []string{compositeName},
			parsePublic: parseComposite, parsePrivate: parsePrivateComposite, generate: generateComposite},
		{name: "ssh-dss", label: "DSA", algorithms: []string{"ssh-dss"}},
	}
	certTypes = certificateTypes(types)
}

// find returns the row of that name, or nil.
func find(name string) *keyType {
	for _, list := range [][]keyType{types, certTypes} {
		for i := range list {
			if list[i].name == name {
				return &list[i]
			}
		}
	}
	return nil
}

// signs reports whether algorithm is one of the type's, by whomever and on demand or
// not.
func (t *keyType) signs(algorithm string) bool {
	return slices.Contains(t.algorithms, algorithm) || slices.Contains(t.insecure, algorithm) ||
		slices.Contains(t.foreign, algorithm)
}

func (t *keyType) doesNotSign(algorithm string) error {
	return malformed("a key of type %s does not sign with %s", t.name, escape(algorithm))
}

// Label returns what people call keys of a type: "ED25519" for "ssh-ed25519". A
// type without a row in the table is its own label, escaped.
func Label(typ string) string {
	if t := find(typ); t != nil {
		return t.label
	}
	return escape(typ)
}

// Algorithms returns the signature algorithms that keys of a type make, best
// first, whether or not this package can verify them. It returns nil for a type
// that is not in the table. The caller must not change the slice.
func Algorithms(typ string) []string {
	if t := find(typ); t != nil {
		return t.algorithms
	}
	return nil
}
