package bench

import (
	"github.com/glassh/glassh/aes"
	"github.com/glassh/glassh/chacha"
	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/primitives/ed25519"
	"github.com/glassh/glassh/primitives/sha3"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/umac"
	"github.com/glassh/glassh/wire"
)

// The functions here prepare operations, as Operation.prepare says. What cannot fail
// with these inputs panics.

// pattern returns n bytes that are always the same, for keys and messages: none of the
// operations takes longer for some of them.
func pattern(n int) []byte {
	b := make([]byte, n)
	x := uint32(n)
	for i := range b {
		x = x*1664525 + 1013904223 // Numerical Recipes in C, §7.1
		b[i] = byte(x >> 24)
	}
	return b
}

// additionalData is as long as that of SSH: packet_length.
var additionalData = []byte{0, 0, 1, 0}

func aesBlock(keySize int) *aes.Block {
	block, err := aes.New(pattern(keySize))
	if err != nil {
		panic(err)
	}
	return block
}

func sealGCM(keySize int) func(size int) func() []byte {
	return func(size int) func() []byte {
		g, nonce, buf := aes.NewGCM(aesBlock(keySize)), pattern(12), append(pattern(size), make([]byte, 16)...)
		return func() []byte { return g.Seal(buf[:0], nonce, buf[:size], additionalData) }
	}
}

func openGCM(keySize int) func(size int) func() []byte {
	return func(size int) func() []byte {
		g, nonce, out := aes.NewGCM(aesBlock(keySize)), pattern(12), make([]byte, size)
		sealed := g.Seal(nil, nonce, pattern(size), additionalData)
		return func() []byte { return opened(g.Open(out[:0], nonce, sealed, additionalData)) }
	}
}

// opened panics of an error: the operations open what they have sealed.
func opened(plaintext []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return plaintext
}

func setUpGCM(keySize int) func(size int) func() []byte {
	return func(int) func() []byte {
		key := pattern(keySize)
		return func() []byte {
			block, err := aes.New(key)
			if err != nil {
				panic(err)
			}
			kept = aes.NewGCM(block)
			return nil
		}
	}
}

// kept is where an object goes that is made only to measure that.
var kept any

func sealChaCha(size int) func() []byte {
	a, nonce, buf := chacha.NewAEAD(pattern(chacha.KeySize)), pattern(12), append(pattern(size), make([]byte, chacha.TagSize)...)
	return func() []byte { return a.Seal(buf[:0], nonce, buf[:size], additionalData) }
}

func openChaCha(size int) func() []byte {
	a, nonce, out := chacha.NewAEAD(pattern(chacha.KeySize)), pattern(12), make([]byte, size)
	sealed := a.Seal(nil, nonce, pattern(size), additionalData)
	return func() []byte { return opened(a.Open(out[:0], nonce, sealed, additionalData)) }
}

// sealSSH has size bytes behind packet_length, which is 4 bytes more.
func sealSSH(size int) func() []byte {
	c, buf := chacha.NewSSH(pattern(chacha.SSHKeySize)), append(pattern(wire.LengthLen+size), make([]byte, chacha.TagSize)...)
	var seq uint32
	return func() []byte {
		seq++
		c.SealPacket(seq, buf)
		return buf
	}
}

func ctr(keySize int) func(size int) func() []byte {
	return func(size int) func() []byte {
		c, buf := aes.NewCTR(aesBlock(keySize), pattern(aes.BlockSize)), pattern(size)
		return func() []byte { c.XORKeyStream(buf, buf); return buf }
	}
}

func chacha20(size int) func() []byte {
	// The nonce of 8 bytes, whose key stream has no end.
	c, buf := chacha.New(pattern(chacha.KeySize), pattern(chacha.NonceSize64)), pattern(size)
	return func() []byte { c.XORKeyStream(buf, buf); return buf }
}

func cbcEncrypt(keySize int) func(size int) func() []byte {
	return func(size int) func() []byte {
		c, buf := aes.NewCBCEncrypter(aesBlock(keySize), pattern(aes.BlockSize)), pattern(size)
		return func() []byte { c.CryptBlocks(buf, buf); return buf }
	}
}

func cbcDecrypt(keySize int) func(size int) func() []byte {
	return func(size int) func() []byte {
		c, buf := aes.NewCBCDecrypter(aesBlock(keySize), pattern(aes.BlockSize)), pattern(size)
		return func() []byte { c.CryptBlocks(buf, buf); return buf }
	}
}

func poly1305(size int) func() []byte {
	key, message, out := [32]byte(pattern(32)), pattern(size), make([]byte, chacha.TagSize)
	return func() []byte {
		tag := chacha.SumPoly1305(&key, message)
		copy(out, tag[:])
		return out
	}
}

