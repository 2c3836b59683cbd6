package field25519

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/field25519"
	"github.com/glassh/glassh/primitives/ct"
)

var p = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))

// toBig returns the value of v, reduced modulo p, from its limbs.
func toBig(v *Element) *big.Int {
	n := new(big.Int)
	for _, l := range slices.Backward(v[:]) {
		n.Lsh(n, 51)
		n.Add(n, new(big.Int).SetUint64(l))
	}
	return n.Mod(n, p)
}

// fromBig returns n, which is below 2²⁵⁵.
func fromBig(n *big.Int) *Element {
	var le [32]byte
	n.FillBytes(le[:])
	slices.Reverse(le[:])
	return new(Element).SetBytes(&le)
}

// checkBound fails unless v keeps the bound of Element.
func checkBound(t *testing.T, v *Element) {
	t.Helper()
	for i, l := range v {
		if l >= 1<<51+1<<18 {
			t.Errorf("limb %d is %#x, over its bound", i, l)
		}
	}
}

// limbs are the ends of what a limb may be between operations.
var limbs = []uint64{0, 1, 18, 19, 1<<51 - 20, 1<<51 - 19, 1<<51 - 18, mask51, 1 << 51, 1<<51 + 1<<18 - 1}

// samples returns elements at the edges (of the number and of each limb), and
// random ones within the bounds.
func samples(rnd *rand.Rand) []Element {
	var s []Element
	for _, n := range []int64{0, 1, 2, 18, 19, 20} {
		s = append(s,
			*fromBig(big.NewInt(n)),
			*fromBig(new(big.Int).Sub(p, big.NewInt(n))))
		if n < 19 {
			s = append(s, *fromBig(new(big.Int).Add(p, big.NewInt(n))))
		}
	}
	for _, l := range limbs {
		s = append(s, Element{l, l, l, l, l})
	}
	for range 10 {
		var v, edge Element
		for i := range v {
			v[i] = rnd.Uint64N(1<<51 + 1<<18)
			edge[i] = limbs[rnd.IntN(len(limbs))]
		}
		s = append(s, v, edge)
	}
	return s
}

var twoOperands = []struct {
	name string
	got  func(v, a, b *Element) *Element
	want func(a, b *big.Int) *big.Int
}{
	{"Add", (*Element).Add, func(a, b *big.Int) *big.Int { return new(big.Int).Add(a, b) }},
	{"Subtract", (*Element).Subtract, func(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }},
	{"Multiply", (*Element).Multiply, func(a, b *big.Int) *big.Int { return new(big.Int).Mul(a, b) }},
	{"Select 1", func(v, a, b *Element) *Element { return v.Select(1, a, b) }, func(a, b *big.Int) *big.Int { return a }},
	{"Select 0", func(v, a, b *Element) *Element { return v.Select(0, a, b) }, func(a, b *big.Int) *big.Int { return b }},
}

var oneOperand = []struct {
	name string
	got  func(v, a *Element) *Element
	want func(a *big.Int) *big.Int
}{
	{"Set", (*Element).Set, func(a *big.Int) *big.Int { return a }},
	{"Negate", (*Element).Negate, func(a *big.Int) *big.Int { return new(big.Int).Neg(a) }},
	{"Square", (*Element).Square, func(a *big.Int) *big.Int { return new(big.Int).Mul(a, a) }},
	{"MultSmall 121665", func(v, a *Element) *Element { return v.MultSmall(a, 121665) }, func(a *big.Int) *big.Int { return new(big.Int).Mul(a, big.NewInt(121665)) }},
	{"MultSmall 2³²−1", func(v, a *Element) *Element { return v.MultSmall(a, 1<<32-1) }, func(a *big.Int) *big.Int { return new(big.Int).Mul(a, big.NewInt(1<<32-1)) }},
	{"Invert", (*Element).Invert, func(a *big.Int) *big.Int {
		return new(big.Int).Exp(a, new(big.Int).Sub(p, big.NewInt(2)), p)
	}},
	{"Pow22523", (*Element).Pow22523, func(a *big.Int) *big.Int {
		e := new(big.Int).Sub(p, big.NewInt(5))
		return new(big.Int).Exp(a, e.Rsh(e, 3), p)
	}},
}

