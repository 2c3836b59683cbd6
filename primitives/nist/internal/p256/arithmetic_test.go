package p256

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/glassh/glassh/primitives/ct"
)

// bigWords returns the number of the words.
func bigWords(w *[limbs]uint64) *big.Int {
	n := new(big.Int)
	for _, x := range slices.Backward(w[:]) {
		n.Lsh(n, 64)
		n.Or(n, new(big.Int).SetUint64(x))
	}
	return n
}

// fromBig returns the words of n.
func fromBig(n *big.Int) (w [limbs]uint64) {
	b := n.FillBytes(make([]byte, 8*limbs))
	for i := range w {
		for _, x := range b[8*(limbs-1-i):][:8] {
			w[i] = w[i]<<8 | uint64(x)
		}
	}
	return w
}

// encoded returns n as a scalar or coordinate is written.
func encoded(n *big.Int) *[Size]byte { return (*[Size]byte)(n.FillBytes(make([]byte, Size))) }

func TestElements(t *testing.T) {
	two := func(f func(z, x, y *big.Int) *big.Int) func(a, b *big.Int) *big.Int {
		return func(a, b *big.Int) *big.Int { return f(new(big.Int), a, b) }
	}
	for _, op := range []struct {
		name string
		got  func(v, a, b *Element) *Element
		want func(a, b *big.Int) *big.Int
	}{
		{"Add", (*Element).Add, two((*big.Int).Add)},
		{"Subtract", (*Element).Subtract, two((*big.Int).Sub)},
		{"Multiply", (*Element).Multiply, two((*big.Int).Mul)},
		{"Square", func(v, a, b *Element) *Element { return v.Square(a) }, func(a, b *big.Int) *big.Int { return new(big.Int).Mul(a, a) }},
		{"Select 1", func(v, a, b *Element) *Element { return v.Select(1, a, b) }, func(a, b *big.Int) *big.Int { return new(big.Int).Set(a) }},
		{"Select 0", func(v, a, b *Element) *Element { return v.Select(0, a, b) }, func(a, b *big.Int) *big.Int { return new(big.Int).Set(b) }},
	} {
		t.Run(op.name, func(t *testing.T) {
			s := samples(rand.New(rand.NewPCG(1, Size)))
			for i := range s {
				for j := range s {
					a, b := s[i], s[j]
					want := op.want(value(&a), value(&b))
					want.Mod(want, std.P)

					var v Element
					if op.got(&v, &a, &b) != &v {
						t.Fatal("does not return v")
					}
					checkBound(t, &v)
					if got := value(&v); want.Cmp(got) != 0 {
						t.Fatalf("of %x and %x: want %x, got %x", a, b, want, got)
					}
					if a != s[i] || b != s[j] {
						t.Fatal("an operand was changed")
					}
					if op.got(&a, &a, &b); a != v {
						t.Fatalf("v = a: want %x, got %x", v, a)
					}
					a = s[i]
					if op.got(&b, &a, &b); b != v {
						t.Fatalf("v = b: want %x, got %x", v, b)
					}
					b = a
					op.got(&v, &a, &b)
					if op.got(&a, &a, &a); a != v {
						t.Fatalf("v = a = b: want %x, got %x", v, a)
					}
				}
			}
		})
	}
}

func TestInverseOfElements(t *testing.T) {
	for _, a := range samples(rand.New(rand.NewPCG(2, Size))) {
		n := value(&a)
		want := new(big.Int)
		if n.Sign() != 0 {
			want.ModInverse(n, std.P)
		}
		var v Element
		if got := value(v.Invert(&a)); want.Cmp(got) != 0 {
			t.Errorf("1/%x: want %x, got %x", n, want, got)
		}
		b := a
		if b.Invert(&b); b != v {
			t.Errorf("v = a: want %x, got %x", v, b)
		}
		if got := a.IsZero().Public(); got != (n.Sign() == 0) {
			t.Errorf("%x is zero: %v", n, got)
		}
	}
}

