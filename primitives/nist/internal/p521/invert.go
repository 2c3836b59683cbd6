package p521

// squareTimes sets v = a^(2ⁿ), for n ≥ 1.
func (v *Element) squareTimes(a *Element, n int) *Element {
	v.Square(a)
	for range n - 1 {
		v.Square(v)
	}
	return v
}

// Invert sets v = 1/a, and v = 0 for a = 0. By Fermat's little theorem
// 1/a = a^(p−2), and p − 2 = 2⁵²¹ − 3 = 2²(2⁵¹⁹ − 1) + 1. With o(n) = a^(2ⁿ − 1), an
// exponent of n one bits, o(m + n) = o(m)^(2ⁿ) · o(n): 520 squarings and 13
// multiplications.
func (v *Element) Invert(a *Element) *Element {
	var o2, o3, o4, o7, o, t Element
	o2.Multiply(t.Square(a), a)
	o3.Multiply(t.Square(&o2), a)
	o4.Multiply(t.squareTimes(&o2, 2), &o2)
	o7.Multiply(t.squareTimes(&o4, 3), &o3)
	o.Multiply(t.squareTimes(&o4, 4), &o4) // o8
	for n := 8; n < 512; n *= 2 {
		t.squareTimes(&o, n)
		o.Multiply(&t, &o)
	}
	t.squareTimes(&o, 7)
	t.Multiply(&t, &o7) // o519
	t.squareTimes(&t, 2)
	return v.Multiply(&t, a)
}
