package edwards25519

import (
	"encoding/hex"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/field25519"
)

var p = new(big.Int).Sub(pow2(255, 0), big.NewInt(19))

// An oracle is a point in affine coordinates, in big integers.
type oracle struct{ x, y *big.Int }

func mulMod(a ...*big.Int) *big.Int {
	r := big.NewInt(1)
	for _, x := range a {
		r.Mul(r, x).Mod(r, p)
	}
	return r
}

var oracleD = mulMod(big.NewInt(-121665), new(big.Int).ModInverse(big.NewInt(121666), p))

// add is the affine addition law (RFC 8032 §5.1.4, before the coordinates):
//
//	x₃ = (x₁y₂ + x₂y₁)/(1 + dx₁x₂y₁y₂)   y₃ = (y₁y₂ + x₁x₂)/(1 − dx₁x₂y₁y₂)
func (a oracle) add(b oracle) oracle {
	one := big.NewInt(1)
	dxy := mulMod(oracleD, a.x, b.x, a.y, b.y)
	x := new(big.Int).Add(mulMod(a.x, b.y), mulMod(b.x, a.y))
	y := new(big.Int).Add(mulMod(a.y, b.y), mulMod(a.x, b.x))
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

func (a oracle) bytes() [32]byte {
	b := encode32(a.y)
	b[31] |= byte(a.x.Bit(0)) << 7
	return b
}

var oracleBase = func() oracle {
	x, _ := new(big.Int).SetString("15112221349535400772501151409588531511454012693041857206046113283949847762202", 10)
	y, _ := new(big.Int).SetString("46316835694926478169428394003475163141307993866256225615783033603165251855960", 10)
	return oracle{x, y} // RFC 8032 §5.1
}()

// torsion are the eight points whose order divides 8, as multiples of the first.
var torsion = func() (points [8]Point) {
	b, _ := hex.DecodeString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
	if !points[1].SetBytes((*[32]byte)(b)) {
		panic("the point of order 8 is none")
	}
	points[0].Identity()
	for i := 2; i < 8; i++ {
		points[i].Add(&points[i-1], &points[1])
	}
	return points
}()

// checkPoint fails unless p is on the curve, with XY = ZT, and is want.
func checkPoint(t *testing.T, what string, got *Point, want [32]byte) {
	t.Helper()
	var xy, zt, xx, yy, zz, tt, left, right element
	xy.Multiply(&got.x, &got.y)
	zt.Multiply(&got.z, &got.t)
	xx.Square(&got.x)
	yy.Square(&got.y)
	zz.Square(&got.z)
	tt.Multiply(tt.Square(&got.t), &d)
	left.Subtract(&yy, &xx) // (−X² + Y²)/Z² = 1 + dT²/Z²
	right.Add(&zz, &tt)
	if !(xy.Equal(&zt) & left.Equal(&right) & got.z.IsZero().Not()).Public() {
		t.Errorf("%s: not on the curve", what)
	}
	if b := got.Bytes(); b != want {
		t.Errorf("%s: want %x, got %x", what, want, b)
	}
}

func TestBasePointAndConstants(t *testing.T) {
	var b Point
	checkPoint(t, "B", b.Base(), oracleBase.bytes())
	if got := d.Bytes(); got != encode32(oracleD) {
		t.Errorf("d: want %x, got %x", encode32(oracleD), got)
	}
	if want, got := encode32(mulMod(big.NewInt(2), oracleD)), twoD.Bytes(); want != got {
		t.Errorf("2d: want %x, got %x", want, got)
	}
	if u := b.MontgomeryU(); u != encode32(big.NewInt(9)) {
		t.Errorf("u of B: want 9, got %x", u)
	}
	if u := b.Identity().MontgomeryU(); u != [32]byte{} {
		t.Errorf("u of the neutral point: want 0, got %x", u)
	}
}

func TestAdditionLawIsComplete(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		// Points with and without a part of small order, each in several
		// coordinates, and every pair of them.
		var points []Point
		var oracles []oracle
		order8 := new(big.Int)
		for i := range torsion {
			small := oracleOf(&torsion[i])
			for _, n := range []*big.Int{order8, big.NewInt(1), new(big.Int).Sub(l, big.NewInt(1)), pow2(200, 77)} {
				o := small.add(oracleBase.mul(n))
				b := o.bytes()
				var q Point
				if !q.SetBytes(&b) {
					t.Fatalf("%x is on the curve", b)
				}
				points, oracles = append(points, q), append(oracles, o)
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
	})
}

func TestSubtractionIsAdditionOfTheNegative(t *testing.T) {
	var a, b, minus, want, got Point
	a.Double(a.Base())
	for i := range torsion {
		b.Add(&torsion[i], b.Base())
		want.Add(&a, minus.Negate(&b))
		var s efgh
		checkPoint(t, "sub", got.from(s.sub(&a, new(addend).from(&b))), want.Bytes())

		flat := affineOf(oracleOf(&b))
		checkPoint(t, "subAffine", got.from(s.subAffine(&a, &flat)), want.Bytes())
		flat.negateIf(0)
		checkPoint(t, "subAffine", got.from(s.subAffine(&a, &flat)), want.Bytes())
		flat.negateIf(1)
		checkPoint(t, "addAffine", got.from(s.addAffine(&a, &flat)), want.Bytes())
	}
}

func TestOnlyCanonicalEncodingsAreAccepted(t *testing.T) {
	accepted := func(b [32]byte) bool {
		var v Point
		ok := v.SetBytes(&b)
		if ok {
			checkPoint(t, "decoded", &v, b)
		}
		return ok
	}
	for i := range torsion {
		if b := torsion[i].Bytes(); !accepted(b) {
			t.Errorf("small order %x: refused", b)
		}
	}
	// y and y + p, for the y that have two encodings, with both signs.
	for k := range int64(19) {
		for _, sign := range []byte{0, 0x80} {
			low, high := encode32(big.NewInt(k)), encode32(new(big.Int).Add(p, big.NewInt(k)))
			low[31] |= sign
			high[31] |= sign
			if accepted(high) {
				t.Errorf("y = p + %d: accepted", k)
			}
			// y = 1 has x = 0, which has no sign.
			y := big.NewInt(k)
			num := new(big.Int).Sub(mulMod(y, y), big.NewInt(1))
			den := new(big.Int).Add(mulMod(oracleD, y, y), big.NewInt(1))
			xx := mulMod(num, new(big.Int).ModInverse(den, p))
			want := big.Jacobi(xx, p) == 1 || xx.Sign() == 0 && sign == 0
			if got := accepted(low); got != want {
				t.Errorf("y = %d with sign %#x: want %v, got %v", k, sign, want, got)
			}
		}
	}
	minusOne := encode32(new(big.Int).Sub(p, big.NewInt(1)))
	if !accepted(minusOne) {
		t.Error("(0, −1): refused")
	}
	minusOne[31] |= 0x80
	if accepted(minusOne) {
		t.Error("(−0, −1): accepted")
	}
}

func TestMultiplesOfTheBasePoint(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(7, 8))
		s := numbers(256, rnd)
		rnd.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
		s = append(s[:30], new(big.Int), big.NewInt(1), big.NewInt(8), big.NewInt(15), big.NewInt(16),
			new(big.Int).Sub(l, big.NewInt(1)), new(big.Int).Sub(l, big.NewInt(2)))
		for i, n := range s {
			m := s[(i+1)%len(s)]
			var v Point
			checkPoint(t, "nB", v.ScalarBaseMult(scalarOf(n)), oracleBase.mul(new(big.Int).Mod(n, l)).bytes())

			// n·A + m·B for A = kB + a point of small order.
			k := rnd.Int64()
			var a, want Point
			a.Add(a.ScalarBaseMult(scalarOf(big.NewInt(k))), &torsion[i%8])
			nModL := new(big.Int).Mod(n, l)
			sum := new(big.Int).Mul(nModL, big.NewInt(k))
			want.ScalarBaseMult(scalarOf(sum.Add(sum, m)))
			small := torsion[int(new(big.Int).Mod(nModL, big.NewInt(8)).Int64())*i%8]
			want.Add(&want, &small)
			checkPoint(t, "nA + mB", v.VarTimeDoubleScalarBaseMult(scalarOf(n), &a, scalarOf(m)), want.Bytes())
			checkPoint(t, "v = nv + mB", a.VarTimeDoubleScalarBaseMult(scalarOf(n), &a, scalarOf(m)), want.Bytes())
		}
	})
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
	neutral := oracle{new(big.Int), big.NewInt(1)}
	first := oracleBase
	for j := range baseRows {
		want := neutral
		for digit := int8(0); digit <= 8; digit++ {
			var a affine
			a.choose(&baseRows[j], digit)
			check(&a, want)
			a.choose(&baseRows[j], -digit)
			check(&a, oracle{mulMod(big.NewInt(-1), want.x), want.y})
			want = want.add(first)
		}
		first = first.mul(big.NewInt(256))
	}
	want, twoB := oracleBase, oracleBase.add(oracleBase)
	for i := range baseOdd {
		check(&baseOdd[i], want)
		want = want.add(twoB)
	}
}

func TestNoAllocations(t *testing.T) {
	s, m := scalarOf(pow2(251, 12345)), scalarOf(pow2(250, 54321))
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
	s, m := scalarOf(pow2(251, 12345)), scalarOf(pow2(250, 54321))
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
		b.Run("alg=edwards25519-"+op.name+"/tier="+kernel.Tiers.Active().String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				op.f()
			}
		})
	}
}
