package bigmod_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/primitives/bigmod"
	"github.com/glassh/glassh/primitives/ct"
)

var long = flag.Bool("long", false, "10,000 random cases each")

func cases() int {
	if *long {
		return 10000
	}
	return 300
}

// A source makes the numbers of a test. Half of them have long runs of zeros and
// ones, where carries go far.
type source struct{ *rand.Rand }

func newSource(seed byte) source { return source{rand.New(rand.NewChaCha8([32]byte{seed}))} }

func (s source) bits(n int) *big.Int {
	b := make([]byte, (n+7)/8)
	runs := s.IntN(2) == 0
	for i := range b {
		switch {
		case !runs:
			b[i] = byte(s.Uint32())
		case s.IntN(12) == 0:
			b[i] = byte(s.Uint32())
		case i > 0:
			b[i] = byte(int8(b[i-1]<<7) >> 7)
		default:
			b[i] = -byte(s.IntN(2))
		}
	}
	x := new(big.Int).SetBytes(b)
	return x.Rsh(x, uint(8*len(b)-n))
}

// modulus returns an odd number of exactly n bits, n ≥ 2.
func (s source) modulus(n int) *big.Int {
	m := s.bits(n)
	return m.SetBit(m.SetBit(m, n-1, 1), 0, 1)
}

// below returns a number from 0 to m − 1, often one of the ends.
func (s source) below(m *big.Int) *big.Int {
	switch s.IntN(16) {
	case 0:
		return new(big.Int)
	case 1:
		return big.NewInt(1)
	case 2:
		return new(big.Int).Sub(m, big.NewInt(1))
	}
	x := s.bits(m.BitLen())
	return x.Mod(x, m)
}

// size returns a bit length: one that is in use, or any small one.
func (s source) size() int {
	sizes := []int{1024, 1536, 2048, 3072, 255, 256, 257, 521, 64, 65, 2, 3}
	if i := s.IntN(2 * len(sizes)); i < len(sizes) {
		return sizes[i]
	}
	return 2 + s.IntN(1100)
}

func newModulus(t testing.TB, m *big.Int) *bigmod.Modulus {
	t.Helper()
	mod, err := bigmod.NewModulus(m.Bytes())
	if err != nil {
		t.Fatalf("modulus %x: %v", m, err)
	}
	return mod
}

func element(t testing.TB, m *bigmod.Modulus, x *big.Int) *bigmod.Element {
	t.Helper()
	v := m.NewElement()
	if err := v.SetBytes(x.Bytes()); err != nil {
		t.Fatalf("%x: %v", x, err)
	}
	return v
}

func number(b []byte) *big.Int { return new(big.Int).SetBytes(b) }

func TestArithmeticAgreesWithMathBig(t *testing.T) {
	s := newSource(1)
	for range cases() {
		M := s.modulus(s.size())
		m := newModulus(t, M)
		if got := number(m.Bytes()); got.Cmp(M) != 0 || m.BitLen() != M.BitLen() || m.Size() != len(M.Bytes()) {
			t.Fatalf("modulus: want %x, got %x, %d bits, %d bytes", M, got, m.BitLen(), m.Size())
		}
		X, Y := s.below(M), s.below(M)
		x, y := element(t, m, X), element(t, m, Y)
		E := s.bits(1 + s.IntN(150))
		e := E.FillBytes(make([]byte, 20))[19-s.IntN(20):]
		E.SetBytes(e)
		small := s.Uint64() >> s.IntN(64)
		for name, c := range map[string]struct {
			want *big.Int
			got  *bigmod.Element
		}{
			"x":           {X, m.NewElement().Set(x)},
			"x + y":       {new(big.Int).Add(X, Y), m.NewElement().Add(x, y)},
			"x − y":       {new(big.Int).Sub(X, Y), m.NewElement().Subtract(x, y)},
			"xy":          {new(big.Int).Mul(X, Y), m.NewElement().Multiply(x, y)},
			"xx":          {new(big.Int).Mul(X, X), m.NewElement().Multiply(x, x)},
			"x^e":         {new(big.Int).Exp(X, E, M), m.NewElement().Exp(x, e)},
			"x^small":     {new(big.Int).Exp(X, new(big.Int).SetUint64(small), M), m.NewElement().ExpVarTime(x, small)},
			"small":       {new(big.Int).SetUint64(small), m.NewElement().SetUint64(small)},
			"Select 0":    {Y, m.NewElement().Select(0, x, y)},
			"Select 1":    {X, m.NewElement().Select(1, x, y)},
			"through Nat": {X, m.NewElement().SetReduced(x.Nat())},
		} {
			want := new(big.Int).Mod(c.want, M)
			if got := c.got.Bytes(); number(got).Cmp(want) != 0 || len(got) != m.Size() {
				t.Fatalf("m = %x\nx = %x\ny = %x\ne = %x, small = %x\n%s: want %x, got %x", M, X, Y, E, small, name, want, got)
			}
		}
		for name, c := range map[string]struct {
			want bool
			got  ct.Choice
		}{
			"x = y": {X.Cmp(Y) == 0, x.Equal(y)},
			"x = x": {true, x.Equal(x)},
			"x = 0": {X.Sign() == 0, x.IsZero()},
			"x = 1": {X.Cmp(big.NewInt(1)) == 0, x.IsOne()},
		} {
			if c.got.Public() != c.want {
				t.Fatalf("m = %x\nx = %x\ny = %x\n%s: want %v, got %v", M, X, Y, name, c.want, c.got)
			}
		}
	}
}

