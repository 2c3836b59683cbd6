package ecdsa

import (
	"crypto"
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/nist"
)

// Sign returns a signature r ‖ s of message, of the curve's [SignatureSize]. It reads as
// many bytes of rand as the hash has; its error is the one of reading them. Should they
// be predictable, or the same twice, the signature is as good as that of
// [SignDeterministic].
func Sign(rand io.Reader, priv *PrivateKey, message []byte) ([]byte, error) {
	digest := sum(priv.Curve(), message)
	extra := make([]byte, len(digest))
	defer mem.Wipe(extra)
	if _, err := io.ReadFull(rand, extra); err != nil {
		return nil, err
	}
	return signDigest(priv, digest, extra), nil
}

// SignDeterministic returns the signature of message that RFC 6979 §3.2 specifies: always
// the same, without randomness.
func SignDeterministic(priv *PrivateKey, message []byte) []byte {
	return signDigest(priv, sum(priv.Curve(), message), nil)
}

// sum returns the hash of message.
func sum(c nist.Curve, message []byte) []byte {
	h := newHash(c)
	h.Write(message)
	return h.Sum(nil)
}

// setDigest sets e to a digest of the curve's hash, taken as a big-endian number, modulo
// n. It has at most as many bits as n, so that none has to be cut off (FIPS 186-5 §6.4.1).
func setDigest(e *nist.Scalar, c nist.Curve, digest []byte) {
	b := make([]byte, c.Size())
	copy(b[len(b)-len(digest):], digest)
	e.SetReduced(c, b)
}

// signDigest is FIPS 186-5 §6.4.1.
func signDigest(priv *PrivateKey, digest, extra []byte) []byte {
	c := priv.Curve()
	var e, r, s, k nist.Scalar
	defer k.Wipe()
	setDigest(&e, c, digest)

	d := priv.Bytes()
	defer mem.Wipe(d)
	g := newGenerator(c, d, e.Append(nil), extra)
	defer g.wipe()
	for {
		g.next(&k)
		var R nist.Point
		x := R.ScalarBaseMult(&k).AppendX(make([]byte, 0, c.Size()))
		r.SetReduced(c, x)

		s.Multiply(&r, &priv.d)
		s.Add(&s, &e)
		s.Multiply(&s, k.Invert(&k))
		if (r.IsZero() | s.IsZero()).Not().Public() { // nobody has seen it otherwise
			sig := make([]byte, 0, SignatureSize(c))
			return s.Append(r.Append(sig))
		}
	}
}

var errDigest = errors.New("ecdsa: a message is signed with the hash function of the curve")

// Sign signs a digest of the hash that goes with the curve, which opts.HashFunc() must
// name, and otherwise works as the function [Sign]. The signature is ASN.1, in DER, as
// [crypto.Signer] asks for:
//
//	SEQUENCE { r INTEGER, s INTEGER }
func (priv *PrivateKey) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	want := map[nist.Curve]crypto.Hash{nist.P256: crypto.SHA256, nist.P384: crypto.SHA384, nist.P521: crypto.SHA512}
	if h := opts.HashFunc(); h != want[priv.Curve()] || len(digest) != h.Size() {
		return nil, errDigest
	}
	extra := make([]byte, len(digest))
	defer mem.Wipe(extra)
	if _, err := io.ReadFull(rand, extra); err != nil {
		return nil, err
	}
	return encode(signDigest(priv, digest, extra)), nil
}

// encode returns r ‖ s in DER.
func encode(sig []byte) []byte {
	r, s := integer(sig[:len(sig)/2]), integer(sig[len(sig)/2:])
	n := len(r) + len(s)
	out := []byte{0x30, byte(n)}
	if n >= 0x80 { // up to 138, for P-521
		out = []byte{0x30, 0x81, byte(n)}
	}
	return append(append(out, r...), s...)
}

// integer returns the DER of a big-endian number: without leading zeros, but for one
// that keeps it positive.
func integer(b []byte) []byte {
	for len(b) > 1 && b[0] == 0 {
		b = b[1:]
	}
	if b[0] >= 0x80 {
		return append([]byte{2, byte(len(b) + 1), 0}, b...)
	}
	return append([]byte{2, byte(len(b))}, b...)
}
