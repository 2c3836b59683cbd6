package aes

import (
	"encoding/binary"
	"math/bits"
)

// expandKey is FIPS 197 §5.2 for a key of Nk words: it fills w, whose length is
// 4·(Nr+1), with
//
//	w[i] = w[i-Nk] ⊕ t(w[i-1])
//
// where t rotates, substitutes and adds a round constant if Nk divides i, only
// substitutes if Nk is 8 and i mod 8 is 4, and does nothing otherwise. A word is a
// column with row 0 in the low byte, so that RotWord turns it right.
func expandKey(w []uint32, key []byte) {
	nk := len(key) / 4
	for i := range nk {
		w[i] = binary.LittleEndian.Uint32(key[4*i:])
	}
	rcon := uint32(1)
	for i := nk; i < len(w); i++ {
		t := w[i-1]
		switch {
		case i%nk == 0:
			t = subWord(bits.RotateLeft32(t, -8)) ^ rcon
			rcon = rcon<<1 ^ 0x11b*(rcon>>7) // times x; public
		case nk == 8 && i%nk == 4:
			t = subWord(t)
		}
		w[i] = w[i-nk] ^ t
	}
}

// subWord substitutes the four bytes of w, each left where it is: bit i of all four
// goes through the circuit at the places 0, 8, 16 and 24.
func subWord(w uint32) uint32 {
	const each = 0x01010101
	var q [8]uint64
	for i := range q {
		q[i] = uint64(w >> i & each)
	}
	sbox(&q)
	w = 0x63 * each
	for i := range q {
		w ^= uint32(q[i]) & each << i
	}
	return w
}

// setKeys brings the expanded key into the form of the state. All round keys but
// the first also take the constant 63 of the S-box that comes before them: each byte
// of the state needs it, ShiftRows moves it nowhere, and MixColumns keeps it, as
// 2 ⊕ 3 ⊕ 1 ⊕ 1 = 1. Backwards, the same keys add it before the inverse S-box.
func (b *Block) setKeys(w []uint32) {
	for i := 0; i < len(w); i += 4 {
		c := [4]uint32(w[i:])
		if i > 0 {
			for j := range c {
				c[j] ^= 0x63636363
			}
		}
		b.keys[i/4].broadcast(&c)
	}
}