func TestElementBytes(t *testing.T) {
	for _, a := range samples(rand.New(rand.NewPCG(3, Size))) {
		want, got := *encoded(value(&a)), a.Bytes()
		if want != got {
			t.Errorf("Bytes: want %x, got %x", want, got)
		}
		var v Element
		if ok := v.SetBytes(&got); !ok.Public() || value(&v).Cmp(value(&a)) != 0 {
			t.Errorf("SetBytes(%x): %x, %d", got, v, ok)
		}
		checkBound(t, &v)
	}
	most := new(big.Int).Lsh(big.NewInt(1), 8*Size)
	for i := range int64(5) {
		for n, want := range map[*big.Int]bool{
			new(big.Int).Add(std.P, big.NewInt(i)):    false,
			new(big.Int).Sub(std.P, big.NewInt(i+1)):  true,
			new(big.Int).Sub(most, big.NewInt(i+1)):   false,
			new(big.Int).Lsh(std.P, uint(i)):          false,
			new(big.Int).Lsh(big.NewInt(1), bitLen-1): true,
		} {
			var v Element
			if n.BitLen() <= 8*Size && v.SetBytes(encoded(n)).Public() != want {
				t.Errorf("SetBytes(%x): want %v", n, want)
			}
		}
	}
}

// scalars returns numbers modulo n: small and large ones, powers of two and
// neighbours, and random ones.
func scalars(rnd *rand.ChaCha8, random int) (s []*big.Int) {
	for i := range int64(24) {
		s = append(s, big.NewInt(i), new(big.Int).Sub(std.N, big.NewInt(i+1)))
	}
	for i := 7; i < bitLen; i += 23 {
		power := new(big.Int).Lsh(big.NewInt(1), uint(i))
		s = append(s, power, new(big.Int).Sub(power, big.NewInt(1)))
	}
	for range random {
		b := make([]byte, Size+8)
		rnd.Read(b)
		n := new(big.Int).SetBytes(b)
		s = append(s, n.Mod(n, std.N))
	}
	for _, n := range s {
		n.Mod(n, std.N)
	}
	return s
}

// scalar returns n modulo the order.
func scalar(t *testing.T, n *big.Int) *Scalar {
	t.Helper()
	s := new(Scalar)
	if !s.SetBytes(encoded(n)).Public() {
		t.Fatalf("%x is not below the order", n)
	}
	return s
}

func (s *Scalar) big() *big.Int {
	b := s.Bytes()
	return new(big.Int).SetBytes(b[:])
}

func TestScalars(t *testing.T) {
	all := scalars(rand.NewChaCha8([32]byte{4, Size}), 20)
	rnd := rand.New(rand.NewPCG(4, Size))
	for i, a := range all {
		x := scalar(t, a)
		if x.big().Cmp(a) != 0 {
			t.Fatalf("Bytes: want %x, got %x", a, x.big())
		}
		if x.IsZero().Public() != (a.Sign() == 0) {
			t.Errorf("IsZero of %x is wrong", a)
		}
		want := new(big.Int)
		if a.Sign() != 0 {
			want.ModInverse(a, std.N)
		}
		var v Scalar
		if got := v.Invert(x).big(); want.Cmp(got) != 0 {
			t.Errorf("1/%x: want %x, got %x", a, want, got)
		}
		for range 20 {
			b := all[rnd.IntN(len(all))]
			if i < 8 {
				b = all[rnd.IntN(8)]
			}
			y := scalar(t, b)
			want.Add(a, b).Mod(want, std.N)
			if got := v.Add(x, y).big(); want.Cmp(got) != 0 {
				t.Errorf("%x + %x: want %x, got %x", a, b, want, got)
			}
			want.Mul(a, b).Mod(want, std.N)
			if got := v.Multiply(x, y).big(); want.Cmp(got) != 0 {
				t.Errorf("%x · %x: want %x, got %x", a, b, want, got)
			}
			z := *x
			if z.Multiply(&z, y); z != v {
				t.Error("s = a differs")
			}
			if y.Multiply(x, y); *y != v {
				t.Error("s = b differs")
			}
		}
	}
}

