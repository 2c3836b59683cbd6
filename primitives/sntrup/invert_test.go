package sntrup

import (
	"math/rand/v2"
	"testing"
)

func TestInverseTimesItselfIsOne(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 62))
	inputs := []poly{{1}, {-1}, {p - 1: 1}, {1, 1}, {p - 2: -1, p - 1: 1}, constantPoly(1)}
	for range min(cases(20), 1000) {
		inputs = append(inputs, randomPoly(rnd, 1))
	}
	one := poly{1}
	for i, a := range inputs {
		var inverse, back poly
		inverse.invertTimes3(&a)
		for j, c := range inverse {
			if c < -half || c > half {
				t.Fatalf("input %d modulo q: coefficient %d is %d", i, j, c)
			}
		}
		product := schoolbook(&inverse, &a)
		for j := range product {
			product[j] = product[j] % q * 3
		}
		if back.setModQ(&product); back != one {
			t.Errorf("input %d modulo q: 3a·1/(3a) is not 1", i)
		}
		if !inverse.invert3(&a).Public() {
			t.Errorf("input %d has no inverse modulo 3", i)
		}
		product = schoolbook(&inverse, &a)
		if back.setMod3(&product); back != one {
			t.Errorf("input %d modulo 3: a·1/a is not 1", i)
		}
	}
}

// x^p − x − 1 is not irreducible modulo 3: it has a factor of degree 19, found with
// gcd(x^(3¹⁹) − x, x^p − x − 1). Neither that nor 0 has an inverse.
func TestMultiplesOfAFactorHaveNoInverseModulo3(t *testing.T) {
	factor := poly{1, 1, 0, 1, 1, 1, -1, 1, -1, 1, 0, 1, -1, -1, -1, -1, 1, 0, -1, -1}
	rnd := rand.New(rand.NewPCG(7, 63))
	var inverse poly
	if inverse.invert3(new(poly)).Public() {
		t.Error("0 has an inverse")
	}
	for i := range 20 {
		multiple := factor
		if i > 0 {
			a := randomPoly(rnd, 1)
			product := schoolbook(&a, &factor)
			multiple.setMod3(&product)
		}
		if inverse.invert3(&multiple).Public() {
			t.Errorf("multiple %d has an inverse", i)
		}
	}
}
