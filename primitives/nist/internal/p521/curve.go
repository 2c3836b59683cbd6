package p521

const (
	bitLen = 521 // of p and n
	limbs  = 9   // of an element, and 64-bit words of a scalar

	// Size is the length of a coordinate and of a scalar in bytes.
	Size = 66

	// interleave is how many digits of a scalar share a row of the table of the
	// base point.
	interleave = 7
)

// curveB is b.
var curveB = Element{
	0x3451fd46b503f00, 0x0f7e20f4b0d3c7b, 0x00bd3bb1bf07357,
	0x147b1fa4dec594b, 0x18ef109e1561939, 0x26cc57cee2d2264,
	0x0540eea2da725b9, 0x2687e4a688682da, 0x051953eb9618e1c,
}