// v may be an operand of v.Op(a, b).
func TestOperandsMayBeTheResult(t *testing.T) {
	s := newSource(2)
	for _, size := range []int{200, 1024, 3072} {
		M := s.modulus(size)
		m := newModulus(t, M)
		X, Y := s.below(M), s.below(M)
		x, y := element(t, m, X), element(t, m, Y)
		for name, op := range map[string]func(v, a, b *bigmod.Element){
			"Add":        func(v, a, b *bigmod.Element) { v.Add(a, b) },
			"Subtract":   func(v, a, b *bigmod.Element) { v.Subtract(a, b) },
			"Multiply":   func(v, a, b *bigmod.Element) { v.Multiply(a, b) },
			"Exp":        func(v, a, _ *bigmod.Element) { v.Exp(a, []byte{1, 2, 3}) },
			"ExpVarTime": func(v, a, _ *bigmod.Element) { v.ExpVarTime(a, 65537) },
			"Select":     func(v, a, b *bigmod.Element) { v.Select(1, a, b) },
		} {
			want := m.NewElement()
			op(want, x, y)
			first, second := m.NewElement().Set(x), m.NewElement().Set(y)
			op(first, first, y)
			op(second, x, second)
			if !want.Equal(first).Public() || !want.Equal(second).Public() {
				t.Errorf("%d bits: %s with an operand as the result is wrong", size, name)
			}
			if number(x.Bytes()).Cmp(X) != 0 || number(y.Bytes()).Cmp(Y) != 0 {
				t.Errorf("%d bits: %s changed an operand", size, name)
			}
		}
	}
}

// The largest modulus, and those about the length where the stack does not do.
func TestLargeModuli(t *testing.T) {
	s := newSource(3)
	for _, size := range []int{2047, 2048, 2049, 2304, 4096, 8192, bigmod.MaxBits} {
		M := s.modulus(size)
		m := newModulus(t, M)
		X, Y := s.below(M), s.below(M)
		x, y := element(t, m, X), element(t, m, Y)
		want := new(big.Int).Mul(X, Y)
		if got := m.NewElement().Multiply(x, y); number(got.Bytes()).Cmp(want.Mod(want, M)) != 0 {
			t.Errorf("%d bits: the product is wrong", size)
		}
		want.Exp(X, big.NewInt(65537), M)
		if got := m.NewElement().ExpVarTime(x, 65537); number(got.Bytes()).Cmp(want) != 0 {
			t.Errorf("%d bits: ExpVarTime is wrong", size)
		}
		if got := m.NewElement().Exp(x, []byte{1, 0, 1}); number(got.Bytes()).Cmp(want) != 0 {
			t.Errorf("%d bits: Exp is wrong", size)
		}
	}
}

