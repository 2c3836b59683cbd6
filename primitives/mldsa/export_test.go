package mldsa

// For the tests outside of the package.
const Q = q

type Poly = poly

var (
	NewFactor   = newFactor
	Times       = factor.times
	Reduce      = reduce
	Canonical   = canonical
	Center      = center
	Power2Round = power2Round
	Zetas       = &zetas
	MaxSum      = int64(maxSum)
)

func (s Set) Decompose(r int32) (r1, r0 int32) { return s.parameters().decompose(r) }
func (s Set) Hint(r1, sum int32) int32         { return s.parameters().hint(r1, sum) }
func (s Set) UseHint(h, r int32) int32         { return s.parameters().useHint(h, r) }
func (s Set) Gamma2() int32                    { return s.parameters().gamma2 }
func (s Set) Omega() int                       { return s.parameters().omega }

func (f *poly) NTT()                    { f.ntt() }
func (f *poly) InverseNTT()             { f.inverseNTT() }
func (f *poly) Dot(a, g []poly)         { f.dot(a, g) }
func (f *poly) Exceeds(max int32) int32 { return f.exceeds(max) }
func (f *poly) Product(c, g *poly)      { f.times(c, g) }

func (f *poly) Pack(d uint) []byte             { return pack(nil, f, d) }
func (f *poly) Unpack(b []byte, d uint) []byte { return unpack(f, b, d) }

var (
	PackHints   = packHints
	UnpackHints = unpackHints
)

// Secret returns the secret parts of a key, for a look after Wipe.
func (priv *PrivateKey) Secret() (seed, key *[32]byte, s, t0 []poly) {
	return &priv.seed, &priv.key, priv.s, priv.t0
}

// Loose returns the same key in a parameter set with β = 0: it signs and verifies with a
// z that may be larger than allowed.
func (priv *PrivateKey) Loose() *PrivateKey {
	p := *priv.pub.parameters
	p.eta = 0
	loose := *priv
	loose.pub.parameters = &p
	return &loose
}

// MaxZ returns the bound of z, γ₁ − β, and Z the coefficients in a signature.
func (s Set) MaxZ() int32 { p := s.parameters(); return 1<<p.gamma1 - p.beta() }

func (s Set) Z(sig []byte) []poly {
	p := s.parameters()
	z, b := make([]poly, p.l), sig[p.lambda/4:]
	for i := range z {
		b = unpackFrom(&z[i], b, 1<<p.gamma1, p.gamma1+1)
	}
	return z
}
