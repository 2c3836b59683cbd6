package sntrup

// The encodings of polynomials (NTRU Prime, round 3: Rq_encode, Rounded_encode,
// Small_encode). Where all coefficients of a list are shifted to be at least 0:
//
//	large    f + 2295          0 … 4590     1158 bytes
//	rounded  (f + 2295)/3      0 … 1530     1007 bytes
//	small    f + 1             0, 1, 2       191 bytes, two bits each
const (
	largeSize   = 1158
	roundedSize = 1007
	smallSize   = (p + 3) / 4

	half = (q - 1) / 2
)

// encodeLarge writes f.
func (f *poly) encodeLarge(dst *[largeSize]byte) {
	var list [p]uint16
	for i, c := range f {
		list[i] = uint16(c + half)
	}
	largeCode.encode(dst[:], &list)
}

// decodeLarge reads f. All of src are taken; what no polynomial is encoded as is
// taken modulo something.
func (f *poly) decodeLarge(src *[largeSize]byte) {
	var list [p]uint16
	largeCode.decode(&list, src[:])
	for i, r := range list {
		f[i] = int16(r) - half
	}
}

// encodeRounded writes f, whose coefficients must be multiples of 3.
func (f *poly) encodeRounded(dst *[roundedSize]byte) {
	var list [p]uint16
	for i, c := range f {
		list[i] = uint16(uint32(c+half) * 0x5556 >> 16) // a third: exact below 2¹⁵
	}
	roundedCode.encode(dst[:], &list)
}

// decodeRounded reads f, as decodeLarge does.
func (f *poly) decodeRounded(src *[roundedSize]byte) {
	var list [p]uint16
	roundedCode.decode(&list, src[:])
	for i, r := range list {
		f[i] = 3*int16(r) - half
	}
}

// encodeSmall writes f.
func (f *poly) encodeSmall(dst *[smallSize]byte) {
	*dst = [smallSize]byte{}
	for i, c := range f {
		dst[i/4] |= byte(c+1) << (i % 4 * 2)
	}
}

// decodeSmall reads f, and reports whether it is small and src its encoding.
func (f *poly) decodeSmall(src *[smallSize]byte) bool {
	wrong := src[smallSize-1] &^ 3 // one coefficient only
	for i := range f {
		c := src[i/4] >> (i % 4 * 2) & 3
		wrong |= c & (c >> 1) // 3
		f[i] = int16(c) - 1
	}
	return wrong == 0
}
