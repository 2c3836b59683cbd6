package mldsa

// A Set is a parameter set of FIPS 204 §4.
type Set int

// The parameter sets. The numbers are the size of the matrix A: 4×4, 6×5 and 8×7.
const (
	Set44 Set = 44 // ML-DSA-44
	Set65 Set = 65 // ML-DSA-65
	Set87 Set = 87 // ML-DSA-87
)

// parameters are a column of FIPS 204 Table 1, under its names.
type parameters struct {
	set     Set
	name    string
	k, l    int
	eta     int32
	tau     int
	lambda  int  // c̃ has λ/4 bytes
	gamma1  uint // the logarithm of γ₁
	gamma2  int32
	m       int32 // (q − 1)/2γ₂, how many upper parts there are
	omega   int
	etaBits uint // of a coefficient of s₁ and s₂ in a private key
	w1Bits  uint // of a coefficient of w₁ in what is hashed
}

var sets = [...]parameters{
	{Set44, "ML-DSA-44", 4, 4, 2, 39, 128, 17, (q - 1) / 88, 44, 80, 3, 6},
	{Set65, "ML-DSA-65", 6, 5, 4, 49, 192, 19, (q - 1) / 32, 16, 55, 4, 4},
	{Set87, "ML-DSA-87", 8, 7, 2, 60, 256, 19, (q - 1) / 32, 16, 75, 3, 4},
}

// maxK and maxL are the largest k and l.
const maxK, maxL = 8, 7

// parameters returns what belongs to s. It panics if there is no such set.
func (s Set) parameters() *parameters {
	for i := range sets {
		if sets[i].set == s {
			return &sets[i]
		}
	}
	panic("mldsa: the parameter sets are Set44, Set65 and Set87")
}

// String returns the name, "ML-DSA-44" for instance.
func (s Set) String() string { return s.parameters().name }

// PublicKeySize returns the length of a public key: 1312, 1952 or 2592 bytes.
func (s Set) PublicKeySize() int { return 32 + 320*s.parameters().k }

// ExpandedKeySize returns the length of a private key in the form of FIPS 204: 2560, 4032
// or 4896 bytes.
func (s Set) ExpandedKeySize() int {
	p := s.parameters()
	return 128 + 32*int(p.etaBits)*(p.k+p.l) + 416*p.k
}

// SignatureSize returns the length of a signature: 2420, 3309 or 4627 bytes.
func (s Set) SignatureSize() int {
	p := s.parameters()
	return p.lambda/4 + 32*int(p.gamma1+1)*p.l + p.omega + p.k
}

// beta is β = τη, the bound of the coefficients of cs₁ and cs₂.
func (p *parameters) beta() int32 { return int32(p.tau) * p.eta }
