package mldsa_test

import (
	"bytes"
	"crypto/sha3"

	"github.com/glassh/glassh/primitives/mldsa"
)

// This file is a second ML-DSA, slow and straight from the text of FIPS 204, with
// division, without NTT but for its definition, and with the standard library's SHAKE.
// It makes keys and verifies, and so confirms the vectors independently.

const q = mldsa.Q

func mod(a int64) int64 { return (a%q + q) % q }

type reference struct {
	k, l, eta, tau, lambda int
	gamma1, gamma2         int64
	omega                  int
}

var references = map[mldsa.Set]reference{
	mldsa.Set44: {4, 4, 2, 39, 128, 1 << 17, (q - 1) / 88, 80},
	mldsa.Set65: {6, 5, 4, 49, 192, 1 << 19, (q - 1) / 32, 55},
	mldsa.Set87: {8, 7, 2, 60, 256, 1 << 19, (q - 1) / 32, 75},
}

type refPoly [256]int64

// multiply is the product modulo X²⁵⁶ + 1. The sums stay below 2⁸·2⁴⁶.
func (f *refPoly) multiply(g *refPoly) (h refPoly) {
	for i, x := range f {
		if x == 0 {
			continue
		}
		for j, y := range g {
			if i+j < 256 {
				h[i+j] += x * y
			} else {
				h[i+j-256] -= x * y
			}
		}
	}
	for i := range h {
		h[i] = mod(h[i])
	}
	return h
}

// evaluations are ζ to the power 2·BitRev₈(i) + 1, where a transform has the values.
func evaluations() (points [256]int64) {
	for i := range 256 {
		exponent := 0
		for b := range 8 {
			exponent |= i >> b & 1 << (7 - b)
		}
		points[i] = 1
		for range 2*exponent + 1 {
			points[i] = points[i] * 1753 % q
		}
	}
	return points
}

var points = evaluations()

// inverses are the powers γᵢ⁻¹ = −γᵢ²⁵⁵, as γᵢ²⁵⁶ = −1.
var inverses = func() (all [256]int64) {
	for i, point := range points {
		all[i] = q - 1
		for range 255 {
			all[i] = all[i] * point % q
		}
	}
	return all
}()

// fromValues is the polynomial with the given values at the points: fⱼ = 1/256 Σ f̂ᵢ γᵢ⁻ʲ.
func fromValues(values *refPoly) (f refPoly) {
	for i, v := range values {
		for j := range f {
			f[j] += v
			v = v * inverses[i] % q
		}
	}
	for j := range f {
		f[j] = f[j] % q * 8347681 % q // 1/256
	}
	return f
}

// matrix is A itself, not its transform (Algorithms 30 and 32).
func (r reference) matrix(rho []byte) []refPoly {
	a := make([]refPoly, r.k*r.l)
	for i := range a {
		h := sha3.NewSHAKE128()
		h.Write(rho)
		h.Write([]byte{byte(i % r.l), byte(i / r.l)})
		var values refPoly
		for n := 0; n < 256; {
			var b [3]byte
			h.Read(b[:])
			if x := int64(b[0]) | int64(b[1])<<8 | int64(b[2]&127)<<16; x < q {
				values[n] = x
				n++
			}
		}
		a[i] = fromValues(&values)
	}
	return a
}

// bits returns the number in the n-th group of d bits in b.
func bits(b []byte, n, d int) (x int64) {
	for i := range d {
		at := n*d + i
		x |= int64(b[at/8]>>(at%8)&1) << i
	}
	return x
}

// publicKey is Algorithm 6.
func (r reference) publicKey(seed []byte) []byte {
	seeds := sha3.SumSHAKE256(append(bytes.Clone(seed), byte(r.k), byte(r.l)), 128)
	s := make([]refPoly, r.l+r.k)
	for i := range s {
		h := sha3.NewSHAKE256()
		h.Write(seeds[32:96])
		h.Write([]byte{byte(i), 0})
		for n := 0; n < 256; {
			var b [1]byte
			h.Read(b[:])
			for _, x := range []int64{int64(b[0] % 16), int64(b[0] / 16)} {
				if n < 256 && r.eta == 2 && x < 15 {
					s[i][n] = 2 - x%5
					n++
				} else if n < 256 && r.eta == 4 && x < 9 {
					s[i][n] = 4 - x
					n++
				}
			}
		}
	}
	return r.encode(seeds[:32], s)
}

// publicOf is the public key of a private key in its expanded form.
func (r reference) publicOf(expanded []byte) []byte {
	s := make([]refPoly, r.l+r.k)
	d := 3
	if r.eta == 4 {
		d = 4
	}
	for i := range s {
		for j := range s[i] {
			s[i][j] = int64(r.eta) - bits(expanded[128:], i*256+j, d)
		}
	}
	return r.encode(expanded[:32], s)
}

