package sha1

// Kₜ of FIPS 180-4 §4.2.1, one for each 20 rounds: ⌊2³⁰·√2⌋, ⌊2³⁰·√3⌋, ⌊2³⁰·√5⌋ and
// ⌊2³⁰·√10⌋.
const (
	K0  = 0x5a827999
	K20 = 0x6ed9eba1
	K40 = 0x8f1bbcdc
	K60 = 0xca62c1d6
)