// Near R = 2⁶⁴ⁿ and just above R/2 every carry and the last subtraction are needed.
func TestModuliAtTheEndsOfTheirLength(t *testing.T) {
	one := big.NewInt(1)
	for _, bits := range []uint{64, 128, 256, 512, 768, 1024, 2048} {
		R := new(big.Int).Lsh(one, bits)
		half := new(big.Int).Lsh(one, bits-1)
		for _, M := range []*big.Int{new(big.Int).Sub(R, one), new(big.Int).Sub(R, big.NewInt(3)), new(big.Int).Add(half, one), new(big.Int).Sub(half, one)} {
			m := newModulus(t, M)
			for _, X := range []*big.Int{new(big.Int), one, new(big.Int).Sub(M, one), new(big.Int).Rsh(M, 1)} {
				for _, Y := range []*big.Int{X, new(big.Int).Sub(M, one)} {
					x, y := element(t, m, X), element(t, m, Y)
					want := new(big.Int).Mul(X, Y)
					if got := m.NewElement().Multiply(x, y); number(got.Bytes()).Cmp(want.Mod(want, M)) != 0 {
						t.Errorf("%x·%x mod %x: want %x, got %x", X, Y, M, want, got.Bytes())
					}
					want.Exp(X, big.NewInt(5), M)
					if got := m.NewElement().Exp(x, []byte{5}); number(got.Bytes()).Cmp(want) != 0 {
						t.Errorf("%x⁵ mod %x: want %x, got %x", X, M, want, got.Bytes())
					}
				}
			}
		}
	}
}

func TestExpWithFullLengthExponents(t *testing.T) {
	s := newSource(4)
	for _, size := range []int{2, 61, 521, 1024, 1536} {
		for range 4 {
			M := s.modulus(size)
			m := newModulus(t, M)
			X, E := s.below(M), s.bits(size)
			e := E.FillBytes(make([]byte, m.Size()))
			want := new(big.Int).Exp(X, E, M)
			if got := m.NewElement().Exp(element(t, m, X), e); number(got.Bytes()).Cmp(want) != 0 {
				t.Errorf("%x^%x mod %x: want %x, got %x", X, E, M, want, got.Bytes())
			}
		}
	}
}

// Every window value is looked up right, at every place in a byte.
func TestExpWithEveryShortExponent(t *testing.T) {
	s := newSource(5)
	M := s.modulus(100)
	m := newModulus(t, M)
	X := s.below(M)
	x := element(t, m, X)
	for e := range int64(2048) {
		want := new(big.Int).Exp(X, big.NewInt(e), M)
		if got := m.NewElement().Exp(x, []byte{byte(e >> 8), byte(e)}); number(got.Bytes()).Cmp(want) != 0 {
			t.Errorf("x^%d: want %x, got %x", e, want, got.Bytes())
		}
		if got := m.NewElement().ExpVarTime(x, uint64(e)); number(got.Bytes()).Cmp(want) != 0 {
			t.Errorf("x^%d in variable time: want %x, got %x", e, want, got.Bytes())
		}
	}
	if got := m.NewElement().Exp(x, nil); !got.IsOne().Public() {
		t.Errorf("x to the empty exponent: got %x", got.Bytes())
	}
}

func TestInvertPrime(t *testing.T) {
	s := newSource(6)
	for _, P := range []*big.Int{big.NewInt(3), big.NewInt(65537), new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 521), big.NewInt(1))} {
		m := newModulus(t, P)
		for range 10 {
			X := s.below(P)
			want := new(big.Int)
			if X.Sign() != 0 {
				want.ModInverse(X, P)
			}
			if got := m.NewElement().InvertPrime(element(t, m, X)); number(got.Bytes()).Cmp(want) != 0 {
				t.Errorf("1/%x mod %x: want %x, got %x", X, P, want, got.Bytes())
			}
		}
	}
}

func TestReductionOfNumbersOfAnyLength(t *testing.T) {
	s := newSource(7)
	for range cases() {
		M := s.modulus(s.size())
		X := s.bits(1 + s.IntN(5000))
		zeros := make([]byte, s.IntN(20))
		want := new(big.Int).Mod(X, M)
		m := newModulus(t, M)
		x := bigmod.NewNat(append(zeros, X.Bytes()...))
		if got := m.NewElement().Set(m.NewElement()).SetReduced(x); number(got.Bytes()).Cmp(want) != 0 {
			t.Fatalf("%x mod %x: want %x, got %x", X, M, want, got.Bytes())
		}
	}
	m := newModulus(t, big.NewInt(7))
	if !m.NewElement().SetUint64(3).SetReduced(bigmod.NewNat(nil)).IsZero().Public() {
		t.Error("the empty number is not 0")
	}
}