func TestScalarsOfAnySize(t *testing.T) {
	most := new(big.Int).Lsh(big.NewInt(1), 8*Size)
	rnd := rand.NewChaCha8([32]byte{5, Size})
	for i := range int64(200) {
		random := make([]byte, Size)
		rnd.Read(random)
		for _, n := range []*big.Int{
			big.NewInt(i),
			new(big.Int).Add(std.N, big.NewInt(i)),
			new(big.Int).Sub(std.N, big.NewInt(i)),
			new(big.Int).Sub(most, big.NewInt(i+1)),
			new(big.Int).SetBytes(random),
		} {
			var s Scalar
			want := new(big.Int).Mod(n, std.N)
			if got := s.SetReduced(encoded(n)).big(); want.Cmp(got) != 0 {
				t.Errorf("SetReduced(%x): want %x, got %x", n, want, got)
			}
			below := s.SetBytes(encoded(n)).Public()
			if below != (n.Cmp(std.N) < 0) || !below && s != (Scalar{}) {
				t.Errorf("SetBytes(%x): %v, %x", n, below, s.big())
			}
		}
	}
}

func TestConstants(t *testing.T) {
	if got := bigWords(&order); std.N.Cmp(got) != 0 {
		t.Errorf("order: want %x, got %x", std.N, got)
	}
	if order[0]*orderNegInv != 1<<64-1 {
		t.Error("orderNegInv is not −1/n")
	}
	want := new(big.Int).Lsh(big.NewInt(1), 2*64*limbs)
	if got := bigWords(&orderRR); want.Mod(want, std.N).Cmp(got) != 0 {
		t.Errorf("R²: want %x, got %x", want, got)
	}
	if got := value(&curveB); std.B.Cmp(got) != 0 {
		t.Errorf("b: want %x, got %x", std.B, got)
	}
	if got := value(&one); got.Cmp(big.NewInt(1)) != 0 {
		t.Errorf("one: got %x", got)
	}
	var base Point
	base.Base()
	if x, y := value(&base.x), value(&base.y); std.Gx.Cmp(x) != 0 || std.Gy.Cmp(y) != 0 {
		t.Errorf("base point: want %x, %x, got %x, %x", std.Gx, std.Gy, x, y)
	}
	// What ScalarBaseMult says of the last digit.
	most := new(big.Int).Lsh(big.NewInt(31), 5*interleave*(rows-1))
	if most.Sub(new(big.Int).Lsh(big.NewInt(1), bitLen), most).Cmp(std.N) >= 0 {
		t.Error("the order is too small for the additions of ScalarBaseMult")
	}
	if std.P.BitLen() != bitLen || std.N.BitLen() != bitLen || Size != (bitLen+7)/8 || limbs != (bitLen+63)/64 {
		t.Error("a length is wrong")
	}
}

func TestDigitsMakeTheScalar(t *testing.T) {
	for _, n := range scalars(rand.NewChaCha8([32]byte{6, Size}), 200) {
		if n.Sign() == 0 {
			continue
		}
		d, negated := scalar(t, n).digits()
		got := new(big.Int)
		for i := windows - 1; i >= 0; i-- {
			if d[i]&1 == 0 || d[i] < -31 || d[i] > 31 {
				t.Errorf("digit %d of %x is %d", i, n, d[i])
			}
			got.Lsh(got, 5)
			got.Add(got, big.NewInt(int64(d[i])))
		}
		if d[windows-1] <= 0 {
			t.Errorf("the last digit of %x is %d", n, d[windows-1])
		}
		want := n
		if negated.Public() {
			want = new(big.Int).Sub(std.N, n)
		}
		if want.Cmp(got) != 0 || negated.Public() != (n.Bit(0) == 0) {
			t.Errorf("digits of %x make %x", n, got)
		}
	}
}

