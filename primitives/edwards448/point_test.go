package edwards448

import (
	"flag"
	"math/big"
	"math/rand/v2"
	"testing"
)

var long = flag.Bool("long", false, "take 10,000 random scalars")

var p = func() *big.Int {
	n := new(big.Int).Sub(pow2(448, -1), pow2(224, 0))
	return n
}()

// An oracle is a point in affine coordinates, in big integers.
type oracle struct{ x, y *big.Int }

func mulMod(a ...*big.Int) *big.Int {
	r := big.NewInt(1)
	for _, x := range a {
		r.Mul(r, x).Mod(r, p)
	}
	return r
}

var oracleD = big.NewInt(-39081)

// add is the affine addition law (RFC 8032 §5.2.4, before the coordinates):
//
//	x₃ = (x₁y₂ + x₂y₁)/(1 + dx₁x₂y₁y₂)   y₃ = (y₁y₂ − x₁x₂)/(1 − dx₁x₂y₁y₂)
func (a oracle) add(b oracle) oracle {
	one := big.NewInt(1)
	dxy := mulMod(oracleD, a.x, b.x, a.y, b.y)
	x := new(big.Int).Add(mulMod(a.x, b.y), mulMod(b.x, a.y))
	y := new(big.Int).Sub(mulMod(a.y, b.y), mulMod(a.x, b.x))
	dx := new(big.Int).ModInverse(new(big.Int).Mod(new(big.Int).Add(one, dxy), p), p)
	dy := new(big.Int).ModInverse(new(big.Int).Mod(new(big.Int).Sub(one, dxy), p), p)
	return oracle{mulMod(x, dx), mulMod(y, dy)}
}

func (a oracle) mul(n *big.Int) oracle {
	r := oracle{new(big.Int), big.NewInt(1)}
	for i := n.BitLen() - 1; i >= 0; i-- {
		if r = r.add(r); n.Bit(i) == 1 {
			r = r.add(a)
		}
	}
	return r
}

func (a oracle) bytes() (b [57]byte) {
	encodeTo(b[:56], a.y)
	b[56] = byte(a.x.Bit(0)) << 7
	return b
}

var oracleBase = func() oracle {
	x, _ := new(big.Int).SetString("224580040295924300187604334099896036246789641632564134246125461686950415467406032909029192869357953282578032075146446173674602635247710", 10)
	y, _ := new(big.Int).SetString("298819210078481492676017930443930673437544040154080242095928241372331506189835876003536878655418784733982303233503462500531545062832660", 10)
	return oracle{x, y} // RFC 8032 §5.2
}()

// torsion are the four points whose order divides 4: (0, 1), (1, 0), (0, −1), (−1, 0).
var torsion = func() (oracles [4]oracle) {
	minusOne := new(big.Int).Sub(p, big.NewInt(1))
	return [4]oracle{
		{new(big.Int), big.NewInt(1)},
		{big.NewInt(1), new(big.Int)},
		{new(big.Int), minusOne},
		{minusOne, new(big.Int)},
	}
}()

// decode returns the point that o is.
func decode(t *testing.T, o oracle) (v Point) {
	t.Helper()
	b := o.bytes()
	if !v.SetBytes(&b) {
		t.Fatalf("%x is on the curve", b)
	}
	return v
}

// checkPoint fails unless p is on the curve, with XY = ZT, and is want.
func checkPoint(t *testing.T, what string, got *Point, want [57]byte) {
	t.Helper()
	var xy, zt, xx, yy, zz, tt, left, right element
	xy.Multiply(&got.x, &got.y)
	zt.Multiply(&got.z, &got.t)
	xx.Square(&got.x)
	yy.Square(&got.y)
	zz.Square(&got.z)
	tt.MultSmall(tt.Square(&got.t), minusD)
	left.Add(&xx, &yy) // (X² + Y²)/Z² = 1 + dT²/Z²
	right.Subtract(&zz, &tt)
	if !(xy.Equal(&zt) & left.Equal(&right) & got.z.IsZero().Not()).Public() {
		t.Errorf("%s: not on the curve", what)
	}
	if b := got.Bytes(); b != want {
		t.Errorf("%s: want %x, got %x", what, want, b)
	}
}

