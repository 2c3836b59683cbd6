package protect_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"hash"
	"math/big"
	"math/bits"
	"slices"
	"strings"

	"github.com/glassh/glassh/umac"
)

// A reference seals packets as the package does, written anew from the specifications
// over the standard library, which lacks UMAC only. It allocates and takes its time.
type reference struct {
	cipher string
	etm    bool

	chacha1, chacha2 []byte // K_1 for the length, K_2 for the packet
	gcm              cipher.AEAD
	iv               []byte
	invocations      uint64
	ctr              cipher.Stream
	counter          *big.Int
	mac              hash.Hash
	umac             *umac.MAC
}

func newReference(cipherName, macName string, key, iv, macKey []byte) *reference {
	r := &reference{cipher: cipherName, iv: iv, etm: strings.Contains(macName, "-etm")}
	if strings.HasPrefix(cipherName, "chacha20") {
		r.chacha2, r.chacha1 = key[:32], key[32:]
		return r
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	if strings.Contains(cipherName, "-gcm") {
		if r.gcm, err = cipher.NewGCM(block); err != nil {
			panic(err)
		}
		r.invocations = binary.BigEndian.Uint64(iv[4:])
		return r
	}
	r.ctr = cipher.NewCTR(block, iv)
	r.counter = new(big.Int).SetBytes(iv)
	switch strings.TrimSuffix(strings.TrimSuffix(macName, "@openssh.com"), "-etm") {
	case "umac-64":
		r.umac = umac.New64(macKey)
		return r
	case "umac-128":
		r.umac = umac.New128(macKey)
		return r
	}
	newHash := map[string]func() hash.Hash{"hmac-sha1": sha1.New, "hmac-sha2-256": sha256.New, "hmac-sha2-512": sha512.New}
	r.mac = hmac.New(newHash[strings.TrimSuffix(macName, "-etm@openssh.com")], macKey)
	return r
}

// A trace is a sealed packet and what came up on the way to it.
type trace struct {
	packet         []byte // the plaintext
	nonce          []byte // nonce, or the counter block at the start of the packet
	oneTimeKey     []byte // of Poly1305
	additionalData []byte // of GCM
	macInput       []byte
	macNonce       []byte // of UMAC
	ciphertext     []byte
	tag            []byte
}

func (t *trace) sealed() []byte { return slices.Concat(t.ciphertext, t.tag) }

// paddingLen finds the least padding by trying.
func (r *reference) paddingLen(payload int) int {
	block, counted := 16, 1+payload
	if r.chacha2 != nil {
		block = 8
	}
	if r.ctr != nil && !r.etm {
		counted += 4
	}
	n := 4
	for (counted+n)%block != 0 || 4+1+payload+n < 16 {
		n++
	}
	return n
}

// seal makes a packet of a payload, with the padding that rand gives.
func (r *reference) seal(seq uint32, payload []byte, padding func(n int) []byte) *trace {
	n := r.paddingLen(len(payload))
	packet := binary.BigEndian.AppendUint32(nil, uint32(1+len(payload)+n))
	packet = append(packet, byte(n))
	return r.sealPacket(seq, slices.Concat(packet, payload, padding(n)))
}

// sealPacket protects a plaintext packet, well-formed or not.
func (r *reference) sealPacket(seq uint32, packet []byte) *trace {
	t := &trace{packet: packet}
	seq4 := binary.BigEndian.AppendUint32(nil, seq)
	switch {
	case r.chacha2 != nil:
		t.nonce = binary.BigEndian.AppendUint64(nil, uint64(seq))
		t.oneTimeKey = chacha20(r.chacha2, t.nonce, 0, make([]byte, 32))
		t.ciphertext = append(chacha20(r.chacha1, t.nonce, 0, packet[:4]), chacha20(r.chacha2, t.nonce, 1, packet[4:])...)
		t.macInput = t.ciphertext
		t.tag = poly1305(t.oneTimeKey, t.macInput)
	case r.gcm != nil:
		t.nonce = binary.BigEndian.AppendUint64(slices.Clone(r.iv[:4]), r.invocations)
		r.invocations++
		t.additionalData = packet[:4]
		out := r.gcm.Seal(nil, t.nonce, packet[4:], packet[:4])
		t.ciphertext = slices.Concat(packet[:4], out[:len(out)-16])
		t.tag = out[len(out)-16:]
	default:
		clear := 0
		if r.etm {
			clear = 4
		}
		t.nonce = new(big.Int).Mod(r.counter, new(big.Int).Lsh(big.NewInt(1), 128)).FillBytes(make([]byte, 16))
		r.counter.Add(r.counter, big.NewInt(int64(len(packet)-clear)/16))
		t.ciphertext = slices.Clone(packet)
		r.ctr.XORKeyStream(t.ciphertext[clear:], packet[clear:])
		t.macInput = packet
		if r.etm {
			t.macInput = t.ciphertext
		}
		if r.umac != nil {
			t.macNonce = append([]byte{0, 0, 0, 0}, seq4...)
			r.umac.Reset()
			r.umac.Write(t.macInput)
			t.tag = r.umac.Sum(nil, t.macNonce)
			break
		}
		t.macInput = slices.Concat(seq4, t.macInput)
		r.mac.Reset()
		r.mac.Write(t.macInput)
		t.tag = r.mac.Sum(nil)
	}
	return t
}

// chacha20 is the original ChaCha20 with a counter and a nonce of 64 bits each.
func chacha20(key, nonce []byte, counter uint64, in []byte) []byte {
	out := slices.Clone(in)
	for start := 0; start < len(out); start += 64 {
		s := [16]uint32{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574} // "expand 32-byte k"
		for i := range 8 {
			s[4+i] = binary.LittleEndian.Uint32(key[4*i:])
		}
		s[12], s[13] = uint32(counter), uint32(counter>>32)
		s[14], s[15] = binary.LittleEndian.Uint32(nonce), binary.LittleEndian.Uint32(nonce[4:])
		x := s
		for range 10 {
			for i := range 4 {
				quarterRound(&x, i, 4+i, 8+i, 12+i)
			}
			for i := range 4 {
				quarterRound(&x, i, 4+(i+1)%4, 8+(i+2)%4, 12+(i+3)%4)
			}
		}
		for i := start; i < min(start+64, len(out)); i++ {
			word := (i - start) / 4
			out[i] ^= byte((x[word] + s[word]) >> (8 * (i % 4)))
		}
		counter++
	}
	return out
}

func quarterRound(x *[16]uint32, a, b, c, d int) {
	for i, r := range [4]int{16, 12, 8, 7} {
		if i%2 == 0 {
			x[a] += x[b]
			x[d] = bits.RotateLeft32(x[d]^x[a], r)
		} else {
			x[c] += x[d]
			x[b] = bits.RotateLeft32(x[b]^x[c], r)
		}
	}
}

// poly1305 is RFC 8439 §2.5 over math/big.
func poly1305(key, msg []byte) []byte {
	number := func(b []byte) *big.Int {
		b = slices.Clone(b)
		slices.Reverse(b)
		return new(big.Int).SetBytes(b)
	}
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 130), big.NewInt(5))
	clamp, _ := new(big.Int).SetString("0ffffffc0ffffffc0ffffffc0fffffff", 16)
	r, a := number(key[:16]), new(big.Int)
	r.And(r, clamp)
	for block := range slices.Chunk(msg, 16) {
		a.Add(a, number(append(slices.Clone(block), 1)))
		a.Mod(a.Mul(a, r), p)
	}
	a.Add(a, number(key[16:]))
	a.Mod(a, new(big.Int).Lsh(big.NewInt(1), 128))
	tag := a.FillBytes(make([]byte, 16))
	slices.Reverse(tag)
	return tag
}
