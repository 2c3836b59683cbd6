package p256

const (
	bitLen = 256 // of p and n
	limbs  = 4   // 64-bit words of a number below p or n

	// Size is the length of a coordinate and of a scalar in bytes.
	Size = 32

	// interleave is how many digits of a scalar share a row of the table of the
	// base point.
	interleave = 4
)

// curveB is b.
var curveB = Element{0xd89cdf6229c4bddf, 0xacf005cd78843090, 0xe5a220abf7212ed6, 0xdc30061d04874834}
