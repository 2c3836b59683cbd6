package kex

import (
	"hash"

	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
)

// A Hash is the HASH of a method. Its String is the name of FIPS 180-4.
type Hash byte

// The hashes of the methods. SHA-1 is for old peers: what a key exchange asks of it is
// not broken yet, but RFC 9142 §1.1 advises against it.
const (
	SHA256 Hash = iota + 1
	SHA384
	SHA512
	SHA1
)

// New returns a new state of the hash.
func (h Hash) New() hash.Hash {
	switch h {
	case SHA1:
		return sha1.New()
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
	case SHA1:
		return sha1.Size
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
	case SHA1:
		return "SHA-1"
	case SHA256:
		return "SHA-256"
	case SHA384:
		return "SHA-384"
	case SHA512:
		return "SHA-512"
	}
	return "unknown hash"
}
