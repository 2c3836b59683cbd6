package keys

import (
	"bytes"
	"fmt"
	"io"

	"github.com/glassh/glassh/primitives/ecdsa"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/nist"
	"github.com/glassh/glassh/wire"
)

// An ECDSA key's type ends in the name of its curve, which its blob repeats
// (RFC 5656 §3.1 and §6.1):
//
//	public key  string ecdsa-sha2-nistp256 ‖ string nistp256 ‖ string Q
//	signature   string ecdsa-sha2-nistp256 ‖ string (mpint r ‖ mpint s)
var curves = []struct {
	typ, name string
	curve     nist.Curve
	bits      int
}{
	{"ecdsa-sha2-nistp256", "nistp256", nist.P256, 256},
	{"ecdsa-sha2-nistp384", "nistp384", nist.P384, 384},
	{"ecdsa-sha2-nistp521", "nistp521", nist.P521, 521},
	{fidoECDSA, "nistp256", nist.P256, 256},
}

// curveName returns the name of a curve in a blob, and its key type, which is that of
// the first row.
func curveName(c nist.Curve) (name, typ string) {
	for _, row := range curves {
		if row.curve == c {
			return row.name, row.typ
		}
	}
	panic("keys: no such curve")
}

// curveOf returns the curve of a type, and its name.
func curveOf(t *keyType) (c nist.Curve, name string) {
	for _, row := range curves {
		if row.typ == t.name {
			return row.curve, row.name
		}
	}
	panic("keys: no curve belongs to " + t.name)
}

// NewECDSA makes the key of a private scalar d on a curve, which it copies: as many
// bytes as the curve has, big-endian. The error is that of a d that is 0 or not
// below the order.
func NewECDSA(c nist.Curve, d []byte) (*PrivateKey, error) {
	k, err := ecdsa.NewPrivateKey(c, d)
	if err != nil {
		return nil, malformed("%w", err)
	}
	_, typ := curveName(c)
	return newPrivateKey(find(typ), &ecdsaSecret{k}), nil
}

func generateECDSA(t *keyType, rand io.Reader, _ int) (privateMaterial, error) {
	c, _ := curveOf(t)
	k, err := ecdsa.GenerateKey(c, rand)
	if err != nil {
		return nil, err
	}
	return &ecdsaSecret{k}, nil
}

type ecdsaKey struct{ *ecdsa.PublicKey }

// parseECDSA reads string curve, string Q. The curve must be the one that the type
// names: a key admitted as one must not turn out to be another.
func parseECDSA(t *keyType, r *wire.Reader) (publicMaterial, error) {
	c, name := curveOf(t)
	curve, q := r.At("curve").Text(), r.At("ECDSA public key").Bytes()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if curve != name {
		return nil, malformed("%s public key is on curve %s", t.name, escape(curve))
	}
	k, err := ecdsa.NewPublicKey(c, q)
	if err != nil {
		return nil, malformed("%s public key: %w", t.name, err)
	}
	return ecdsaKey{k}, nil
}

func (k ecdsaKey) bits() int {
	for _, row := range curves {
		if row.curve == k.Curve() {
			return row.bits
		}
	}
	panic("keys: no such curve")
}

// verify is RFC 5656 §3.1.2.
func (k ecdsaKey) verify(_ string, message, sig []byte) bool {
	raw, ok := parseECDSASignature(k.Curve(), sig)
	return ok && ecdsa.Verify(k.PublicKey, message, raw)
}

// parseECDSASignature turns mpint r ‖ mpint s into the two numbers side by side,
// each as long as the curve has bytes.
func parseECDSASignature(c nist.Curve, sig []byte) (raw []byte, ok bool) {
	rd := wire.NewNamedReader("signature", sig)
	r, s := rd.At("r").Mpint(), rd.At("s").Mpint()
	n := c.Size()
	if rd.End() != nil || len(r) > n || len(s) > n {
		return nil, false
	}
	raw = make([]byte, 2*n)
	copy(raw[n-len(r):n], r)
	copy(raw[2*n-len(s):], s)
	return raw, true
}

type ecdsaSecret struct{ *ecdsa.PrivateKey }

// parsePrivateECDSA reads string curve, string Q, mpint d. Q must be d's.
func parsePrivateECDSA(t *keyType, r *wire.Reader) (privateMaterial, error) {
	c, name := curveOf(t)
	curve, q, d := r.At("curve").Text(), r.At("ECDSA public key").Bytes(), r.At("ECDSA private key").Mpint()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if curve != name {
		return nil, malformed("%s private key is on curve %s", t.name, escape(curve))
	}
	if len(d) > c.Size() {
		return nil, malformed("%s private key is of %d bytes instead of %d", t.name, len(d), c.Size())
	}
	scalar := make([]byte, c.Size())
	defer mem.Wipe(scalar)
	copy(scalar[len(scalar)-len(d):], d)
	k, err := ecdsa.NewPrivateKey(c, scalar)
	if err != nil {
		return nil, malformed("%s private key: %w", t.name, err)
	}
	if !bytes.Equal(k.PublicKey().Bytes(), q) {
		k.Wipe()
		return nil, errMismatch
	}
	return &ecdsaSecret{k}, nil
}

func (k *ecdsaSecret) appendPublic(dst []byte) []byte {
	name, _ := curveName(k.Curve())
	return wire.AppendString(wire.AppendText(dst, name), k.PublicKey().Bytes())
}

func (k *ecdsaSecret) appendPrivate(dst []byte) []byte {
	d := k.Bytes()
	defer mem.Wipe(d)
	return wire.AppendMpint(k.appendPublic(dst), d)
}

func (k *ecdsaSecret) privateLen() int {
	name, _ := curveName(k.Curve())
	d := k.Bytes()
	defer mem.Wipe(d)
	return 4 + len(name) + 4 + k.Curve().PointSize() + mpintLen(d)
}

func (k *ecdsaSecret) sign(rand io.Reader, _ string, message []byte) ([]byte, error) {
	if rand == nil {
		return nil, fmt.Errorf("ECDSA signs with randomness, and rand is nil")
	}
	raw, err := ecdsa.Sign(rand, k.PrivateKey, message)
	if err != nil {
		return nil, err
	}
	n := len(raw) / 2
	return wire.AppendMpint(wire.AppendMpint(nil, raw[:n]), raw[n:]), nil
}

func (k *ecdsaSecret) wipe() { k.Wipe() }

// mpintLen is the number of bytes that [wire.AppendMpint] appends.
func mpintLen(magnitude []byte) int {
	magnitude = bytes.TrimLeft(magnitude, "\x00")
	if len(magnitude) > 0 && magnitude[0] >= 0x80 {
		return 4 + 1 + len(magnitude)
	}
	return 4 + len(magnitude)
}