func TestNAFMakesTheScalar(t *testing.T) {
	for _, n := range scalars(rand.NewChaCha8([32]byte{7, Size}), 200) {
		for w := 2; w <= 8; w++ {
			e := scalar(t, n).varTimeNAF(w)
			got, last := new(big.Int), len(e)+w
			for i := len(e) - 1; i >= 0; i-- {
				got.Lsh(got, 1)
				got.Add(got, big.NewInt(int64(e[i])))
				if e[i] == 0 {
					continue
				}
				if bound := int8(1<<(w-1) - 1); e[i]&1 == 0 || e[i] > bound || e[i] < -bound || last-i < w {
					t.Errorf("digit %d of %x in width %d is %d, after one at %d", i, n, w, e[i], last)
				}
				last = i
			}
			if n.Cmp(got) != 0 {
				t.Errorf("width %d: digits of %x make %x", w, n, got)
			}
		}
	}
}

// multiple returns the encoding of n times the base point, by the standard library.
func multiple(t *testing.T, n *big.Int) []byte {
	t.Helper()
	k, err := stdECDH.NewPrivateKey(encoded(n)[:])
	if err != nil {
		t.Fatal(err)
	}
	return k.PublicKey().Bytes()
}

// exceptional returns scalars with which the last addition of a multiplication has two
// equal points: those where twice the last digit's term is the scalar, modulo the order.
func exceptional() (s []*big.Int) {
	for _, at := range []uint{0, 5 * interleave * (rows - 1)} {
		for d := int64(1); d < 32; d += 2 {
			k := big.NewInt(2 * d)
			k.Lsh(k, at)
			s = append(s, k, new(big.Int).Sub(std.N, k))
		}
	}
	return s
}

func TestMultiples(t *testing.T) {
	rnd := rand.NewChaCha8([32]byte{8, Size})
	var base Point
	base.Base()
	for i, n := range append(exceptional(), scalars(rnd, 30)...) {
		if n.Sign() == 0 {
			continue
		}
		k, want := scalar(t, n), multiple(t, n)
		var p Point
		if got := p.ScalarBaseMult(k).Bytes(); !bytes.Equal(want, got[:]) {
			t.Errorf("%x times the base point:\nwant %x\ngot  %x", n, want, got)
		}
		if got := p.ScalarMult(k, &base).Bytes(); !bytes.Equal(want, got[:]) {
			t.Errorf("%x times the base point as any other:\nwant %x\ngot  %x", n, want, got)
		}
		if i%4 != 0 {
			continue
		}
		// (kl)B = k(lB), where l is the one before.
		l := new(big.Int).Add(n, big.NewInt(12345))
		q := new(Point).ScalarBaseMult(scalar(t, l.Mod(l, std.N)))
		l.Mul(l, n)
		want = multiple(t, l.Mod(l, std.N))
		if got := q.ScalarMult(k, q).Bytes(); !bytes.Equal(want, got[:]) {
			t.Errorf("%x times a point:\nwant %x\ngot  %x", n, want, got)
		}
	}
}

// TestDoubleMultiples includes sums of equal and opposite points, and the point at
// infinity at the start, in between and at the end.
func TestDoubleMultiples(t *testing.T) {
	check := func(a, q, b *big.Int) {
		t.Helper()
		sum := new(big.Int).Mul(a, q)
		sum.Add(sum, b).Mod(sum, std.N)
		var p, point Point
		ok := p.VarTimeDoubleScalarBaseMult(scalar(t, a), point.ScalarBaseMult(scalar(t, q)), scalar(t, b))
		if ok != (sum.Sign() != 0) {
			t.Errorf("%x·%x·B + %x·B is a point: %v", a, q, b, ok)
		}
		if !ok || sum.Sign() == 0 {
			return
		}
		want, got := multiple(t, sum), p.Bytes()
		if !bytes.Equal(want, got[:]) {
			t.Errorf("%x·%x·B + %x·B:\nwant %x\ngot  %x", a, q, b, want, got)
		}
	}
	for _, q := range []int64{1, 2, -1, -3} {
		point := new(big.Int).Mod(big.NewInt(q), std.N)
		for a := range int64(6) {
			for b := range int64(6) {
				check(big.NewInt(a), point, big.NewInt(b))
			}
			negative := new(big.Int).Mod(big.NewInt(-a*q), std.N)
			check(big.NewInt(a), point, negative)
		}
	}
	all := scalars(rand.NewChaCha8([32]byte{9, Size}), 30)
	rnd := rand.New(rand.NewPCG(9, Size))
	for _, a := range all {
		q := all[2+rnd.IntN(len(all)-2)]
		check(a, q, all[rnd.IntN(len(all))])
		minus := new(big.Int).Mul(a, q)
		check(a, q, minus.Mod(minus.Neg(minus), std.N))
	}
}

