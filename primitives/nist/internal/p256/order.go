package p256

import "math/bits"

// order is n.
var order = [limbs]uint64{0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000}

// orderNegInv is −1/n mod 2⁶⁴.
const orderNegInv = 0xccd1c8aaee00bc4f

// orderRR is R² mod n.
var orderRR = [limbs]uint64{0x83244c95be79eea2, 0x4699799c49bd6fa6, 0x2845b2392b6bec59, 0x66e12d94f3d95620}

// montMul sets z = xy/R mod n, for any x below R and y below n. It goes as the
// multiplication of elements does, and t is below 2n likewise before the end; but
// the multiple of n that clears a word has to be multiplied out.
func montMul(z, x, y *[limbs]uint64) {
	a, n := (*Element)(x), (*Element)(&order)
	t0, t1, t2, t3, t4 := row(0, 0, 0, 0, a, y[0])
	t1, t2, t3, t4, t5 := row(t1, t2, t3, t4, a, y[1])
	t2, t3, t4, t5, t6 := row(t2, t3, t4, t5, a, y[2])
	t3, t4, t5, t6, t7 := row(t3, t4, t5, t6, a, y[3])

	_, t0, t1, t2, t3 = row(t0, t1, t2, t3, n, t0*orderNegInv)
	_, t0, t1, t2, t3 = row(t0, t1, t2, t3, n, t0*orderNegInv)
	_, t0, t1, t2, t3 = row(t0, t1, t2, t3, n, t0*orderNegInv)
	_, t0, t1, t2, t3 = row(t0, t1, t2, t3, n, t0*orderNegInv)

	t0, c := bits.Add64(t0, t4, 0)
	t1, c = bits.Add64(t1, t5, c)
	t2, c = bits.Add64(t2, t6, c)
	t3, c = bits.Add64(t3, t7, c) // below 2n, with c as the fifth word

	t0, borrow := bits.Sub64(t0, n[0], 0)
	t1, borrow = bits.Sub64(t1, n[1], borrow)
	t2, borrow = bits.Sub64(t2, n[2], borrow)
	t3, borrow = bits.Sub64(t3, n[3], borrow)
	_, borrow = bits.Sub64(c, 0, borrow)

	m := -borrow // all ones if n was too much
	z[0], c = bits.Add64(t0, m&n[0], 0)
	z[1], c = bits.Add64(t1, m&n[1], c)
	z[2], c = bits.Add64(t2, m&n[2], c)
	z[3], _ = bits.Add64(t3, m&n[3], c)
}