func TestArithmeticAgreesWithBigIntegers(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		s := samples(rand.New(rand.NewPCG(1, 25519)))
		check := func(t *testing.T, got *Element, want *big.Int) {
			t.Helper()
			checkBound(t, got)
			if want = new(big.Int).Mod(want, p); want.Cmp(toBig(got)) != 0 {
				t.Errorf("want %x, got %x", want, toBig(got))
			}
		}
		for _, op := range twoOperands {
			t.Run(op.name, func(t *testing.T) {
				for _, a := range s {
					for _, b := range s {
						var v Element
						check(t, op.got(&v, &a, &b), op.want(toBig(&a), toBig(&b)))
					}
				}
			})
		}
		for _, op := range oneOperand {
			t.Run(op.name, func(t *testing.T) {
				for _, a := range s {
					var v Element
					check(t, op.got(&v, &a), op.want(toBig(&a)))
				}
			})
		}
	})
}

func TestOperandsMayBeTheResult(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		s := samples(rand.New(rand.NewPCG(2, 25519)))
		for _, op := range twoOperands {
			for i := range s {
				a, b := s[i], s[(i+7)%len(s)]
				var ab, aa Element
				op.got(&ab, &a, &b)
				op.got(&aa, &a, &a)

				v, w := a, b
				if r := op.got(&v, &v, &b); r != &v || v != ab {
					t.Errorf("%s(v, v, b) = %v, want %v", op.name, v, ab)
				}
				if op.got(&w, &a, &w); w != ab {
					t.Errorf("%s(v, a, v) = %v, want %v", op.name, w, ab)
				}
				v = a
				if op.got(&v, &v, &v); v != aa {
					t.Errorf("%s(v, v, v) = %v, want %v", op.name, v, aa)
				}
				if a != s[i] || b != s[(i+7)%len(s)] {
					t.Errorf("%s changed an operand", op.name)
				}
			}
		}
		for _, op := range oneOperand {
			for _, a := range s {
				var want Element
				op.got(&want, &a)
				v := a
				if r := op.got(&v, &v); r != &v || v != want {
					t.Errorf("%s(v, v) = %v, want %v", op.name, v, want)
				}
			}
		}
	})
}

func TestEncodingIsCanonical(t *testing.T) {
	for _, v := range samples(rand.New(rand.NewPCG(3, 25519))) {
		le := v.Bytes()
		be := le
		slices.Reverse(be[:])
		if got, want := new(big.Int).SetBytes(be[:]), toBig(&v); want.Cmp(got) != 0 {
			t.Errorf("%v: want %x, got %x", v, want, got)
		}

		// The top bit is no part of the number.
		le[31] |= 0x80
		var w Element
		w.SetBytes(&le)
		checkBound(t, &w)
		if !w.Equal(&v).Public() {
			t.Errorf("%x with its top bit set is another number", le)
		}
	}
}

func TestPredicates(t *testing.T) {
	bit := func(b bool) ct.Choice {
		if b {
			return 1
		}
		return 0
	}
	s := samples(rand.New(rand.NewPCG(4, 25519)))
	for i, a := range s {
		n := toBig(&a)
		if want, got := bit(n.Sign() == 0), a.IsZero(); want != got {
			t.Errorf("IsZero(%x): want %d, got %d", n, want, got)
		}
		if want, got := bit(n.Bit(0) == 1), a.IsNegative(); want != got {
			t.Errorf("IsNegative(%x): want %d, got %d", n, want, got)
		}
		for _, b := range s {
			if want, got := bit(n.Cmp(toBig(&b)) == 0), a.Equal(&b); want != got {
				t.Errorf("Equal(%x, %x): want %d, got %d", n, toBig(&b), want, got)
			}
		}
		x, y := a, s[(i+1)%len(s)]
		if Swap(0, &x, &y); x != a || y != s[(i+1)%len(s)] {
			t.Error("Swap(0) swapped")
		}
		if Swap(1, &x, &y); y != a || x != s[(i+1)%len(s)] {
			t.Error("Swap(1) did not swap")
		}
	}
	if one := new(Element).One(); toBig(one).Cmp(big.NewInt(1)) != 0 || !one.Zero().IsZero().Public() {
		t.Error("One or Zero is wrong")
	}
}

