package sntrup

import (
	"io"

	"github.com/glassh/glassh/primitives/ct"
)

// The core: encryption of a short polynomial, without randomness or hashes (NTRU
// Prime, round 3: KeyGen, Encrypt, Decrypt).

// generate makes a key pair of random f and g: the public h = g/(3f) and the secret
// f and 1/g. It repeats the choice of a g that has no inverse modulo 3.
func generate(rand io.Reader, h, f, gInverse *poly) error {
	var g, f3Inverse poly
	for {
		if err := g.sampleSmall(rand); err != nil {
			return err
		}
		if gInverse.invert3(&g).Public() {
			break
		}
	}
	if err := f.sampleShort(rand); err != nil {
		return err
	}
	var product wide
	f3Inverse.invertTimes3(f)
	product.multiply(&f3Inverse, &g)
	h.setModQ(&product)
	g.wipe()
	f3Inverse.wipe()
	product.wipe()
	return nil
}

// encrypt sets c to hr, rounded, for a short r.
func encrypt(c, h, r *poly) {
	var product wide
	product.multiply(h, r)
	c.setModQ(&product)
	c.round(c)
	product.wipe()
}

// decrypt sets r to the short polynomial that c encrypts. If there is none, r is
// short as well.
//
// c is hr + e with a small e, and so 3fc = gr + 3fe modulo q. The coefficients of gr +
// 3fe are so small that this holds without the modulus; and modulo 3 it is gr.
func decrypt(r, c, f, gInverse *poly) {
	var product wide
	product.multiply(c, f)
	r.setModQ(&product)
	for i := range product {
		product[i] = 3 * int32(r[i])
	}
	r.setModQ(&product)
	for i := range product {
		product[i] = int32(r[i])
	}
	r.setMod3(&product)

	product.multiply(r, gInverse)
	r.setMod3(&product)
	product.wipe()

	// What is not short becomes 1 + x + … + x²⁸⁵.
	wrong := r.isShort().Not()
	for i := range r {
		fixed := uint64(0)
		if i < w {
			fixed = 1
		}
		r[i] = int16(ct.Select(wrong, fixed, uint64(r[i])))
	}
}

// isShort reports whether f, which must be small, has w coefficients that are not 0.
func (f *poly) isShort() ct.Choice {
	weight := 0
	for _, c := range f {
		weight += int(c & 1)
	}
	return ct.Eq(uint64(weight), w)
}

// wipe sets a = 0.
//
//go:noinline
func (a *wide) wipe() { *a = wide{} }
