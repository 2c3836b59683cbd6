package p384

const (
	bitLen = 384 // of p and n
	limbs  = 6   // 64-bit words of a number below p or n

	// Size is the length of a coordinate and of a scalar in bytes.
	Size = 48

	// interleave is how many digits of a scalar share a row of the table of the
	// base point.
	interleave = 7
)

// curveB is b.
var curveB = Element{
	0x081188719d412dcc, 0xf729add87a4c32ec, 0x77f2209b1920022e,
	0xe3374bee94938ae2, 0xb62b21f41f022094, 0xcd08114b604fbff9,
}