func TestBasePoint(t *testing.T) {
	var b, v Point
	checkPoint(t, "B", b.Base(), oracleBase.bytes())
	if u := b.MontgomeryU(); u != [56]byte{5} {
		t.Errorf("u of B: want 5, got %x", u)
	}
	for i, o := range torsion {
		v = decode(t, o)
		if u := v.MontgomeryU(); u != [56]byte{} {
			t.Errorf("u of the torsion point %d: want 0, got %x", i, u)
		}
	}
	if big.Jacobi(new(big.Int).Mod(oracleD, p), p) != -1 {
		t.Error("d is a square")
	}
	if o := oracleBase.mul(l); o.bytes() != torsion[0].bytes() {
		t.Error("ℓB is not the neutral point")
	}
}

func TestAdditionLawIsComplete(t *testing.T) {
	// Points with and without a part of small order, each in several coordinates,
	// and every pair of them.
	var points []Point
	var oracles []oracle
	for _, small := range torsion {
		for _, n := range []*big.Int{new(big.Int), big.NewInt(1), new(big.Int).Sub(l, big.NewInt(1)), pow2(400, 77)} {
			o := small.add(oracleBase.mul(n))
			points, oracles = append(points, decode(t, o)), append(oracles, o)
		}
	}
	var identity Point
	identity.Identity()
	for i := range points {
		// The same point with another Z.
		points[i].Add(&points[i], &identity)
		for j := range points {
			var sum Point
			want := oracles[i].add(oracles[j]).bytes()
			checkPoint(t, "p + q", sum.Add(&points[i], &points[j]), want)
			v := points[i]
			checkPoint(t, "v = v + q", v.Add(&v, &points[j]), want)
			v = points[j]
			checkPoint(t, "v = p + v", v.Add(&points[i], &v), want)
			if got := points[i].Equal(&points[j]).Public(); got != (i == j) {
				t.Errorf("Equal(%d, %d) = %v", i, j, got)
			}

			var s efgh
			flat := affineOf(oracles[j])
			checkPoint(t, "addAffine", sum.from(s.addAffine(&points[i], &flat)), want)
			flat.negateIf(1)
			minus := oracle{mulMod(big.NewInt(-1), oracles[j].x), oracles[j].y}
			difference := oracles[i].add(minus).bytes()
			checkPoint(t, "addAffine of −q", sum.from(s.addAffine(&points[i], &flat)), difference)
			flat.negateIf(0)
			checkPoint(t, "addAffine of −q", sum.from(s.addAffine(&points[i], &flat)), difference)
			var a addend
			a.from(&points[j]).negate()
			checkPoint(t, "add of −q", sum.from(s.add(&points[i], &a)), difference)
		}
		var v Point
		want := oracles[i].add(oracles[i]).bytes()
		checkPoint(t, "2p", v.Double(&points[i]), want)
		v = points[i]
		checkPoint(t, "v = 2v", v.Double(&v), want)
		v = points[i]
		checkPoint(t, "v = v + v", v.Add(&v, &v), want)
		v.Negate(&points[i])
		checkPoint(t, "p − p", v.Add(&v, &points[i]), identity.Bytes())
	}
}

func TestOnlyCanonicalEncodingsAreAccepted(t *testing.T) {
	accepted := func(y *big.Int, last byte) bool {
		var b [57]byte
		encodeTo(b[:56], y)
		b[56] = last
		var v Point
		ok := v.SetBytes(&b)
		if ok {
			checkPoint(t, "decoded", &v, b)
		}
		return ok
	}
	minusOne := new(big.Int).Sub(p, big.NewInt(1))
	for _, y := range []*big.Int{big.NewInt(1), minusOne} {
		if !accepted(y, 0) {
			t.Errorf("(0, %x): refused", y)
		}
		if accepted(y, 0x80) {
			t.Errorf("(−0, %x): accepted", y)
		}
	}
	// y and y + p, for y that have two encodings; and with other bits in the last byte.
	for k := range int64(50) {
		y := big.NewInt(k)
		num := new(big.Int).Sub(big.NewInt(1), mulMod(y, y))
		den := new(big.Int).Add(mulMod(big.NewInt(39081), y, y), big.NewInt(1))
		xx := mulMod(num, new(big.Int).ModInverse(den, p))
		for _, sign := range []byte{0, 0x80} {
			want := big.Jacobi(xx, p) == 1 || xx.Sign() == 0 && sign == 0
			if got := accepted(y, sign); got != want {
				t.Errorf("y = %d with sign %#x: want %v, got %v", k, sign, want, got)
			}
			if accepted(new(big.Int).Add(p, y), sign) {
				t.Errorf("y = p + %d: accepted", k)
			}
			for bit := range 7 {
				if accepted(y, sign|1<<bit) {
					t.Errorf("y = %d with bit %d of the last byte: accepted", k, bit)
				}
			}
		}
	}
}