func TestModuliThatAreRefused(t *testing.T) {
	huge := make([]byte, bigmod.MaxBits/8+1)
	huge[0], huge[len(huge)-1] = 1, 1
	for name, b := range map[string][]byte{
		"nothing": nil, "0": {0}, "many zeros": make([]byte, 99), "1": {1}, "01": {0, 1}, "2": {2}, "even": {1, 0, 0}, "16385 bits": huge,
	} {
		if m, err := bigmod.NewModulus(b); err == nil || m != nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if m, err := bigmod.NewModulus(append(make([]byte, 5000), 3)); err != nil || m.BitLen() != 2 {
		t.Errorf("3 with leading zeros: %v", err)
	}
	if m, err := bigmod.NewModulus(huge[1:]); err != nil || m.BitLen() != 1 && m.Size() != 1 {
		// huge without its top byte is 1 after zeros.
		if err == nil {
			t.Error("1 after zeros: accepted")
		}
	}
}

func TestNumbersThatAreNotBelowTheModulus(t *testing.T) {
	M, _ := new(big.Int).SetString("f0000000000000000000000000000000000000000000000001", 16)
	m := newModulus(t, M)
	for name, c := range map[string]struct {
		b  []byte
		ok bool
	}{
		"nothing":                 {nil, true},
		"m − 1":                   {new(big.Int).Sub(M, big.NewInt(1)).Bytes(), true},
		"m − 1 after zeros":       {append(make([]byte, 100), new(big.Int).Sub(M, big.NewInt(1)).Bytes()...), true},
		"m":                       {M.Bytes(), false},
		"m + 1":                   {new(big.Int).Add(M, big.NewInt(1)).Bytes(), false},
		"as long as m, all ones":  {bytes.Repeat([]byte{0xff}, m.Size()), false},
		"longer than m by a byte": {append([]byte{1}, make([]byte, m.Size())...), false},
		"much longer":             {append([]byte{1}, make([]byte, 500)...), false},
	} {
		v := m.NewElement().SetUint64(5)
		err := v.SetBytes(c.b)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && !v.IsZero().Public() {
			t.Errorf("%s: left %x", name, v.Bytes())
		}
	}
}

func TestElementsOfDifferentModuliPanic(t *testing.T) {
	m, other := newModulus(t, big.NewInt(7)), newModulus(t, big.NewInt(7))
	v, a := m.NewElement(), other.NewElement()
	for name, f := range map[string]func(){
		"Set":         func() { v.Set(a) },
		"Add":         func() { v.Add(v, a) },
		"Subtract":    func() { v.Subtract(a, v) },
		"Multiply":    func() { v.Multiply(v, a) },
		"Select":      func() { v.Select(0, v, a) },
		"Exp":         func() { v.Exp(a, nil) },
		"ExpVarTime":  func() { v.ExpVarTime(a, 1) },
		"InvertPrime": func() { v.InvertPrime(a) },
		"Equal":       func() { v.Equal(a) },
		"MillerRabin": func() { m.MillerRabin(a) },
	} {
		mustPanic(t, name, f)
	}
}

func mustPanic(t *testing.T, name string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s: did not panic", name)
		}
	}()
	f()
}

func TestWipe(t *testing.T) {
	m := newModulus(t, big.NewInt(1e9+7))
	v := m.NewElement().SetUint64(123)
	if v.Wipe(); !v.IsZero().Public() {
		t.Error("an element is left")
	}
	x := bigmod.NewNat([]byte{1, 2})
	if x.Wipe(); !x.Equal(bigmod.NewNat(nil)).Public() {
		t.Error("a number is left")
	}
	if m.Wipe(); !m.Nat().Equal(bigmod.NewNat(nil)).Public() {
		t.Error("a modulus is left")
	}
}

func BenchmarkModulus(b *testing.B) {
	s := newSource(9)
	for _, size := range []int{256, 1024, 1536, 2048, 3072, 4096, 8192} {
		M := s.modulus(size)
		m := newModulus(b, M)
		X := s.bits(size - 1)
		x := element(b, m, X)
		E := s.bits(size)
		e := E.FillBytes(make([]byte, m.Size()))
		v, V := m.NewElement(), new(big.Int)
		for _, c := range []struct {
			name string
			f    func()
		}{
			{"modulus/tier=generic", func() { bigmod.NewModulus(M.Bytes()) }},
			{"mul/tier=generic", func() { v.Multiply(x, x) }},
			{"mul/tier=std", func() { V.Mul(X, X); V.Mod(V, M) }},
			{"exp/tier=generic", func() { v.Exp(x, e) }},
			{"exp/tier=std", func() { V.Exp(X, E, M) }},
			{"prime2/tier=generic", func() { m.MillerRabin2() }},
		} {
			b.Run(fmt.Sprintf("alg=%s/bits=%d", c.name, size), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.f()
				}
			})
		}
	}
}