// encode is the public key of ρ and t₁, the upper part of As₁ + s₂.
func (r reference) encode(rho []byte, s []refPoly) []byte {
	a := r.matrix(rho)
	public := make([]byte, 32+320*r.k)
	copy(public, rho)
	for i := range r.k {
		t := s[r.l+i]
		for j := range r.l {
			product := s[j].multiply(&a[i*r.l+j])
			for n := range t {
				t[n] += product[n]
			}
		}
		for n := range t {
			x := mod(t[n])
			r0 := x % (1 << 13)
			if r0 > 1<<12 {
				r0 -= 1 << 13
			}
			for b := range 10 {
				at := (i*256+n)*10 + b
				public[32+at/8] |= byte((x-r0)>>13>>b&1) << (at % 8)
			}
		}
	}
	return public
}

// mu is given, or is that of a message and context.
func (r reference) mu(public, mu, context, message []byte) []byte {
	if len(mu) > 0 {
		return mu
	}
	h := sha3.NewSHAKE256()
	h.Write(sha3.SumSHAKE256(public, 64))
	h.Write([]byte{0, byte(len(context))})
	h.Write(context)
	h.Write(message)
	mu = make([]byte, 64)
	h.Read(mu)
	return mu
}

// decompose is Algorithm 36.
func (r reference) decompose(x int64) (r1, r0 int64) {
	x = mod(x)
	r0 = x % (2 * r.gamma2)
	if r0 > r.gamma2 {
		r0 -= 2 * r.gamma2
	}
	if x-r0 == q-1 {
		return 0, r0 - 1
	}
	return (x - r0) / (2 * r.gamma2), r0
}

// useHint is Algorithm 40.
func (r reference) useHint(h bool, x int64) int64 {
	m := (q - 1) / (2 * r.gamma2)
	r1, r0 := r.decompose(x)
	switch {
	case h && r0 > 0:
		return (r1 + 1) % m
	case h:
		return (r1 - 1 + m) % m
	}
	return r1
}

// challenge is Algorithm 29.
func (r reference) challenge(seed []byte) (c refPoly) {
	h := sha3.NewSHAKE256()
	h.Write(seed)
	var signs [8]byte
	h.Read(signs[:])
	for i := 256 - r.tau; i < 256; i++ {
		var j [1]byte
		for h.Read(j[:]); int(j[0]) > i; h.Read(j[:]) {
		}
		c[i] = c[j[0]]
		c[j[0]] = 1 - 2*bits(signs[:], i+r.tau-256, 1)
	}
	return c
}

// verify is Algorithm 8, and wants the same of hints as Algorithm 21.
func (r reference) verify(public, mu, sig []byte) bool {
	zBits := 18
	if r.gamma1 == 1<<19 {
		zBits = 20
	}
	if len(sig) != r.lambda/4+32*zBits*r.l+r.omega+r.k {
		return false
	}
	seed, zs, places := sig[:r.lambda/4], sig[r.lambda/4:], sig[len(sig)-r.omega-r.k:]
	z := make([]refPoly, r.l)
	for i := range z {
		for j := range z[i] {
			z[i][j] = r.gamma1 - bits(zs, i*256+j, zBits)
			if bound := r.gamma1 - int64(r.tau*r.eta); z[i][j] >= bound || z[i][j] <= -bound {
				return false
			}
		}
	}
	hints := make([][256]bool, r.k)
	start := 0
	for i := range hints {
		end := int(places[r.omega+i])
		if end < start || end > r.omega {
			return false
		}
		for n := start; n < end; n++ {
			if n > start && places[n] <= places[n-1] {
				return false
			}
			hints[i][places[n]] = true
		}
		start = end
	}
	for n := start; n < r.omega; n++ {
		if places[n] != 0 {
			return false
		}
	}
	c, a := r.challenge(seed), r.matrix(public[:32])
	w1Bits := 6
	if r.gamma2 == (q-1)/32 {
		w1Bits = 4
	}
	h := sha3.NewSHAKE256()
	h.Write(mu)
	for i := range r.k {
		var t, w refPoly
		for n := range t {
			t[n] = bits(public[32:], i*256+n, 10) << 13
		}
		ct := c.multiply(&t)
		for j := range r.l {
			product := z[j].multiply(&a[i*r.l+j])
			for n := range w {
				w[n] += product[n]
			}
		}
		packed := make([]byte, 32*w1Bits)
		for n := range w {
			w1 := r.useHint(hints[i][n], w[n]-ct[n])
			for b := range w1Bits {
				at := n*w1Bits + b
				packed[at/8] |= byte(w1>>b&1) << (at % 8)
			}
		}
		h.Write(packed)
	}
	again := make([]byte, r.lambda/4)
	h.Read(again)
	return bytes.Equal(again, seed)
}