func TestPointBytes(t *testing.T) {
	var p, q Point
	enc := p.Base().Bytes()
	if !q.SetBytes(enc[:]) || q.Bytes() != enc {
		t.Error("a point does not survive its encoding")
	}
	for i := range enc {
		for bit := range 8 {
			enc[i] ^= 1 << bit
			if q.SetBytes(enc[:]) {
				t.Errorf("a point with bit %d of byte %d changed", bit, i)
			}
			enc[i] ^= 1 << bit
		}
	}
	if x := p.X(); !bytes.Equal(x[:], enc[1:1+Size]) {
		t.Errorf("X: want %x, got %x", enc[1:1+Size], x)
	}
}

// TestCoordinatesAreBelowThePrime takes points whose x is small, so that x + p, the same
// number modulo p, has room beside it; for p521 there is room for y + p as well.
func TestCoordinatesAreBelowThePrime(t *testing.T) {
	refused := 0
	for i := range int64(20) {
		x := big.NewInt(i)
		y := new(big.Int).Exp(x, big.NewInt(3), nil)
		y.Sub(y, big.NewInt(3*i)).Add(y, std.B)
		if y.ModSqrt(y.Mod(y, std.P), std.P) == nil {
			continue
		}
		encode := func(x, y *big.Int) []byte {
			return append(append([]byte{4}, encoded(x)[:]...), encoded(y)[:]...)
		}
		var p Point
		if !p.SetBytes(encode(x, y)) {
			t.Errorf("(%x, %x) is refused", x, y)
		}
		for _, c := range [][2]*big.Int{
			{new(big.Int).Add(x, std.P), y},
			{x, new(big.Int).Add(y, std.P)},
		} {
			if c[0].BitLen() > 8*Size || c[1].BitLen() > 8*Size {
				continue
			}
			refused++
			if p.SetBytes(encode(c[0], c[1])) {
				t.Errorf("(%x, %x) is a point", c[0], c[1])
			}
		}
	}
	if refused == 0 {
		t.Error("there is no such point")
	}
}

func TestMagnitude(t *testing.T) {
	for d := int8(-31); d <= 31; d += 2 {
		index, negative := magnitude(d)
		if want := max(d, -d) / 2; index != uint64(want) || negative != ct.Choice(uint8(d)>>7) {
			t.Errorf("%d: %d, %d", d, index, negative)
		}
	}
}

func BenchmarkElement(b *testing.B) {
	s := samples(rand.New(rand.NewPCG(7, Size)))
	x, y := s[len(s)-1], s[len(s)-2]
	var k Scalar
	k.SetReduced(&[Size]byte{1, 2, 3})
	for _, op := range []struct {
		name string
		f    func()
	}{
		{"add", func() { x.Add(&x, &y) }},
		{"subtract", func() { x.Subtract(&x, &y) }},
		{"multiply", func() { x.Multiply(&x, &y) }},
		{"square", func() { x.Square(&x) }},
		{"invert", func() { x.Invert(&x) }},
		{"scalar-multiply", func() { k.Multiply(&k, &k) }},
	} {
		b.Run("alg="+std.Name+"-"+op.name+"/tier=generic", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				op.f()
			}
		})
	}
}
