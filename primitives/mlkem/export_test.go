package mlkem

// For the tests outside of the package.
const Q = q

type Poly = poly

var (
	NewFactor  = newFactor
	Times      = factor.times
	Reduce     = reduce
	Canonical  = canonical
	Compress   = compress
	Decompress = decompress
	Zetas      = &zetas
)

func (f *poly) NTT()        { f.ntt() }
func (f *poly) InverseNTT() { f.inverseNTT() }

// Dot sets f = a₀g₀ + a₁g₁ + …
func (f *poly) Dot(a, g []poly) {
	operands := make([]operand, len(g))
	for i := range g {
		operands[i].set(&g[i])
	}
	f.dot(a, 1, operands)
}

func (f *poly) Encode(d uint) []byte    { return encode(nil, f, d) }
func (f *poly) Decode(b []byte, d uint) { decode(f, b, d) }

// Secret returns the secret parts of a key, for a look after Wipe.
func (key *DecapsulationKey768) Secret() ([]poly, *[64]byte) { return key.dk.s, &key.dk.seed }
