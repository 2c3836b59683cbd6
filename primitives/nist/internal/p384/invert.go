package p384

// squareTimes sets v = a^(2ⁿ), for n ≥ 1.
func (v *Element) squareTimes(a *Element, n int) *Element {
	v.Square(a)
	for range n - 1 {
		v.Square(v)
	}
	return v
}

// Invert sets v = 1/a, and v = 0 for a = 0. By Fermat's little theorem
// 1/a = a^(p−2). In groups of 32 bits,
//
//	p − 2 = ffffffff … (7 times) … ffffffff fffffffe ffffffff 00000000 00000000 fffffffd
//
// which is, from the top, 255 one bits, a zero, 32 ones, 64 zeros, 30 ones, 01. With
// o(n) = a^(2ⁿ − 1), an exponent of n one bits, o(m + n) = o(m)^(2ⁿ) · o(n): 383
// squarings and 14 multiplications.
func (v *Element) Invert(a *Element) *Element {
	var o2, o3, o6, o12, o15, o30, o32, o60, o120, t Element
	o2.Multiply(t.Square(a), a)
	o3.Multiply(t.Square(&o2), a)
	o6.Multiply(t.squareTimes(&o3, 3), &o3)
	o12.Multiply(t.squareTimes(&o6, 6), &o6)
	o15.Multiply(t.squareTimes(&o12, 3), &o3)
	o30.Multiply(t.squareTimes(&o15, 15), &o15)
	o32.Multiply(t.squareTimes(&o30, 2), &o2)
	o60.Multiply(t.squareTimes(&o30, 30), &o30)
	o120.Multiply(t.squareTimes(&o60, 60), &o60)

	t.squareTimes(&o120, 120)
	t.Multiply(&t, &o120) // o240
	t.squareTimes(&t, 15)
	t.Multiply(&t, &o15) // o255
	t.squareTimes(&t, 1+32)
	t.Multiply(&t, &o32)
	t.squareTimes(&t, 64+30)
	t.Multiply(&t, &o30)
	t.squareTimes(&t, 2)
	return v.Multiply(&t, a)
}
