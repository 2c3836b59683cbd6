package aes

import (
	"math/bits"
	"testing"
)

// slowSbox is FIPS 197 §5.1.1 from its definition.
func slowSbox(x byte) byte {
	var inverse byte
	for y := range 256 {
		if slowMul(x, byte(y)) == 1 {
			inverse = byte(y)
		}
	}
	s := byte(0x63)
	for i := range 5 {
		s ^= bits.RotateLeft8(inverse, i)
	}
	return s
}

// slowMul multiplies in GF(2⁸), FIPS 197 §4.2.
func slowMul(x, y byte) byte {
	var z byte
	for ; y != 0; y >>= 1 {
		z ^= x * (y & 1)
		x = x<<1 ^ 0x1b*(x>>7)
	}
	return z
}

// slice64 spreads 64 bytes for sbox, unslice64 collects them.
func slice64(b []byte) (q [8]uint64) {
	for n, x := range b[:64] {
		for i := range q {
			q[i] |= uint64(x>>i&1) << n
		}
	}
	return q
}

func unslice64(q *[8]uint64) []byte {
	b := make([]byte, 64)
	for n := range b {
		for i := range q {
			b[n] |= byte(q[i]>>n&1) << i
		}
	}
	return b
}

func TestSboxOfEveryByte(t *testing.T) {
	for first := 0; first < 256; first += 64 {
		in := make([]byte, 64)
		for n := range in {
			in[n] = byte(first + n)
		}
		q := slice64(in)
		sbox(&q)
		out := unslice64(&q)
		for n, x := range in {
			if want, got := slowSbox(x), out[n]^0x63; want != got {
				t.Errorf("S(%#x): want %#x, got %#x", x, want, got)
			}
		}
		invSbox(&q)
		for n, got := range unslice64(&q) {
			if want := in[n]; want != got {
				t.Errorf("S⁻¹(S(%#x)) = %#x", want, got)
			}
		}
	}
}

// slowMixColumn is FIPS 197 §5.1.3 and §5.3.3, with the first row of the matrix.
func slowMixColumn(a [4]byte, row [4]byte) (b [4]byte) {
	for r := range b {
		for i := range 4 {
			b[r] ^= slowMul(row[i], a[(r+i)%4])
		}
	}
	return b
}

func TestMixColumnsWithShiftRows(t *testing.T) {
	var buf [batchSize]byte
	for i := range buf {
		buf[i] = byte(i*167 + i>>4)
	}
	var zero, s state
	s.load(&buf)
	s.shiftMix(&zero)
	var got [batchSize]byte
	s.store(&got)
	for n := range 16 {
		for c := range 4 {
			var a [4]byte
			for r := range a {
				a[r] = buf[16*n+4*((c+r)%4)+r]
			}
			if want := slowMixColumn(a, [4]byte{2, 3, 1, 1}); want != [4]byte(got[16*n+4*c:]) {
				t.Errorf("block %d, column %d: want %x, got %x", n, c, want, got[16*n+4*c:][:4])
			}
		}
	}

	s.load(&buf)
	s.unmixShift()
	s.store(&got)
	for n := range 16 {
		for c := range 4 {
			want := slowMixColumn([4]byte(buf[16*n+4*c:]), [4]byte{0xe, 0xb, 0xd, 9})
			for r := range want {
				if at := 16*n + 4*((c+r)%4) + r; want[r] != got[at] {
					t.Errorf("inverse, block %d, column %d, row %d: want %x, got %x", n, c, r, want[r], got[at])
				}
			}
		}
	}
}
