package p256

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
//	p − 2 = ffffffff 00000001 00000000 00000000 00000000 ffffffff ffffffff fffffffd
//
// With o(n) = a^(2ⁿ − 1), an exponent of n one bits, o(m + n) = o(m)^(2ⁿ) · o(n):
// 255 squarings and 12 multiplications.
func (v *Element) Invert(a *Element) *Element {
	var o2, o3, o6, o12, o15, o30, o32, o62, o94, t Element
	o2.Multiply(t.Square(a), a)
	o3.Multiply(t.Square(&o2), a)
	o6.Multiply(t.squareTimes(&o3, 3), &o3)
	o12.Multiply(t.squareTimes(&o6, 6), &o6)
	o15.Multiply(t.squareTimes(&o12, 3), &o3)
	o30.Multiply(t.squareTimes(&o15, 15), &o15)
	o32.Multiply(t.squareTimes(&o30, 2), &o2)
	o62.Multiply(t.squareTimes(&o32, 30), &o30)
	o94.Multiply(t.squareTimes(&o62, 32), &o32)

	t.squareTimes(&o32, 32)
	t.Multiply(&t, a)
	t.squareTimes(&t, 96+94)
	t.Multiply(&t, &o94)
	t.squareTimes(&t, 2)
	return v.Multiply(&t, a)
}