func TestLookup(t *testing.T) {
	table := [8]Element(samples(rand.New(rand.NewPCG(5, 25519)))[20:])
	for i := range table {
		var c [8]ct.Choice
		c[i] = 1
		var v Element
		if v.Lookup(&c, &table); v != table[i] {
			t.Errorf("entry %d: want %v, got %v", i, table[i], v)
		}
	}
	v := table[0]
	if v.Lookup(new([8]ct.Choice), &table); v != (Element{}) {
		t.Errorf("no entry: want 0, got %v", v)
	}
}

func TestSquareRootOfRatio(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		s := samples(rand.New(rand.NewPCG(6, 25519)))
		squares := 0
		for _, a := range s {
			for _, b := range s[:20] {
				// a/b as a·b^(p−2), and by Euler's criterion.
				ratio := new(big.Int).Exp(toBig(&b), new(big.Int).Sub(p, big.NewInt(2)), p)
				ratio.Mul(ratio, toBig(&a)).Mod(ratio, p)
				want := big.Jacobi(ratio, p) >= 0 && (!b.IsZero().Public() || a.IsZero().Public())

				var r Element
				if got := r.SqrtRatio(&a, &b).Public(); got != want {
					t.Fatalf("%x/%x is a square: want %v, got %v", toBig(&a), toBig(&b), want, got)
				}
				if !want {
					continue
				}
				squares++
				checkBound(t, &r)
				root := toBig(&r)
				if root.Mul(root, root).Mod(root, p).Cmp(ratio) != 0 {
					t.Fatalf("the root of %x is wrong", ratio)
				}
				if r.IsNegative().Public() {
					t.Fatalf("the root of %x is odd", ratio)
				}
				v, w := a, b
				if v.SqrtRatio(&v, &b); v != r {
					t.Error("SqrtRatio(v, v, b) differs")
				}
				if w.SqrtRatio(&a, &w); w != r {
					t.Error("SqrtRatio(v, a, v) differs")
				}
			}
		}
		if squares < 100 {
			t.Errorf("only %d squares among the samples", squares)
		}
	})
}

func TestConstants(t *testing.T) {
	e := new(big.Int).Sub(p, big.NewInt(1))
	want := new(big.Int).Exp(big.NewInt(2), e.Rsh(e, 2), p)
	if got := toBig(&sqrtMinusOne); want.Cmp(got) != 0 {
		t.Errorf("2^((p−1)/4): want %x, got %x", want, got)
	}
	twoP := Element{twoP0, twoP1234, twoP1234, twoP1234, twoP1234}
	if toBig(&twoP).Sign() != 0 {
		t.Error("the limbs of 2p are not a multiple of p")
	}
}

func BenchmarkElement(b *testing.B) {
	s := samples(rand.New(rand.NewPCG(7, 25519)))
	x, y := s[len(s)-1], s[len(s)-2]
	for _, op := range []struct {
		name string
		f    func()
	}{
		{"add", func() { x.Add(&x, &y) }},
		{"subtract", func() { x.Subtract(&x, &y) }},
		{"multiply", func() { x.Multiply(&x, &y) }},
		{"square", func() { x.Square(&x) }},
		{"multsmall", func() { x.MultSmall(&x, 121665) }},
		{"invert", func() { x.Invert(&x) }},
	} {
		b.Run(fmt.Sprintf("alg=field25519-%s/tier=%s", op.name, kernel.Tiers.Active()), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				op.f()
			}
		})
	}
}
