package keys

import (
	"bytes"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/nist"
)

// EC keys of SEC 1 (SEC 1 v2 C.4, RFC 5915 §3):
//
//	ECPrivateKey ::= SEQUENCE { 1, OCTET STRING d, [0] curve, [1] BIT STRING Q }
//
// Curve and Q may be missing; the curve only where PKCS#8 has named it around it.

var curveOIDs = []struct {
	curve nist.Curve
	oid   string
}{{nist.P256, oidP256}, {nist.P384, oidP384}, {nist.P521, oidP521}}

func oidOf(c nist.Curve) string {
	for _, row := range curveOIDs {
		if row.curve == c {
			return row.oid
		}
	}
	panic("keys: no such curve")
}

// curveOfOID returns the curve of a name in DER.
func curveOfOID(oid string) (nist.Curve, error) {
	for _, row := range curveOIDs {
		if row.oid == oid {
			return row.curve, nil
		}
	}
	return 0, unsupportedOID("elliptic curve", oid)
}

// parseSEC1 reads an ECPrivateKey. outside is the curve that is named around it, or "".
func parseSEC1(data []byte, outside string) (*PrivateKey, error) {
	const part = "EC private key (SEC 1)"
	outer := newDER(data)
	r := outer.inside(tagSequence)
	outer.end()
	version, d := r.small(), r.octets()
	oid := outside
	if named, ok := r.optional(tagContext + 0); ok {
		oid = named.oid()
		named.end()
	}
	var q []byte
	if public, ok := r.optional(tagContext + 1); ok {
		q = public.bits()
		public.end()
	}
	r.end()
	if err := r.err(part); err != nil {
		return nil, err
	}
	switch {
	case version != 1:
		return nil, malformed("%s has version %d instead of 1", part, version)
	case oid == "":
		return nil, malformed("%s does not name its curve", part)
	case outside != "" && oid != outside:
		return nil, malformed("%s names two curves", part)
	}
	c, err := curveOfOID(oid)
	if err != nil {
		return nil, err
	}
	k, err := newShortECDSA(c, d)
	if err != nil {
		return nil, err
	}
	if point := k.material.(*ecdsaSecret).PublicKey().Bytes(); q != nil && !bytes.Equal(q, point) {
		k.Wipe()
		return nil, errMismatch
	}
	return k, nil
}

// newShortECDSA is [NewECDSA] for a d that may lack leading zeros, which some writers
// drop.
func newShortECDSA(c nist.Curve, d []byte) (*PrivateKey, error) {
	if len(d) > c.Size() {
		return nil, malformed("ECDSA private key is of %d bytes instead of %d", len(d), c.Size())
	}
	scalar := make([]byte, c.Size())
	defer mem.Wipe(scalar)
	copy(scalar[len(scalar)-len(d):], d)
	return NewECDSA(c, scalar)
}

// sec1 returns the key as an ECPrivateKey, with the name of its curve or without, and
// what wipes it.
func (k *ecdsaSecret) sec1(named bool) (n node, wipe func()) {
	d := k.Bytes()
	n = sequence(smallInteger(1), octetString(d))
	if named {
		n.children = append(n.children, context(0, object(oidOf(k.Curve()))))
	}
	n.children = append(n.children, context(1, bitString(k.PublicKey().Bytes())))
	return n, func() { mem.Wipe(d) }
}
