package kex

import (
	"io"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/ssh/protect"
)

// A Config is what one side brings to an exchange. It is kept, and only read.
type Config struct {
	Method Method
	// Transcript is not read before Handle: who guesses, and sends its first message
	// without having heard the peer, fills it in later.
	Transcript Transcript
	// Rand gives the ephemeral keys.
	Rand io.Reader
	// Need is the length of the longest secret that the exchange has to feed, in bits:
	// see [Algorithms.Need]. Methods modulo a prime choose the exponent by it, and the
	// client of a group exchange the group.
	Need int

	// Reveal, if it is set, is given the ephemeral private key of the curve or of the
	// group, as PrivateKey of packages dh and nist returns it: a key log needs it. The
	// slice is wiped behind the call.
	Reveal func(private []byte)

	// The others are for a server.

	// HostKey is the public key blob K_S.
	HostKey []byte
	// Moduli are the groups to choose from in a group exchange; nil means
	// [BuiltinModuli].
	Moduli *Moduli
	// TransientRSA returns the key of rsa2048-sha256, of 2048 bits or more, which may be
	// used for several exchanges; nil makes a key for this one.
	TransientRSA func() (*rsa.PrivateKey, error)
}

// fail makes the error of a step.
func (c *Config) fail(doing string, err error) error {
	return &Error{Method: c.Method.Name, Doing: doing, Err: err}
}

// reveal shows the ephemeral key to who wants to see it.
func (c *Config) reveal(key interface{ PrivateKey() []byte }) {
	if c.Reveal != nil {
		private := key.PrivateKey()
		c.Reveal(private)
		mem.Wipe(private)
	}
}

// result makes the result of an exchange from H and K, encoded, and what it was signed
// with.
func (c *Config) result(h, k, hostKey, signature []byte) *Result {
	return &Result{Hash: c.Method.Hash, H: h, K: k, HostKey: hostKey, Signature: signature}
}

// Need returns the length of the longest secret that the algorithms take, in bits: the
// key, the IV or the block of a cipher, or the key of a MAC, in either direction. As in
// OpenSSH, chacha20-poly1305 counts with both of its keys, 512 bits. Unknown names count
// for nothing.
func (a *Algorithms) Need() int {
	n := 0
	for _, d := range []Direction{a.ClientToServer, a.ServerToClient} {
		s, _ := protect.Lookup(d.Cipher, d.MAC)
		n = max(n, s.Cipher.KeySize, s.Cipher.IVSize, s.Cipher.BlockSize, s.MAC.KeySize)
	}
	return 8 * n
}
