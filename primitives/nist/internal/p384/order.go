package p384

import "math/bits"

// order is n.
var order = [limbs]uint64{
	0xecec196accc52973, 0x581a0db248b0a77a, 0xc7634d81f4372ddf,
	0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff,
}

// orderNegInv is −1/n mod 2⁶⁴.
const orderNegInv = 0x6ed46089e88fdc45

// orderRR is R² mod n.
var orderRR = [limbs]uint64{
	0x2d319b2419b409a9, 0xff3d81e5df1aa419, 0xbc3e483afcb82947,
	0xd40d49174aab1cc5, 0x3fb05b7a28266895, 0x0c84ee012b39bf21,
}

// montMul sets z = xy/R mod n, for any x below R and y below n. It goes as the
// multiplication of elements does, and t is below 2n likewise before the end; but
// the multiple of n that clears a word has to be multiplied out.
func montMul(z, x, y *[limbs]uint64) {
	a, n := (*Element)(x), (*Element)(&order)
	t0, t1, t2, t3, t4, t5, t6 := row(0, 0, 0, 0, 0, 0, a, y[0])
	t1, t2, t3, t4, t5, t6, t7 := row(t1, t2, t3, t4, t5, t6, a, y[1])
	t2, t3, t4, t5, t6, t7, t8 := row(t2, t3, t4, t5, t6, t7, a, y[2])
	t3, t4, t5, t6, t7, t8, t9 := row(t3, t4, t5, t6, t7, t8, a, y[3])
	t4, t5, t6, t7, t8, t9, t10 := row(t4, t5, t6, t7, t8, t9, a, y[4])
	t5, t6, t7, t8, t9, t10, t11 := row(t5, t6, t7, t8, t9, t10, a, y[5])

	for range limbs {
		_, t0, t1, t2, t3, t4, t5 = row(t0, t1, t2, t3, t4, t5, n, t0*orderNegInv)
	}

	t0, c := bits.Add64(t0, t6, 0)
	t1, c = bits.Add64(t1, t7, c)
	t2, c = bits.Add64(t2, t8, c)
	t3, c = bits.Add64(t3, t9, c)
	t4, c = bits.Add64(t4, t10, c)
	t5, c = bits.Add64(t5, t11, c) // below 2n, with c as the seventh word

	t0, borrow := bits.Sub64(t0, n[0], 0)
	t1, borrow = bits.Sub64(t1, n[1], borrow)
	t2, borrow = bits.Sub64(t2, n[2], borrow)
	t3, borrow = bits.Sub64(t3, n[3], borrow)
	t4, borrow = bits.Sub64(t4, n[4], borrow)
	t5, borrow = bits.Sub64(t5, n[5], borrow)
	_, borrow = bits.Sub64(c, 0, borrow)

	m := -borrow // all ones if n was too much
	z[0], c = bits.Add64(t0, m&n[0], 0)
	z[1], c = bits.Add64(t1, m&n[1], c)
	z[2], c = bits.Add64(t2, m&n[2], c)
	z[3], c = bits.Add64(t3, m&n[3], c)
	z[4], c = bits.Add64(t4, m&n[4], c)
	z[5], _ = bits.Add64(t5, m&n[5], c)
}
