package keys

import "github.com/glassh/glassh/wire"

// A keyType is one type of key: its names and how its fields are read. A row
// without functions is a type that is known by name only, so that messages about
// it and host key preferences can be right.
type keyType struct {
	name       string   // in the blob: "ssh-ed25519"
	label      string   // for people: "ED25519"
	algorithms []string // the signature algorithms of such keys, best first

	// parsePublic reads the fields that follow the name in a public key blob.
	parsePublic func(r *wire.Reader) (publicMaterial, error)
	// parsePrivate reads the fields that follow the name in a private key file,
	// and checks that its public and its private half belong together.
	parsePrivate func(r *wire.Reader) (privateMaterial, error)
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
	sign(algorithm string, message []byte) []byte
	wipe()
}

var types = []keyType{
	{"ssh-ed25519", "ED25519", []string{"ssh-ed25519"}, parseEd25519, parsePrivateEd25519},
	{"ecdsa-sha2-nistp256", "ECDSA", []string{"ecdsa-sha2-nistp256"}, nil, nil},
	{"ecdsa-sha2-nistp384", "ECDSA", []string{"ecdsa-sha2-nistp384"}, nil, nil},
	{"ecdsa-sha2-nistp521", "ECDSA", []string{"ecdsa-sha2-nistp521"}, nil, nil},
	{"sk-ssh-ed25519@openssh.com", "ED25519-SK", []string{"sk-ssh-ed25519@openssh.com"}, nil, nil},
	{"sk-ecdsa-sha2-nistp256@openssh.com", "ECDSA-SK", []string{"sk-ecdsa-sha2-nistp256@openssh.com"}, nil, nil},
	{"ssh-rsa", "RSA", []string{"rsa-sha2-512", "rsa-sha2-256"}, nil, nil},
	{"ssh-dss", "DSA", []string{"ssh-dss"}, nil, nil},
}

// find returns the row of that name, or nil.
func find(name string) *keyType {
	for i := range types {
		if types[i].name == name {
			return &types[i]
		}
	}
	return nil
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
