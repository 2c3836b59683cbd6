package chacha_test

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"slices"
)

// What follows is RFC 8439 as it is written there, as slow as that is: the oracle
// of the tests, because the standard library has no ChaCha20 to ask.

// refBlock is §2.3 with words 12 to 15 given.
func refBlock(key []byte, tail [4]uint32) []byte {
	x := []uint32{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}
	for i := range 8 {
		x = append(x, binary.LittleEndian.Uint32(key[4*i:]))
	}
	x = append(x, tail[:]...)
	initial := slices.Clone(x)
	quarter := func(a, b, c, d int) {
		for _, step := range [][4]int{{a, b, d, 16}, {c, d, b, 12}, {a, b, d, 8}, {c, d, b, 7}} {
			x[step[0]] += x[step[1]]
			x[step[2]] = bits.RotateLeft32(x[step[2]]^x[step[0]], step[3])
		}
	}
	for range 10 {
		for i := range 4 {
			quarter(i, 4+i, 8+i, 12+i)
		}
		for i := range 4 {
			quarter(i, 4+(i+1)%4, 8+(i+2)%4, 12+(i+3)%4)
		}
	}
	var out []byte
	for i := range x {
		out = binary.LittleEndian.AppendUint32(out, x[i]+initial[i])
	}
	return out
}

// refChaCha returns n bytes of keystream from a block on, for nonces of 8 and 12
// bytes.
func refChaCha(key, nonce []byte, block uint64, n int) []byte {
	var out []byte
	for ; len(out) < n; block++ {
		tail := [4]uint32{uint32(block), uint32(block >> 32)}
		for i := range len(nonce) / 4 {
			tail[4-len(nonce)/4+i] = binary.LittleEndian.Uint32(nonce[4*i:])
		}
		out = append(out, refBlock(key, tail)...)
	}
	return out[:n]
}

// refXOR returns x ⊕ y.
func refXOR(x, y []byte) []byte {
	out := make([]byte, len(x))
	for i := range x {
		out[i] = x[i] ^ y[i]
	}
	return out
}

// refPoly1305 is §2.5.1.
func refPoly1305(key, msg []byte) []byte {
	number := func(b []byte) *big.Int {
		b = slices.Clone(b)
		slices.Reverse(b)
		return new(big.Int).SetBytes(b)
	}
	hex := func(s string) *big.Int {
		n, _ := new(big.Int).SetString(s, 16)
		return n
	}
	r := number(key[:16])
	r.And(r, hex("0ffffffc0ffffffc0ffffffc0fffffff"))
	p := hex("3fffffffffffffffffffffffffffffffb")
	a := new(big.Int)
	for block := range slices.Chunk(msg, 16) {
		a.Add(a, number(append(slices.Clone(block), 1)))
		a.Mul(a, r)
		a.Mod(a, p)
	}
	a.Add(a, number(key[16:]))
	tag := a.FillBytes(make([]byte, 17))[1:]
	slices.Reverse(tag)
	return tag
}

// refSeal is §2.8.1.
func refSeal(key, nonce, plaintext, ad []byte) []byte {
	pad16 := func(b []byte) []byte { return append(b, make([]byte, -len(b)&15)...) }
	out := refXOR(plaintext, refChaCha(key, nonce, 1, len(plaintext)))
	mac := pad16(slices.Clone(ad))
	mac = pad16(append(mac, out...))
	mac = binary.LittleEndian.AppendUint64(mac, uint64(len(ad)))
	mac = binary.LittleEndian.AppendUint64(mac, uint64(len(plaintext)))
	return append(out, refPoly1305(refChaCha(key, nonce, 0, 32), mac)...)
}

// refSSH seals a packet without tag, as PROTOCOL.chacha20poly1305 says.
func refSSH(key []byte, seq uint32, packet []byte) []byte {
	k2, k1 := key[:32], key[32:]
	nonce := binary.BigEndian.AppendUint64(nil, uint64(seq))
	out := refXOR(packet[:4], refChaCha(k1, nonce, 0, 4))
	out = append(out, refXOR(packet[4:], refChaCha(k2, nonce, 1, len(packet)-4))...)
	return append(out, refPoly1305(refChaCha(k2, nonce, 0, 32), out)...)
}