// A hasher is a hash function or a MAC with a key.
type hasher interface {
	Reset()
	Write(p []byte) (int, error)
	Sum(dst []byte) []byte
}

func hashed[H hasher](newHash func() H) func(size int) func() []byte {
	return func(size int) func() []byte { return digest(newHash(), size) }
}

func keyed(newMAC func(key []byte) *hmac.MAC, keySize int) func(size int) func() []byte {
	return func(size int) func() []byte { return digest(newMAC(pattern(keySize)), size) }
}

func digest(h hasher, size int) func() []byte {
	message, out := pattern(size), make([]byte, 0, 64)
	return func() []byte {
		h.Reset()
		h.Write(message)
		return h.Sum(out)
	}
}

// seedSize is the length of what extendable output comes from.
const seedSize = 32

func shake(newShake func() *sha3.Shake) func(size int) func() []byte {
	return func(size int) func() []byte {
		h, seed, out := newShake(), pattern(seedSize), make([]byte, size)
		return func() []byte {
			h.Reset()
			h.Write(seed)
			h.Read(out)
			return out
		}
	}
}

func shakes(newShakes func(n int) *sha3.Shakes) func(size int) func() []byte {
	return func(size int) func() []byte {
		h, all := newShakes(sha3.MaxShakes), make([]byte, size)
		var seeds, outs [][]byte
		for j := range sha3.MaxShakes {
			part := size / sha3.MaxShakes
			seeds, outs = append(seeds, pattern(seedSize + j)[j:]), append(outs, all[j*part:(j+1)*part])
		}
		return func() []byte {
			h.Reset()
			h.Write(seeds)
			h.Read(outs)
			return all
		}
	}
}

// universal makes a tag with a nonce, as SSH does with its sequence number.
func universal(newMAC func(key []byte) *umac.MAC) func(size int) func() []byte {
	return func(size int) func() []byte {
		m, message, nonce, out := newMAC(pattern(umac.KeySize)), pattern(size), make([]byte, 8), make([]byte, 0, umac.Size128)
		return func() []byte {
			nonce[7]++
			m.Reset()
			m.Write(message)
			return m.Sum(out, nonce)
		}
	}
}

func agreeX25519(int) func() []byte {
	key, peer := dh.NewX25519Key(pattern(32)), dh.NewX25519Key(pattern(33)[1:]).PublicKey()
	return func() []byte { return opened(key.Shared(peer)) }
}

func generateX25519(int) func() []byte {
	secret := pattern(32)
	return func() []byte { return dh.NewX25519Key(secret).PublicKey() }
}

func generateEd25519(int) func() []byte {
	seed := pattern(ed25519.SeedSize)
	return func() []byte { return ed25519.NewKeyFromSeed(seed) }
}

// signedSize is the length of what is signed: SSH signs hashes.
const signedSize = 32

func signEd25519(int) func() []byte {
	key, message, out := ed25519.NewKeyFromSeed(pattern(ed25519.SeedSize)), pattern(signedSize), make([]byte, 0, ed25519.SignatureSize)
	return func() []byte { return ed25519.AppendSignature(out, key, message) }
}

func verifyEd25519(int) func() []byte {
	key, message := ed25519.NewKeyFromSeed(pattern(ed25519.SeedSize)), pattern(signedSize)
	pub, sig := key.Public().(ed25519.PublicKey), ed25519.Sign(key, message)
	return func() []byte {
		if !ed25519.Verify(pub, message, sig) {
			panic("bench: a signature is refused")
		}
		return sig
	}
}

func suiteKeys(s protect.Suite) protect.Keys {
	return protect.Keys{Key: pattern(s.Cipher.KeySize), IV: pattern(s.Cipher.IVSize), MACKey: pattern(s.MAC.KeySize)}
}

// zeros is the source of padding: how fast the system's random numbers come is
// another question.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func sealPacket(s protect.Suite) func(size int) func() []byte {
	return func(size int) func() []byte {
		sealer := protect.NewSealer(s, suiteKeys(s), zeros{})
		buf := append(make([]byte, 0, size+protect.MaxOverhead), pattern(wire.HeaderLen+size)...)
		var seq uint32
		return func() []byte {
			seq++
			return sealer.Seal(buf, 0, seq)
		}
	}
}

func sealAndOpenPacket(s protect.Suite) func(size int) func() []byte {
	return func(size int) func() []byte {
		seal := sealPacket(s)(size)
		opener := protect.NewOpener(s, suiteKeys(s))
		var seq uint32
		return func() []byte {
			seq++
			payload, _, err := opener.Open(seal(), seq)
			return opened(payload, err)
		}
	}
}
