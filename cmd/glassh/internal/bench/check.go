package bench

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/glassh/glassh/aes"
	"github.com/glassh/glassh/chacha"
	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/primitives/ed25519"
	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/primitives/sha3"
	"github.com/glassh/glassh/umac"
	"github.com/glassh/glassh/vectors"
)

// vectorChecks run published vectors on the tiers in force, and return how many
// there were.
var vectorChecks = map[string]func() (n int, err error){
	"gcm": func() (int, error) { return each("aes_gcm_mcgrew_viega.json", checkGCM) },
	"ctr": func() (int, error) { return each("aes_ctr_sp800_38a.json", checkCTR) },
	"cbc": func() (int, error) { return each("aes_cbc_sp800_38a.json", checkCBC) },

	"chacha20":          func() (int, error) { return each("chacha20_rfc8439.json", checkChaCha20) },
	"poly1305":          func() (int, error) { return each("poly1305_rfc8439.json", checkPoly1305) },
	"chacha20-poly1305": func() (int, error) { return each("chacha20_poly1305_rfc8439.json", checkAEAD) },
	"ssh":               func() (int, error) { return each("ssh_chacha20_poly1305_openssh.json", checkSSH) },

	"sha1":        func() (int, error) { return each("sha1_fips180.json", checkHash(sha1.New)) },
	"sha256":      func() (int, error) { return each("sha256_fips180.json", checkHash(sha2.New256)) },
	"sha512":      func() (int, error) { return each("sha512_fips180.json", checkHash(sha2.New512)) },
	"sha3-256":    func() (int, error) { return each("sha3_256_fips202.json", checkHash(sha3.New256)) },
	"sha3-512":    func() (int, error) { return each("sha3_512_fips202.json", checkHash(sha3.New512)) },
	"shake128":    func() (int, error) { return each("shake128_fips202.json", checkShake(sha3.NewShake128)) },
	"shake256":    func() (int, error) { return each("shake256_fips202.json", checkShake(sha3.NewShake256)) },
	"shakes128":   func() (int, error) { return each("shake128_fips202.json", checkShakes(sha3.NewShakes128)) },
	"shakes256":   func() (int, error) { return each("shake256_fips202.json", checkShakes(sha3.NewShakes256)) },
	"hmac-sha1":   func() (int, error) { return each("hmac_sha1_rfc2202.json", checkHMAC(hmac.NewSHA1)) },
	"hmac-sha256": func() (int, error) { return each("hmac_sha256_rfc4231.json", checkHMAC(hmac.NewSHA256)) },
	"hmac-sha512": func() (int, error) { return each("hmac_sha512_rfc4231.json", checkHMAC(hmac.NewSHA512)) },

	"umac": checkUMAC,

	"x25519":  func() (int, error) { return each("x25519dh_rfc7748.json", checkX25519) },
	"ed25519": func() (int, error) { return each("ed25519_rfc8032.json", checkEd25519) },
}

// A vector has the fields of all files here.
type vector struct {
	vectors.Case
	Key, H, Nonce, IV, AD, AAD, Plaintext, Ciphertext, Tag vectors.Hex
	Counter                                                uint64

	KeyPayload, KeyLength, Packet, LengthKeystream, Poly1305Key vectors.Hex
	Seq                                                         uint32

	Msg, Digest, Output vectors.Hex
	Repeat              int

	Private, Public, Peer, Shared, Seed, Sig vectors.Hex
}

// each runs f on all vectors of a file.
func each(name string, f func(v *vector) error) (n int, err error) {
	file, err := vectors.Load[struct{ Tests []vector }](name)
	if err != nil {
		return 0, err
	}
	for _, g := range file.Groups {
		for i := range g.Tests {
			v := &g.Tests[i]
			if err := f(v); err != nil {
				return n, fmt.Errorf("%s, vector %v: %w", file.Source, v.Case, err)
			}
			n++
		}
	}
	return n, nil
}

// errWrong says no more: the tests of the package in question do.
var errWrong = errors.New("the result is wrong")

// same compares pairs of wanted and computed bytes.
func same(pairs ...[]byte) error {
	for i := 0; i < len(pairs); i += 2 {
		if !bytes.Equal(pairs[i], pairs[i+1]) {
			return errWrong
		}
	}
	return nil
}

func checkGCM(v *vector) error {
	block, err := aes.New(v.Key)
	if err != nil {
		return err
	}
	g := aes.NewGCM(block)
	sealed := g.Seal(nil, v.Nonce, v.Plaintext, v.AD)
	plaintext, err := g.Open(nil, v.Nonce, sealed, v.AD)
	if err != nil {
		return err
	}
	return same(append(bytes.Clone(v.Ciphertext), v.Tag...), sealed, v.Plaintext, plaintext)
}

func checkCTR(v *vector) error {
	block, err := aes.New(v.Key)
	if err != nil {
		return err
	}
	got := make([]byte, len(v.Plaintext))
	aes.NewCTR(block, v.IV).XORKeyStream(got, v.Plaintext)
	return same(v.Ciphertext, got)
}

