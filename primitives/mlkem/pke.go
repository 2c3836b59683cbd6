package mlkem

import (
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha3"
)

// A parameterSet is a row of FIPS 203 Table 2: the size of vectors, and the bits that a
// coefficient of u and v has in a ciphertext. η₁ = η₂ = 2 in all of them.
type parameterSet struct {
	k      int // 3 or 4
	du, dv uint
}

var (
	set768  = parameterSet{k: 3, du: 10, dv: 4}
	set1024 = parameterSet{k: 4, du: 11, dv: 5}
)

// maxK is the largest k.
const maxK = 4

// encapsulationKeySize is the length of t̂ and ρ, and ciphertextSize that of u and v.
func (p *parameterSet) encapsulationKeySize() int { return 384*p.k + 32 }
func (p *parameterSet) ciphertextSize() int       { return 32 * (int(p.du)*p.k + int(p.dv)) }

// expandedKeySize is the length of ŝ, ek, its hash, and z.
func (p *parameterSet) expandedKeySize() int { return 384*p.k + p.encapsulationKeySize() + 64 }

// keyGen derives Â, t̂ and ŝ from the seed d (FIPS 203 Algorithm 13, K-PKE.KeyGen). It
// returns ρ. t̂ and ŝ are in [0, q).
func (p *parameterSet) keyGen(a, t, s []poly, d *[32]byte) (rho [32]byte) {
	h := sha3.New512()
	h.Write(d[:])
	h.Write([]byte{byte(p.k)})
	var rhoSigma [64]byte
	h.Sum(rhoSigma[:0])
	h.Wipe()
	defer mem.Wipe(rhoSigma[:])
	copy(rho[:], rhoSigma[:])
	sigma := (*[32]byte)(rhoSigma[32:])

	expandMatrix(a, p.k, rho[:])
	var noise [2 * maxK]poly
	defer wipe(noise[:])
	sampleNoise(noise[:2*p.k], sigma, 0)
	e := noise[p.k:]
	var operands [maxK]operand
	defer wipeOperands(operands[:])
	for i := range s {
		s[i] = noise[i]
		s[i].ntt()
		s[i].canonical()
		operands[i].set(&s[i])
	}
	for i := range t {
		t[i].dot(a[i*p.k:], 1, operands[:p.k])
		e[i].ntt()
		t[i].add(&e[i])
		t[i].canonical()
	}
	return rho
}

// encrypt appends to dst the encryption of m for Â and t̂ with the randomness r (FIPS 203
// Algorithm 14, K-PKE.Encrypt).
func (p *parameterSet) encrypt(dst []byte, a, t []poly, m, r *[32]byte) []byte {
	var noise [2*maxK + 1]poly
	defer wipe(noise[:])
	sampleNoise(noise[:2*p.k+1], r, 0)
	y, e1, e2 := noise[:p.k], noise[p.k:2*p.k], &noise[2*p.k]
	var operands [maxK]operand
	defer wipeOperands(operands[:])
	for i := range y {
		y[i].ntt()
		operands[i].set(&y[i])
	}

	var u, v poly
	for i := range e1 {
		u.dot(a[i:], p.k, operands[:p.k])
		u.inverseNTT()
		u.add(&e1[i])
		u.compress(p.du)
		dst = encode(dst, &u, p.du)
	}
	v.dot(t, 1, operands[:p.k])
	v.inverseNTT()
	v.add(e2)
	var mu poly
	decode(&mu, m[:], 1)
	mu.decompress(1)
	v.add(&mu)
	v.compress(p.dv)
	mu.wipe()
	return encode(dst, &v, p.dv)
}

// decrypt returns the message of a ciphertext c of the right length (FIPS 203 Algorithm
// 15, K-PKE.Decrypt).
func (p *parameterSet) decrypt(s []poly, c []byte) (m [32]byte) {
	var u poly
	var operands [maxK]operand
	for i := range s {
		n := 32 * int(p.du)
		decode(&u, c[:n], p.du)
		u.decompress(p.du)
		u.ntt()
		operands[i].set(&u)
		c = c[n:]
	}
	var v, w poly
	decode(&v, c, p.dv)
	v.decompress(p.dv)

	w.dot(s, 1, operands[:p.k])
	w.inverseNTT()
	for i := range w {
		w[i] = v[i] - w[i]
	}
	w.compress(1)
	encode(m[:0], &w, 1)
	w.wipe()
	return m
}
