package keys

import (
	"github.com/glassh/glassh/primitives/ecdsa"
	"github.com/glassh/glassh/primitives/nist"
	"github.com/glassh/glassh/wire"
)

// Public keys outside of SSH. ssh-keygen calls the first PKCS8 and the second PEM, and
// writes ECDSA keys in the first form for both:
//
//	"PUBLIC KEY"       SubjectPublicKeyInfo ::= SEQUENCE { AlgorithmIdentifier, BIT STRING key }
//	"RSA PUBLIC KEY"   RSAPublicKey (pkcs1.go)
//
// RFC 5280 §4.1.2.7; the key is an RSAPublicKey, a point (RFC 5480 §2.2), or the bytes of
// RFC 8032 (RFC 8410 §4). AlgorithmIdentifiers are those of PKCS#8.
func parseSPKI(data []byte) (*PublicKey, error) {
	const part = "public key (SPKI)"
	outer := newDER(data)
	r := outer.inside(tagSequence)
	outer.end()
	algorithm := r.inside(tagSequence)
	kind, curve := algorithm.oid(), ""
	switch kind {
	case oidRSA:
		algorithm.null()
	case oidEC:
		curve = algorithm.oid()
	}
	if kind == oidRSA || kind == oidEC || kind == oidEd25519 || kind == oidEd448 {
		algorithm.end()
	}
	key := r.bits()
	r.end()
	if err := r.err(part); err != nil {
		return nil, err
	}
	switch kind {
	case oidRSA:
		return parsePKCS1Public(key)
	case oidEC:
		c, err := curveOfOID(curve)
		if err != nil {
			return nil, err
		}
		return newPublicECDSA(c, key)
	case oidEd25519:
		return ParsePublicKey(wire.AppendString(wire.AppendText(nil, "ssh-ed25519"), key))
	case oidEd448:
		return ParsePublicKey(wire.AppendString(wire.AppendText(nil, "ssh-ed448"), key))
	}
	return nil, unsupportedOID("key type in SPKI", kind)
}

// newPublicECDSA makes a public key of a point.
func newPublicECDSA(c nist.Curve, q []byte) (*PublicKey, error) {
	if _, err := ecdsa.NewPublicKey(c, q); err != nil {
		return nil, malformed("%w", err)
	}
	name, typ := curveName(c)
	return ParsePublicKey(wire.AppendString(wire.AppendText(wire.AppendText(nil, typ), name), q))
}

// newPublicRSA makes a public key of modulus and exponent.
func newPublicRSA(n, e []byte) (*PublicKey, error) {
	return ParsePublicKey(wire.AppendMpint(wire.AppendMpint(wire.AppendText(nil, "ssh-rsa"), e), n))
}

// MarshalSPKI returns the key as a "PUBLIC KEY" file, which ssh-keygen calls PKCS8. A
// type that has no such form is an *UnsupportedError.
func (k *PublicKey) MarshalSPKI() ([]byte, error) {
	var n node
	switch m := k.material.(type) {
	case rsaKey:
		n = sequence(sequence(object(oidRSA), null), bitsOf(m.pkcs1()))
	case ecdsaKey:
		n = sequence(sequence(object(oidEC), object(oidOf(m.Curve()))), bitString(m.Bytes()))
	case ed25519Key:
		n = sequence(sequence(object(oidEd25519)), bitString(m.PublicKey))
	case ed448Key:
		n = sequence(sequence(object(oidEd448)), bitString(m.a))
	default:
		return nil, &UnsupportedError{What: "SPKI form of key type", Name: k.typ.name}
	}
	return armour{label: labelSPKI}.encode(n.der(0)), nil
}

// MarshalPEM returns the key as ssh-keygen -m PEM does: an RSA key as "RSA PUBLIC KEY"
// (PKCS#1), an ECDSA key as [PublicKey.MarshalSPKI] does. Other types are an
// *UnsupportedError.
func (k *PublicKey) MarshalPEM() ([]byte, error) {
	switch m := k.material.(type) {
	case rsaKey:
		return armour{label: labelPKCS1Pub}.encode(m.pkcs1().der(0)), nil
	case ecdsaKey:
		return k.MarshalSPKI()
	}
	return nil, &UnsupportedError{What: "PEM form of key type", Name: k.typ.name}
}
