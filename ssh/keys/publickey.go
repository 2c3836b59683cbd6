package keys

import (
	"bytes"
	"slices"

	"github.com/glassh/glassh/wire"
)

// maxBlob is the longest public key blob that is looked at. The largest key in
// use, RSA with 16384 bits, takes 2.1 kB; certificates stay below this as well.
const maxBlob = 64 << 10

// A PublicKey is a public key of a supported type, or a certificate of one: see
// [PublicKey.Certificate]. It does not change once made, and may be used from
// several goroutines.
type PublicKey struct {
	typ      *keyType
	blob     []byte // typ's name and fields; exactly what was parsed
	material publicMaterial
	cert     *Certificate // nil unless typ is one of certificates, and so is plain
	plain    *PublicKey   // the key that is certified
}

// ParsePublicKey reads a public key blob (RFC 4253 §6.6). A type that is not
// supported gives an *UnsupportedError, before any of its fields are read; bytes
// left over are an error. Of a certificate, the authority's signature is verified;
// whether the certificate is good for anything, [Certificate.Check] says. The key
// holds a copy of blob.
func ParsePublicKey(blob []byte) (*PublicKey, error) {
	if len(blob) > maxBlob {
		return nil, malformed("public key of %d bytes is longer than %d", len(blob), maxBlob)
	}
	blob = bytes.Clone(blob)
	r := wire.NewNamedReader("public key", blob)
	name := r.At("type").Text()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	typ := find(name)
	if typ == nil || typ.parsePublic == nil {
		return nil, &UnsupportedError{What: "key type", Name: name}
	}
	if typ.plain != nil {
		return parseCertificate(typ, blob, &r)
	}
	material, err := typ.parsePublic(typ, &r)
	if err != nil {
		return nil, err
	}
	if err := r.End(); err != nil {
		return nil, malformed("%w", err)
	}
	return &PublicKey{typ: typ, blob: blob, material: material}, nil
}

// ParseSigningKey is [ParsePublicKey] for a key that is to sign with algorithm: one of its
// Algorithms, or of those that are verified on demand, or made by browsers only. Another
// key is refused by the name of its type: whoever does not take certificates does not read
// any, nor their authorities, under another name.
func ParseSigningKey(algorithm string, blob []byte) (*PublicKey, error) {
	name, err := BlobType(blob)
	if err != nil {
		return nil, err
	}
	if t := find(name); t != nil && !t.signs(algorithm) {
		return nil, t.doesNotSign(algorithm)
	}
	return ParsePublicKey(blob)
}

// Type returns the name of the key's type: "ssh-ed25519".
func (k *PublicKey) Type() string { return k.typ.name }

// Label returns what people call the key's type: "ED25519".
func (k *PublicKey) Label() string { return k.typ.label }

// Bits returns the size of the key as it is quoted: 256 for Ed25519.
func (k *PublicKey) Bits() int { return k.material.bits() }

// Algorithms returns the signature algorithms that the key verifies, best first.
func (k *PublicKey) Algorithms() []string { return slices.Clone(k.typ.algorithms) }

// ShortRSA reports whether k is an RSA key of fewer than that many bits.
func (k *PublicKey) ShortRSA(bits int) bool {
	r, ok := k.material.(rsaKey)
	return ok && r.bits() < bits
}

// Blob returns a copy of the key's encoding (RFC 4253 §6.6), which [ParsePublicKey]
// reads.
func (k *PublicKey) Blob() []byte { return bytes.Clone(k.blob) }

// Equal reports whether k and other are the same key.
func (k *PublicKey) Equal(other *PublicKey) bool {
	return k != nil && other != nil && bytes.Equal(k.blob, other.blob)
}

// Verify checks a signature blob, as RFC 4253 §6.6 frames it, of message. The
// algorithm is the one that was agreed on, or that the message names: it must be
// one of the key's, and the signature must carry its name; a signature by the key
// of a certificate carries that of the plain algorithm. A wrong signature gives
// [ErrSignature]; one that is badly framed, or of another algorithm, an error that
// says so. The signature of a FIDO device that nobody touched gives [ErrUntouched].
func (k *PublicKey) Verify(algorithm string, message, signature []byte) error {
	p, err := k.VerifyPresence(algorithm, message, signature)
	if err != nil {
		return err
	}
	return p.Check(&Options{})
}

// VerifyPresence is [PublicKey.Verify], but for one thing: it leaves it to the caller
// to ask for a touch of the device that has the key. Most callers apply
// [Presence.Check] to the Presence.
func (k *PublicKey) VerifyPresence(algorithm string, message, signature []byte) (Presence, error) {
	if !k.typ.signs(algorithm) {
		return Presence{}, k.typ.doesNotSign(algorithm)
	}
	r := wire.NewNamedReader("signature", signature)
	name := r.At("algorithm").Text()
	sig := r.At("signature").Bytes()
	if err := r.Err(); err != nil {
		return Presence{}, malformed("%w", err)
	}
	plain := k.typ.signatureName(algorithm)
	if name != plain {
		return Presence{}, malformed("signature is made with %s instead of %s", escape(name), plain)
	}
	device, inDevice := k.material.(deviceMaterial)
	var d deviceSignature
	if inDevice {
		d.read(&r, plain)
	}
	if err := r.End(); err != nil {
		return Presence{}, malformed("%w", err)
	}
	switch {
	case !inDevice && k.material.verify(plain, message, sig):
		return Presence{}, nil
	case inDevice && device.verifyDevice(plain, message, sig, &d):
		return d.presence(), nil
	}
	return Presence{}, ErrSignature
}
