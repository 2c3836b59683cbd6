package umac_test

import (
	"crypto/aes"
	"encoding/binary"
	"math/big"
	"slices"
)

// reference is UMAC as the pseudo-code of RFC 4418 has it, over crypto/aes and
// math/big. size is that of the tag, 8 or 16.
func reference(size int, key, msg, nonce []byte) []byte {
	tag := refPDF(size, key, nonce)
	refXOR(tag, refUHASH(size, key, msg))
	return tag
}

func refXOR(dst, src []byte) {
	for i := range dst {
		dst[i] ^= src[i]
	}
}

// §3.2.1
func refKDF(key []byte, index, n int) (y []byte) {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	for i := uint64(1); len(y) < n; i++ {
		t := binary.BigEndian.AppendUint64(nil, uint64(index))
		t = binary.BigEndian.AppendUint64(t, i)
		block.Encrypt(t, t)
		y = append(y, t...)
	}
	return y[:n]
}

// §4.2
func refPDF(size int, key, nonce []byte) []byte {
	block, err := aes.NewCipher(refKDF(key, 0, 16))
	if err != nil {
		panic(err)
	}
	t := append(slices.Clone(nonce), make([]byte, 16-len(nonce))...)
	index := 0
	if size == 8 {
		index = int(nonce[len(nonce)-1]) % 2
		t[len(nonce)-1] ^= byte(index)
	}
	block.Encrypt(t, t)
	return t[index*size : (index+1)*size]
}

// §5.1
func refUHASH(size int, key, msg []byte) (y []byte) {
	iters := size / 4
	l1Key := refKDF(key, 1, 1024+(iters-1)*16)
	l2Key := refKDF(key, 2, iters*24)
	l3Key1 := refKDF(key, 3, iters*64)
	l3Key2 := refKDF(key, 4, iters*4)
	for i := range iters {
		a := refL1(l1Key[i*16:i*16+1024], msg)
		b := append(make([]byte, 8), a...)
		if len(msg) > 1024 {
			b = refL2(l2Key[i*24:][:24], a)
		}
		y = append(y, refL3(l3Key1[i*64:][:64], l3Key2[i*4:][:4], b)...)
	}
	return y
}

// zeroPad appends zeros up to a multiple of n that is not 0.
func zeroPad(s []byte, n int) []byte {
	s = slices.Clone(s)
	for len(s) == 0 || len(s)%n != 0 {
		s = append(s, 0)
	}
	return s
}

// §5.2
func refL1(key, msg []byte) (y []byte) {
	chunks := slices.Collect(slices.Chunk(msg, 1024))
	if len(chunks) == 0 {
		chunks = [][]byte{nil}
	}
	for _, chunk := range chunks {
		y = binary.BigEndian.AppendUint64(y, refNH(key, zeroPad(chunk, 32))+uint64(8*len(chunk)))
	}
	return y
}

// §5.2.2, with the words of msg swapped
func refNH(key, msg []byte) (y uint64) {
	word := func(i int) uint64 { return uint64(leWord(msg[4*i:]) + keyWord(key[4*i:])) }
	for i := 0; i < len(msg)/4; i += 8 {
		for j := range 4 {
			y += word(i+j) * word(i+j+4)
		}
	}
	return y
}

func power2(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }

// prime is the largest one below 2ⁿ.
func prime(n uint) *big.Int {
	return new(big.Int).Sub(power2(n), big.NewInt(map[uint]int64{36: 5, 64: 59, 128: 159}[n]))
}

// §5.3
func refL2(key, a []byte) []byte {
	mask, _ := new(big.Int).SetString("01ffffff01ffffff01ffffff01ffffff", 16)
	masked := func(b []byte) *big.Int { k := new(big.Int).SetBytes(b); return k.And(k, mask) }
	k64, k128 := masked(key[:8]), masked(key[8:24])
	y := refPoly(64, k64, a[:min(len(a), 1<<17)])
	if len(a) > 1<<17 {
		a = zeroPad(append(slices.Clone(a[1<<17:]), 0x80), 16)
		y = refPoly(128, k128, append(y.FillBytes(make([]byte, 16)), a...))
	}
	return y.FillBytes(make([]byte, 16))
}

// §5.3.2
func refPoly(wordBits uint, k *big.Int, msg []byte) *big.Int {
	p := prime(wordBits)
	offset := new(big.Int).Sub(power2(wordBits), p)
	marker := new(big.Int).Sub(p, big.NewInt(1))
	maxWord := new(big.Int).Sub(power2(wordBits), power2(wordBits-32))
	y := big.NewInt(1)
	step := func(m *big.Int) { y.Mod(y.Add(y.Mul(y, k), m), p) }
	for word := range slices.Chunk(msg, int(wordBits/8)) {
		m := new(big.Int).SetBytes(word)
		if m.Cmp(maxWord) >= 0 {
			step(marker)
			m.Sub(m, offset)
		}
		step(m)
	}
	return y
}

// §5.4
func refL3(k1, k2, b []byte) []byte {
	y := new(big.Int)
	for i := range 8 {
		k := new(big.Int).SetBytes(k1[8*i:][:8])
		k.Mod(k, prime(36))
		y.Add(y, k.Mul(k, new(big.Int).SetBytes(b[2*i:][:2])))
	}
	y.Mod(y, prime(36))
	out := y.Mod(y, power2(32)).FillBytes(make([]byte, 4))
	refXOR(out, k2)
	return out
}

// Words of messages are little-endian, and those of keys big-endian.
func leWord(b []byte) uint32     { return binary.LittleEndian.Uint32(b) }
func keyWord(b []byte) uint32    { return binary.BigEndian.Uint32(b) }
func putWord(b []byte, w uint32) { binary.LittleEndian.PutUint32(b, w) }
