package keys

import (
	"strings"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/wire"
)

// A private key as a request to an agent has it (RFC 9987 §5.2): that of a plain key is
// what is in OpenSSH's private key file.
//
//	string type │ the private fields of that type
//	string type of certificate │ string certificate │ the private fields, without
//	                             those in front that the certificate has: n and e of
//	                             RSA, the curve and Q of ECDSA

// ParsePrivateFields reads a private key where r stands, and leaves what follows it.
// Its two halves must belong together. cert is its certificate, or nil if it comes
// without one; it is not checked whether that is good for anything. A type that is not
// supported gives an *UnsupportedError.
func ParsePrivateFields(r *wire.Reader) (k *PrivateKey, cert *PublicKey, err error) {
	name := r.At("type").Text()
	if err := r.Err(); err != nil {
		return nil, nil, malformed("%w", err)
	}
	typ := find(name)
	if typ != nil && typ.plain != nil && typ.plain.parsePrivate != nil {
		return parseCertified(typ, r)
	}
	if typ == nil || typ.parsePrivate == nil {
		return nil, nil, &UnsupportedError{What: "private key type", Name: name}
	}
	material, err := typ.parsePrivate(typ, r)
	if err != nil {
		return nil, nil, err
	}
	return newPrivateKey(typ, material), nil, nil
}

// parseCertified reads what stands behind the type of a certificate.
func parseCertified(typ *keyType, r *wire.Reader) (k *PrivateKey, cert *PublicKey, err error) {
	blob := r.At("certificate").Bytes()
	if err := r.Err(); err != nil {
		return nil, nil, malformed("%w", err)
	}
	if cert, err = ParsePublicKey(blob); err != nil {
		return nil, nil, err
	}
	if cert.typ != typ {
		return nil, nil, malformed("a certificate of type %s stands where one of type %s is announced", cert.Type(), typ.name)
	}
	// With the certificate's fields in front, it is a plain private key.
	ahead := *r
	tail := ahead.Rest()
	whole := make([]byte, 0, len(blob)+len(tail))
	defer func() { mem.Wipe(whole) }()
	whole = append(append(whole, cert.Plain().shared()...), tail...)
	plain := wire.NewReader(whole)
	material, err := typ.plain.parsePrivate(typ.plain, &plain)
	if err != nil {
		return nil, nil, err
	}
	r.Fixed(len(tail) - plain.Len())
	k = newPrivateKey(typ.plain, material)
	if !k.public.Equal(cert.Plain()) {
		k.Wipe()
		return nil, nil, errMismatch
	}
	return k, cert, nil
}

// shared returns the fields at the front of a private key that its certificate has as
// well.
func (k *PublicKey) shared() []byte {
	r := wire.NewReader(k.blob)
	r.Bytes()
	switch {
	case k.typ.name == "ssh-rsa":
		e, n := r.Mpint(), r.Mpint()
		return wire.AppendMpint(wire.AppendMpint(nil, n), e)
	case strings.HasPrefix(k.typ.name, "ecdsa-sha2-"):
		return r.Rest()
	}
	return nil
}

// AppendPrivate appends the key as [ParsePrivateFields] reads it, with its certificate
// or, for nil, without one: PrivateLen bytes. It does not wipe what it outgrows: give
// dst that capacity. Errors are a key that has been wiped, and another key's
// certificate.
func (k *PrivateKey) AppendPrivate(dst []byte, cert *PublicKey) ([]byte, error) {
	if k.material == nil {
		return nil, errWiped
	}
	if cert == nil {
		return k.material.appendPrivate(wire.AppendText(dst, k.typ.name)), nil
	}
	if cert.cert == nil || !cert.Plain().Equal(k.public) {
		return nil, malformed("the certificate is not one of this key")
	}
	fields := k.material.appendPrivate(make([]byte, 0, k.material.privateLen()))
	defer mem.Wipe(fields)
	dst = wire.AppendString(wire.AppendText(dst, cert.typ.name), cert.blob)
	return append(dst, fields[len(k.public.shared()):]...), nil
}

// PrivateLen is the number of bytes that AppendPrivate appends, if there is no error.
func (k *PrivateKey) PrivateLen(cert *PublicKey) int {
	switch {
	case k.material == nil:
		return 0
	case cert == nil:
		return 4 + len(k.typ.name) + k.material.privateLen()
	}
	return 4 + len(cert.typ.name) + 4 + len(cert.blob) + k.material.privateLen() - len(k.public.shared())
}
