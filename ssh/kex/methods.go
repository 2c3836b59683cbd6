package kex

import (
	"hash"

	"github.com/glassh/glassh/primitives/sha2"
)

// A Method is one row of the table of key exchange methods (RFC 4253 §6.5).
type Method struct {
	Name string
	Hash Hash // of the exchange hash and of the key derivation

	agreement agreement
}

// An agreement is how K comes about.
type agreement byte

const (
	x25519 agreement = iota + 1 // RFC 8731 §3
)

// The table, in the order of preference. The second name is what the first was called
// before it was registered.
var methods = [...]Method{
	{"curve25519-sha256", SHA256, x25519},
	{"curve25519-sha256@libssh.org", SHA256, x25519},
}

// Methods returns the names to offer, in the order of preference.
func Methods() []string {
	var names []string
	for _, m := range methods {
		names = append(names, m.Name)
	}
	return names
}

// LookupMethod returns the row of that name; ok is false if there is none.
func LookupMethod(name string) (m Method, ok bool) {
	for _, m := range methods {
		if m.Name == name {
			return m, true
		}
	}
	return Method{}, false
}

// Names that stand among the key exchange methods of a KEXINIT but only say what its
// sender can do. They are never chosen.
const (
	ExtInfoClient = "ext-info-c" // RFC 8308 §2.1
	ExtInfoServer = "ext-info-s"
	StrictClient  = "kex-strict-c-v00@openssh.com" // OpenSSH PROTOCOL §1.9
	StrictServer  = "kex-strict-s-v00@openssh.com"
)

// IsMethod reports whether a name in the list of key exchange methods may be chosen.
func IsMethod(name string) bool {
	switch name {
	case ExtInfoClient, ExtInfoServer, StrictClient, StrictServer:
		return false
	}
	return true
}

// A Hash is the HASH of a method. Its String is the name of FIPS 180-4.
type Hash byte

// The hashes of the registered methods.
const (
	SHA256 Hash = iota + 1
	SHA384
	SHA512
)

// New returns a new state of the hash.
func (h Hash) New() hash.Hash {
	switch h {
	case SHA256:
		return sha2.New256()
	case SHA384:
		return sha2.New384()
	case SHA512:
		return sha2.New512()
	}
	panic("kex: unknown hash")
}

// Size returns the length of the hash in bytes.
func (h Hash) Size() int {
	switch h {
	case SHA256:
		return sha2.Size256
	case SHA384:
		return sha2.Size384
	case SHA512:
		return sha2.Size512
	}
	panic("kex: unknown hash")
}

// String returns "SHA-256" and so on.
func (h Hash) String() string {
	switch h {
	case SHA256:
		return "SHA-256"
	case SHA384:
		return "SHA-384"
	case SHA512:
		return "SHA-512"
	}
	return "unknown hash"
}