func TestMultiplesOfTheBasePoint(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	s := numbers(448, rnd)
	rnd.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
	s = append(s[:20], new(big.Int), big.NewInt(1), big.NewInt(4), big.NewInt(15), big.NewInt(16),
		new(big.Int).Sub(l, big.NewInt(1)), new(big.Int).Sub(l, big.NewInt(2)))
	for i, n := range s {
		m := s[(i+1)%len(s)]
		var v Point
		checkPoint(t, "nB", v.ScalarBaseMult(scalarOf(n)), oracleBase.mul(new(big.Int).Mod(n, l)).bytes())

		// n·A + m·B for A = kB + a point of small order.
		k := big.NewInt(rnd.Int64())
		oracleA := oracleBase.mul(k).add(torsion[i%4])
		a := decode(t, oracleA)
		want := oracleA.mul(new(big.Int).Mod(n, l)).add(oracleBase.mul(new(big.Int).Mod(m, l))).bytes()
		checkPoint(t, "nA + mB", v.VarTimeDoubleScalarBaseMult(scalarOf(n), &a, scalarOf(m)), want)
		checkPoint(t, "v = nv + mB", a.VarTimeDoubleScalarBaseMult(scalarOf(n), &a, scalarOf(m)), want)
	}
}

// The two multiplications are independent of each other, but for the addition law.
func TestMultiplicationsAgree(t *testing.T) {
	rnd := rand.NewChaCha8([32]byte{44, 8})
	n := 200
	if *long {
		n = 10000
	}
	var zero Scalar
	for range n {
		var b [114]byte
		rnd.Read(b[:])
		var s Scalar
		var v, w Point
		s.SetWide(&b)
		v.ScalarBaseMult(&s)
		if w.VarTimeDoubleScalarBaseMult(&zero, &v, &s); !v.Equal(&w).Public() {
			t.Fatalf("%x: sB differs", s.Bytes())
		}
	}
}

func TestTablesHoldTheMultiplesTheyClaim(t *testing.T) {
	var identity Point
	identity.Identity()
	check := func(a *affine, want oracle) {
		t.Helper()
		var s efgh
		var v Point
		checkPoint(t, "entry", v.from(s.addAffine(&identity, a)), want.bytes())
	}
	first := oracleBase
	for j := range baseRows {
		want := torsion[0]
		for digit := int8(0); digit <= 8; digit++ {
			var a affine
			a.choose(&baseRows[j], digit)
			check(&a, want)
			a.choose(&baseRows[j], -digit)
			check(&a, oracle{mulMod(big.NewInt(-1), want.x), want.y})
			want = want.add(first)
		}
		first = first.mul(pow2(32, 0))
	}
	want, twoB := oracleBase, oracleBase.add(oracleBase)
	for i := range baseOdd {
		check(&baseOdd[i], want)
		want = want.add(twoB)
	}
}

func TestNoAllocations(t *testing.T) {
	s, m := scalarOf(pow2(441, 12345)), scalarOf(pow2(440, 54321))
	var v, w Point
	w.Base()
	for name, f := range map[string]func(){
		"ScalarBaseMult":              func() { v.ScalarBaseMult(s) },
		"VarTimeDoubleScalarBaseMult": func() { v.VarTimeDoubleScalarBaseMult(s, &w, m) },
	} {
		if n := testing.AllocsPerRun(10, f); n != 0 {
			t.Errorf("%s: want no allocation, got %v", name, n)
		}
	}
}

func BenchmarkPoint(b *testing.B) {
	s, m := scalarOf(pow2(441, 12345)), scalarOf(pow2(440, 54321))
	var v, w Point
	w.ScalarBaseMult(m)
	enc := w.Bytes()
	for _, op := range []struct {
		name string
		f    func()
	}{
		{"basemult", func() { v.ScalarBaseMult(s) }},
		{"doublescalar", func() { v.VarTimeDoubleScalarBaseMult(s, &w, m) }},
		{"decode", func() { v.SetBytes(&enc) }},
		{"encode", func() { enc = w.Bytes() }},
	} {
		b.Run("alg=edwards448-"+op.name+"/tier=generic", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				op.f()
			}
		})
	}
}
