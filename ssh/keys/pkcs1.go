package keys

import (
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/rsa"
)

// RSA keys of PKCS#1 (RFC 8017 A.1):
//
//	RSAPrivateKey ::= SEQUENCE { 0, n, e, d, p, q, d mod p−1, d mod q−1, 1/q mod p }
//	RSAPublicKey  ::= SEQUENCE { n, e }                      all of them INTEGER

// parsePKCS1 reads an RSAPrivateKey. The two exponents that follow from the others are
// computed anew.
func parsePKCS1(data []byte) (*PrivateKey, error) {
	const part = "RSA private key (PKCS#1)"
	outer := newDER(data)
	r := outer.inside(tagSequence)
	outer.end()
	if version := r.small(); version != 0 {
		return nil, malformed("%s has version %d instead of 0: more than two primes are not supported", part, version)
	}
	n := rsa.Numbers{N: r.integer(), E: r.integer(), D: r.integer(), P: r.integer(), Q: r.integer()}
	r.integer()
	r.integer()
	n.Qinv = r.integer()
	r.end()
	if err := r.err(part); err != nil {
		return nil, err
	}
	return NewRSA(&n)
}

// pkcs1 returns the key as an RSAPrivateKey, and what wipes it.
func (k *rsaSecret) pkcs1() (n node, wipe func()) {
	numbers := k.Numbers()
	dp, dq := k.Exponents()
	return sequence(smallInteger(0),
			integer(numbers.N), integer(numbers.E), integer(numbers.D), integer(numbers.P), integer(numbers.Q),
			integer(dp), integer(dq), integer(numbers.Qinv)),
		func() {
			numbers.Wipe()
			mem.Wipe(dp)
			mem.Wipe(dq)
		}
}

// parsePKCS1Public reads an RSAPublicKey.
func parsePKCS1Public(data []byte) (*PublicKey, error) {
	outer := newDER(data)
	r := outer.inside(tagSequence)
	outer.end()
	n, e := r.integer(), r.integer()
	r.end()
	if err := r.err("RSA public key (PKCS#1)"); err != nil {
		return nil, err
	}
	return newPublicRSA(n, e)
}

// pkcs1 returns the key as an RSAPublicKey.
func (k rsaKey) pkcs1() node {
	e := smallInteger(int(k.E()))
	return sequence(integer(k.N()), e)
}