func checkCBC(v *vector) error {
	block, err := aes.New(v.Key)
	if err != nil {
		return err
	}
	sealed, plaintext := make([]byte, len(v.Plaintext)), make([]byte, len(v.Plaintext))
	aes.NewCBCEncrypter(block, v.IV).CryptBlocks(sealed, v.Plaintext)
	aes.NewCBCDecrypter(block, v.IV).CryptBlocks(plaintext, sealed)
	return same(v.Ciphertext, sealed, v.Plaintext, plaintext)
}

func checkChaCha20(v *vector) error {
	c := chacha.New(v.Key, v.Nonce)
	c.SetCounter(v.Counter)
	got := make([]byte, len(v.Plaintext))
	c.XORKeyStream(got, v.Plaintext)
	return same(v.Ciphertext, got)
}

func checkPoly1305(v *vector) error {
	tag := chacha.SumPoly1305((*[32]byte)(v.Key), v.Msg)
	return same(v.Tag, tag[:])
}

func checkAEAD(v *vector) error {
	a := chacha.NewAEAD(v.Key)
	sealed := a.Seal(nil, v.Nonce, v.Plaintext, v.AAD)
	plaintext, err := a.Open(nil, v.Nonce, sealed, v.AAD)
	if err != nil {
		return err
	}
	return same(append(bytes.Clone(v.Ciphertext), v.Tag...), sealed, v.Plaintext, plaintext)
}

func checkSSH(v *vector) error {
	c := chacha.NewSSH(v.Key)
	sealed := append(bytes.Clone(v.Packet), make([]byte, chacha.TagSize)...)
	c.SealPacket(v.Seq, sealed)
	opened := bytes.Clone(sealed)
	if err := c.OpenPacket(v.Seq, opened); err != nil {
		return err
	}
	return same(append(bytes.Clone(v.Ciphertext), v.Tag...), sealed, v.Packet, opened[:len(v.Packet)])
}

func checkHash[H hasher](newHash func() H) func(v *vector) error {
	return func(v *vector) error {
		h := newHash()
		for range v.Repeat {
			h.Write(v.Msg)
		}
		return same(v.Digest, h.Sum(nil))
	}
}

func checkShake(newShake func() *sha3.Shake) func(v *vector) error {
	return func(v *vector) error {
		h, out := newShake(), make([]byte, len(v.Output))
		for range v.Repeat {
			h.Write(v.Msg)
		}
		h.Read(out)
		return same(v.Output, out)
	}
}

// checkShakes has the same message in all streams.
func checkShakes(newShakes func(n int) *sha3.Shakes) func(v *vector) error {
	return func(v *vector) error {
		h, outs := newShakes(sha3.MaxShakes), make([][]byte, sha3.MaxShakes)
		for range v.Repeat {
			h.WriteAll(v.Msg)
		}
		for j := range outs {
			outs[j] = make([]byte, len(v.Output))
		}
		h.Read(outs)
		for _, out := range outs {
			if err := same(v.Output, out); err != nil {
				return err
			}
		}
		return nil
	}
}

func checkHMAC(newMAC func(key []byte) *hmac.MAC) func(v *vector) error {
	return func(v *vector) error {
		m := newMAC(v.Key)
		m.Write(v.Msg)
		return same(v.Tag, m.Sum(nil)[:len(v.Tag)]) // some are truncated
	}
}

// checkUMAC leaves out the one message of 32 MiB.
func checkUMAC() (n int, err error) {
	file, err := vectors.Load[struct {
		Key, Nonce vectors.Hex
		TagBits    int
		Tests      []struct {
			vectors.Case
			Msg, Tag vectors.Hex
			Times    int
		}
	}]("umac_rfc4418.json")
	if err != nil {
		return 0, err
	}
	for _, g := range file.Groups {
		m := umac.New64(g.Key)
		if g.TagBits > 64 {
			m = umac.New128(g.Key) // of which UMAC-96 is the front
		}
		for _, v := range g.Tests {
			if v.Times > 1<<20 {
				continue
			}
			m.Reset()
			m.Write(bytes.Repeat(v.Msg, v.Times))
			if err := same(v.Tag, m.Sum(nil, g.Nonce)[:len(v.Tag)]); err != nil {
				return n, fmt.Errorf("%s, vector %v: %w", file.Source, v.Case, err)
			}
			n++
		}
	}
	return n, nil
}

func checkX25519(v *vector) error {
	k := dh.NewX25519Key(v.Private)
	shared, err := k.Shared(v.Peer)
	if err != nil {
		return err
	}
	return same(v.Public, k.PublicKey(), v.Shared, shared)
}

func checkEd25519(v *vector) error {
	key := ed25519.NewKeyFromSeed(v.Seed)
	if !ed25519.Verify(ed25519.PublicKey(v.Public), v.Msg, v.Sig) {
		return errWrong
	}
	return same(v.Public, key[32:], v.Sig, ed25519.Sign(key, v.Msg))
}
