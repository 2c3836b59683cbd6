package sntrup

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"testing"
)

// encodeRecursive writes the list as the specification does, with the moduli of each
// number.
func encodeRecursive(numbers, moduli []*big.Int) (out []byte) {
	limit, byteSize := big.NewInt(1<<14), big.NewInt(256)
	put := func(r, m *big.Int, limit *big.Int) {
		for m.Cmp(limit) >= 0 {
			out = append(out, byte(new(big.Int).Mod(r, byteSize).Uint64()))
			r.Div(r, byteSize)
			m.Div(m.Add(m, big.NewInt(255)), byteSize)
		}
	}
	if len(numbers) == 1 {
		put(numbers[0], moduli[0], big.NewInt(2))
		return out
	}
	var nextNumbers, nextModuli []*big.Int
	for i := 0; i < len(numbers); i += 2 {
		r, m := new(big.Int).Set(numbers[i]), new(big.Int).Set(moduli[i])
		if i+1 < len(numbers) {
			r.Add(r, new(big.Int).Mul(m, numbers[i+1]))
			m.Mul(m, moduli[i+1])
			put(r, m, limit)
		}
		nextNumbers, nextModuli = append(nextNumbers, r), append(nextModuli, m)
	}
	return append(out, encodeRecursive(nextNumbers, nextModuli)...)
}

func TestRadixAgreesWithBigIntegers(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 59))
	for _, c := range []struct {
		code    *radix
		modulus uint32
		size    int
	}{{largeCode, q, largeSize}, {roundedCode, 1531, roundedSize}} {
		for i := range min(cases(50), 1000) {
			var list [p]uint16
			var numbers, moduli []*big.Int
			for j := range list {
				switch i {
				case 0:
				case 1:
					list[j] = uint16(c.modulus - 1)
				default:
					list[j] = uint16(rnd.Uint32N(c.modulus))
				}
				numbers = append(numbers, big.NewInt(int64(list[j])))
				moduli = append(moduli, big.NewInt(int64(c.modulus)))
			}
			want := encodeRecursive(numbers, moduli)
			if len(want) != c.size {
				t.Fatalf("modulus %d: the encoding has %d bytes, want %d", c.modulus, len(want), c.size)
			}
			original, got := list, make([]byte, c.size)
			if c.code.encode(got, &list); !bytes.Equal(want, got) {
				t.Fatalf("modulus %d, case %d: want %x, got %x", c.modulus, i, want, got)
			}
			if c.code.decode(&list, got); list != original {
				t.Fatalf("modulus %d, case %d: decoded to another list", c.modulus, i)
			}
		}
	}
}

func TestDivisorsAreExact(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 60))
	for _, code := range []*radix{largeCode, roundedCode} {
		divisors := []divisor{code.last}
		for _, l := range code.levels {
			divisors = append(divisors, l.m, l.end)
		}
		for _, d := range divisors {
			for i := range 2000 {
				r := rnd.Uint32()
				if i%2 == 0 {
					r = r/d.m*d.m - uint32(i/2%2) // at the step from one quotient to the next
				}
				if quotient, rest := d.divide(r); quotient != r/d.m || rest != r%d.m {
					t.Fatalf("%d / %d: want %d, %d, got %d, %d", r, d.m, r/d.m, r%d.m, quotient, rest)
				}
			}
		}
	}
}

// FuzzDecode shows that everything decodes to something in range, and that what is an
// encoding is the one of what it decodes to.
func FuzzDecode(f *testing.F) {
	f.Add(bytes.Repeat([]byte{0xff}, largeSize))
	f.Add(make([]byte, largeSize))
	f.Fuzz(func(t *testing.T, data []byte) {
		var in [largeSize]byte
		copy(in[:], data)
		var large, rounded, again poly
		var b [largeSize]byte
		large.decodeLarge(&in)
		large.encodeLarge(&b)
		if again.decodeLarge(&b); again != large {
			t.Error("large: encoded and decoded, it is another polynomial")
		}
		rounded.decodeRounded((*[roundedSize]byte)(in[:]))
		rounded.encodeRounded((*[roundedSize]byte)(b[:]))
		if again.decodeRounded((*[roundedSize]byte)(b[:])); again != rounded {
			t.Error("rounded: encoded and decoded, it is another polynomial")
		}
		for i := range large {
			if max(large[i], -large[i], rounded[i], -rounded[i]) > half || rounded[i]%3 != 0 {
				t.Fatalf("coefficient %d is %d, %d", i, large[i], rounded[i])
			}
		}

		var small poly
		encoded := [smallSize]byte(in[:])
		if small.decodeSmall(&encoded) {
			var b [smallSize]byte
			if small.encodeSmall(&b); b != encoded {
				t.Errorf("small: %x was taken, and is encoded as %x", encoded, b)
			}
		}
	})
}
