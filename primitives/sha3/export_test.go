package sha3

// RoundConstants are those of the portable permutation.
var RoundConstants = roundConstants

// Permute is the portable permutation.
func Permute(a *[25]uint64) { permute(a) }

// Wiped reports whether h, a *Digest, *Shake or *Shakes, holds zeros only.
func Wiped(h any) bool {
	switch h := h.(type) {
	case *Digest:
		return h.s.a == [25]uint64{} && h.s.pos == 0 && !h.s.reading
	case *Shake:
		return h.s.a == [25]uint64{} && h.s.pos == 0 && !h.s.reading
	case *Shakes:
		return h.a == [25][MaxShakes]uint64{} && h.pos == 0 && !h.reading
	}
	return false
}
