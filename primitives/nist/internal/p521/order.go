package p521

import "math/bits"

// order is n.
var order = [limbs]uint64{
	0xbb6fb71e91386409, 0x3bb5c9b8899c47ae, 0x7fcc0148f709a5d0,
	0x51868783bf2f966b, 0xfffffffffffffffa, 0xffffffffffffffff,
	0xffffffffffffffff, 0xffffffffffffffff, 0x00000000000001ff,
}

// orderNegInv is −1/n mod 2⁶⁴.
const orderNegInv = 0x1d2f5ccd79a995c7

// orderRR is R² mod n, with R = 2⁵⁷⁶.
var orderRR = [limbs]uint64{
	0x137cd04dcf15dd04, 0xf707badce5547ea3, 0x12a78d38794573ff,
	0xd3721ef557f75e06, 0xdd6e23d82e49c7db, 0xcff3d142b7756e3e,
	0x5bcc6d61a8e567bc, 0x2d8e03d1492d0d45, 0x000000000000003d,
}

// montMul sets z = xy/R mod n, for any x below R and y below n: P. L. Montgomery,
// "Modular multiplication without trial division" (1985), word by word.
//
// Each round adds xᵢy and then that multiple mn which clears the lowest word, and
// drops it. Before each round t < y + n < 2n, because
//
//	(y + n + (2⁶⁴ − 1)y + (2⁶⁴ − 1)n) / 2⁶⁴ = y + n
//
// and since n has 521 bits, no sum outgrows ten words.
func montMul(z, x, y *[limbs]uint64) {
	var t [limbs]uint64
	for _, xi := range x {
		high := multiplyAdd(&t, y, xi)
		high += multiplyAdd(&t, &order, t[0]*orderNegInv) // now t[0] is 0
		copy(t[:], t[1:])
		t[limbs-1] = high
	}
	subtractOrder(z, &t, 0)
}

// multiplyAdd adds xn to t, and returns the word above.
func multiplyAdd(t, x *[limbs]uint64, n uint64) (carry uint64) {
	for i := range t {
		hi, lo := bits.Mul64(x[i], n)
		var c uint64
		lo, c = bits.Add64(lo, carry, 0)
		hi += c
		t[i], c = bits.Add64(t[i], lo, 0)
		carry = hi + c
	}
	return carry
}
