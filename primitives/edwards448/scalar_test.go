package edwards448

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/glassh/glassh/primitives/ct"
)

// l is ℓ, as RFC 8032 §5.2 writes it.
var l = func() *big.Int {
	n, _ := new(big.Int).SetString("13818066809895115352007386748515426880336692474882178609894547503885", 10)
	return n.Sub(pow2(446, 0), n)
}()

// number reads b, little-endian.
func number(b []byte) *big.Int {
	be := slices.Clone(b)
	slices.Reverse(be)
	return new(big.Int).SetBytes(be)
}

// encodeTo fills b with n, little-endian.
func encodeTo(b []byte, n *big.Int) {
	n.FillBytes(b)
	slices.Reverse(b)
}

func scalarOf(n *big.Int) *Scalar {
	var b [114]byte
	encodeTo(b[:], new(big.Int).Mod(n, l))
	return new(Scalar).SetWide(&b)
}

func valueOf(s *Scalar) *big.Int {
	b := s.Bytes()
	return number(b[:])
}

func checkScalar(t *testing.T, what string, got *Scalar, want *big.Int) {
	t.Helper()
	if want = new(big.Int).Mod(want, l); want.Cmp(valueOf(got)) != 0 {
		t.Errorf("%s: want %x, got %x", what, want, valueOf(got))
	}
}

// pow2 returns 2ⁿ + k.
func pow2(n uint, k int64) *big.Int {
	return new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), n), big.NewInt(k))
}

// numbers returns the edges up to 2ⁿ − 1, multiples of ℓ among them, and random
// numbers below 2ⁿ.
func numbers(n uint, rnd *rand.Rand) []*big.Int {
	var s []*big.Int
	add := func(x *big.Int) {
		if x.Sign() >= 0 && x.BitLen() <= int(n) {
			s = append(s, x)
		}
	}
	for k := int64(-2); k <= 2; k++ {
		for e := uint(0); e <= n; e += 4 {
			add(pow2(e, k))
		}
		for m := int64(1); m <= 5; m++ {
			add(new(big.Int).Add(new(big.Int).Mul(l, big.NewInt(m)), big.NewInt(k)))
		}
		top := new(big.Int).Div(pow2(n, -1), l)
		add(top.Mul(top, l).Add(top, big.NewInt(k)))
	}
	for range 100 {
		b := make([]byte, n/8)
		for i := range b {
			b[i] = byte(rnd.Uint32())
		}
		s = append(s, number(b))
	}
	return s
}

func TestOrderAndItsMontgomeryConstants(t *testing.T) {
	r := pow2(448, 0)
	for _, c := range []struct {
		name string
		got  Scalar
		want *big.Int
	}{
		{"ℓ", order, l},
		{"R mod ℓ", montR, new(big.Int).Exp(r, big.NewInt(1), l)},
		{"R² mod ℓ", montRR, new(big.Int).Exp(r, big.NewInt(2), l)},
		{"R³ mod ℓ", montRRR, new(big.Int).Exp(r, big.NewInt(3), l)},
	} {
		if got := valueOf(&c.got); c.want.Cmp(got) != 0 {
			t.Errorf("%s: want %x, got %x", c.name, c.want, got)
		}
	}
	product := order.w[0]
	if product *= orderNegInv; product != 1<<64-1 {
		t.Errorf("ℓ·(−1/ℓ) mod 2⁶⁴: want −1, got %#x", product)
	}
}

func TestScalarsAreReduced(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, n := range numbers(912, rnd) {
		var b [114]byte
		encodeTo(b[:], n)
		checkScalar(t, "SetWide", new(Scalar).SetWide(&b), n)
	}
	for _, n := range numbers(456, rnd) {
		var b [57]byte
		encodeTo(b[:], n)
		want, wantOK := n, ct.Choice(1)
		if n.Cmp(l) >= 0 {
			want, wantOK = new(big.Int), 0
		}
		s := Scalar{[7]uint64{1, 2, 3, 4, 5, 6, 7}}
		if ok := s.SetCanonical(&b); ok != wantOK {
			t.Errorf("SetCanonical(%x): want %d, got %d", n, wantOK, ok)
		}
		checkScalar(t, "SetCanonical", &s, want)

		clamped := new(big.Int).Mod(n, pow2(448, 0))
		for bit, value := range map[int]uint{0: 0, 1: 0, 447: 1} {
			clamped.SetBit(clamped, bit, value)
		}
		checkScalar(t, "SetClamped", s.SetClamped((*[56]byte)(b[:56])), clamped)
	}
}

func TestMultiplyAdd(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	s := numbers(448, rnd)
	rnd.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
	for i := range s {
		an, bn, cn := s[i], s[(i+1)%len(s)], s[(i+2)%len(s)]
		a, b, c := scalarOf(an), scalarOf(bn), scalarOf(cn)
		want := new(big.Int).Mul(an, bn)
		want.Add(want, cn)
		var v Scalar
		checkScalar(t, "ab + c", v.MultiplyAdd(a, b, c), want)

		v = *a
		checkScalar(t, "v = vb + c", v.MultiplyAdd(&v, b, c), want)
		v = *b
		checkScalar(t, "v = av + c", v.MultiplyAdd(a, &v, c), want)
		v = *c
		checkScalar(t, "v = ab + v", v.MultiplyAdd(a, b, &v), want)
	}
}

func TestDigitsSumToTheScalar(t *testing.T) {
	sum := func(digits []int8, bits uint) *big.Int {
		n := new(big.Int)
		for _, e := range slices.Backward(digits) {
			n.Lsh(n, bits)
			n.Add(n, big.NewInt(int64(e)))
		}
		return n
	}
	for _, n := range numbers(446, rand.New(rand.NewPCG(5, 6))) {
		if n.Cmp(l) >= 0 {
			continue
		}
		s := scalarOf(n)
		d := s.digits16()
		if got := sum(d[:], 4); n.Cmp(got) != 0 {
			t.Errorf("radix 16: want %x, got %x", n, got)
		}
		for _, e := range d {
			if e < -8 || e > 8 {
				t.Errorf("radix 16: digit %d", e)
			}
		}
		for _, w := range []int{2, 5, 6, 8} {
			d := s.varTimeNAF(w)
			if got := sum(d[:], 1); n.Cmp(got) != 0 {
				t.Errorf("NAF of width %d: want %x, got %x", w, n, got)
			}
			last := -w
			for i, e := range d {
				if e == 0 {
					continue
				}
				if e%2 == 0 || int(e) >= 1<<(w-1) || int(e) <= -1<<(w-1) || i-last < w {
					t.Errorf("NAF of width %d: digit %d at %d, after one at %d", w, e, i, last)
				}
				last = i
			}
		}
	}
}

func TestWipedScalarIsZero(t *testing.T) {
	s := order
	if s.Wipe(); s != (Scalar{}) {
		t.Error("the scalar is not zero")
	}
}
