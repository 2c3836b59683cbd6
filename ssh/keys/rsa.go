package keys

import (
	"crypto"
	"io"

	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/wire"
)

// rsaBits is the length of a new key where none is asked for.
const rsaBits = 3072

// NewRSA makes the key of its numbers, which it copies, and checks them as
// [rsa.NewPrivateKey] does.
func NewRSA(n *rsa.Numbers) (*PrivateKey, error) {
	k, err := rsa.NewPrivateKey(n)
	if err != nil {
		return nil, malformed("%w", err)
	}
	return newPrivateKey(find("ssh-rsa"), &rsaSecret{k}), nil
}

func generateRSA(_ *keyType, rand io.Reader, bits int) (privateMaterial, error) {
	if bits == 0 {
		bits = rsaBits
	}
	k, err := rsa.GenerateKey(rand, bits)
	if err != nil {
		return nil, err
	}
	return &rsaSecret{k}, nil
}

type rsaKey struct{ *rsa.PublicKey }

// parseRSA reads RFC 4253 §6.6: mpint e, mpint n.
func parseRSA(_ *keyType, r *wire.Reader) (publicMaterial, error) {
	e, n := r.At("RSA exponent").Mpint(), r.At("RSA modulus").Mpint()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	k, err := rsa.NewPublicKey(n, e)
	if err != nil {
		return nil, malformed("ssh-rsa public key: %w", err)
	}
	return rsaKey{k}, nil
}

func (k rsaKey) bits() int { return k.BitLen() }

// verify is RFC 8332 §3. A signature is as long as n; but some signers drop leading
// zeros, and OpenSSH lets them.
func (k rsaKey) verify(algorithm string, message, sig []byte) bool {
	if len(sig) > k.Size() || len(sig) == 0 {
		return false
	}
	padded := make([]byte, k.Size())
	copy(padded[len(padded)-len(sig):], sig)
	switch algorithm {
	case "rsa-sha2-512":
		sum := sha2.Sum512(message)
		return rsa.VerifyPKCS1v15(k.PublicKey, crypto.SHA512, sum[:], padded)
	case "rsa-sha2-256":
		sum := sha2.Sum256(message)
		return rsa.VerifyPKCS1v15(k.PublicKey, crypto.SHA256, sum[:], padded)
	case "ssh-rsa":
		sum := sha1.Sum(message)
		return rsa.VerifyInsecureSHA1(k.PublicKey, sum[:], padded)
	}
	return false
}

type rsaSecret struct{ *rsa.PrivateKey }

// parsePrivateRSA reads mpint n, e, d, iqmp, p, q.
func parsePrivateRSA(_ *keyType, r *wire.Reader) (privateMaterial, error) {
	r.At("RSA private key")
	n := rsa.Numbers{N: r.Mpint(), E: r.Mpint(), D: r.Mpint(), Qinv: r.Mpint(), P: r.Mpint(), Q: r.Mpint()}
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	k, err := rsa.NewPrivateKey(&n)
	if err != nil {
		return nil, malformed("ssh-rsa private key: %w", err)
	}
	return &rsaSecret{k}, nil
}

func (k *rsaSecret) public() *rsa.PublicKey { return k.Public().(*rsa.PublicKey) }

func (k *rsaSecret) appendPublic(dst []byte) []byte {
	e := wire.AppendUint32(nil, k.public().E())
	return wire.AppendMpint(wire.AppendMpint(dst, e), k.public().N())
}

func (k *rsaSecret) appendPrivate(dst []byte) []byte {
	n := k.Numbers()
	defer n.Wipe()
	for _, number := range [][]byte{n.N, n.E, n.D, n.Qinv, n.P, n.Q} {
		dst = wire.AppendMpint(dst, number)
	}
	return dst
}

func (k *rsaSecret) privateLen() int {
	n := k.Numbers()
	defer n.Wipe()
	length := 0
	for _, number := range [][]byte{n.N, n.E, n.D, n.Qinv, n.P, n.Q} {
		length += mpintLen(number)
	}
	return length
}

func (k *rsaSecret) sign(_ io.Reader, algorithm string, message []byte) ([]byte, error) {
	if algorithm == "rsa-sha2-512" {
		sum := sha2.Sum512(message)
		return rsa.SignPKCS1v15(k.PrivateKey, crypto.SHA512, sum[:])
	}
	sum := sha2.Sum256(message)
	return rsa.SignPKCS1v15(k.PrivateKey, crypto.SHA256, sum[:])
}

func (k *rsaSecret) wipe() { k.Wipe() }
