package keys

import (
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/ed448"
	"github.com/glassh/glassh/primitives/mem"
)

// PKCS#8 (RFC 5958 §2) says which kind of key it holds, in the form of that kind:
//
//	PrivateKeyInfo ::= SEQUENCE { version, AlgorithmIdentifier, OCTET STRING key,
//	                              [0] attributes, [1] public key }        both may be missing
//
//	kind                  AlgorithmIdentifier       key
//	RSA      RFC 8017     rsaEncryption, NULL       RSAPrivateKey (pkcs1.go)
//	ECDSA    RFC 5915     ecPublicKey, curve        ECPrivateKey (sec1.go)
//	Ed25519  RFC 8410 §7  Ed25519                   OCTET STRING seed
//	Ed448                 Ed448                     OCTET STRING seed
func parsePKCS8(data []byte) (*PrivateKey, error) {
	const part = "private key (PKCS#8)"
	outer := newDER(data)
	r := outer.inside(tagSequence)
	outer.end()
	version := r.small()
	algorithm := r.inside(tagSequence)
	kind := algorithm.oid()
	key := r.octets()
	r.optional(tagContext + 0)
	var public []byte
	if tag, ok := r.next(); ok && tag == tagContextRaw+1 {
		public = r.wholeBytes(tag)
	}
	r.end()
	if err := r.err(part); err != nil {
		return nil, err
	}
	if version > 1 {
		return nil, malformed("%s has version %d: 0 and 1 are known", part, version)
	}
	curve := ""
	switch kind {
	case oidRSA:
		algorithm.null()
	case oidEC:
		curve = algorithm.oid()
	}
	algorithm.end()
	if err := r.err(part); err != nil {
		return nil, err
	}
	switch kind {
	case oidRSA:
		return parsePKCS1(key)
	case oidEC:
		return parseSEC1(key, curve)
	case oidEd25519, oidEd448:
		return parseEdwards(kind, key, public)
	}
	return nil, unsupportedOID("key type in PKCS#8", kind)
}

// parseEdwards reads OCTET STRING seed, RFC 8410's CurvePrivateKey.
func parseEdwards(kind string, key, public []byte) (*PrivateKey, error) {
	r := newDER(key)
	seed := r.octets()
	r.end()
	if err := r.err("private key (PKCS#8)"); err != nil {
		return nil, err
	}
	var k *PrivateKey
	var own []byte
	switch {
	case kind == oidEd25519 && len(seed) == ed25519Seed:
		k = NewEd25519(seed)
		own = k.material.(*ed25519Secret).PrivateKey[ed25519Seed:]
	case kind == oidEd448 && len(seed) == ed448.SeedSize:
		k = NewEd448(seed)
		own = k.material.(*ed448Secret).PrivateKey[ed448.SeedSize:]
	default:
		return nil, malformed("private key (PKCS#8) has a seed of %d bytes", len(seed))
	}
	if public != nil && !ct.Equal(public, own).Public() {
		k.Wipe()
		return nil, errMismatch
	}
	return k, nil
}

// pkcs8 returns the key as a PrivateKeyInfo, with room for spare bytes behind it. The
// caller wipes it.
func (k *PrivateKey) pkcs8(spare int) ([]byte, error) {
	seed := func(oid string, b []byte) []byte {
		return sequence(smallInteger(0), sequence(object(oid)), octetsOf(octetString(b))).der(spare)
	}
	switch m := k.material.(type) {
	case nil:
		return nil, errWiped
	case *rsaSecret:
		n, wipe := m.pkcs1()
		defer wipe()
		return sequence(smallInteger(0), sequence(object(oidRSA), null), octetsOf(n)).der(spare), nil
	case *ecdsaSecret:
		n, wipe := m.sec1(false)
		defer wipe()
		return sequence(smallInteger(0), sequence(object(oidEC), object(oidOf(m.Curve()))), octetsOf(n)).der(spare), nil
	case *ed25519Secret:
		return seed(oidEd25519, m.PrivateKey[:ed25519Seed]), nil
	case *ed448Secret:
		return seed(oidEd448, m.PrivateKey[:ed448.SeedSize]), nil
	}
	return nil, &UnsupportedError{What: "PKCS#8 form of key type", Name: k.typ.name}
}

// MarshalPKCS8 returns the key as a PKCS#8 file: "BEGIN PRIVATE KEY", without its
// comment, for which there is no place. A type that has no such form is an
// *UnsupportedError. The caller writes the file with mode 0600, and wipes it.
func (k *PrivateKey) MarshalPKCS8() ([]byte, error) {
	data, err := k.pkcs8(0)
	if err != nil {
		return nil, err
	}
	defer mem.Wipe(data)
	return armour{label: labelPKCS8}.encode(data), nil
}
