package sntrup

// multiply sets c = ab modulo x^p − x − 1, over the integers. One of a and b may be
// large, the other must be small. The coefficients are below 3·2²¹ in magnitude.
func (c *wide) multiply(a, b *poly) {
	var t, u transform
	t.forward(a)
	u.forward(b)
	t.multiply(&u)
	t.inverse()

	// x^p = x + 1: the coefficient of x^(p+i) goes to those of xⁱ and xⁱ⁺¹. above[i]
	// is that of x^(p−1+i), but above[0] is 0.
	var low [768]int32
	var above [8 + 768]int32
	t.product(&low, (*[768]int32)(above[8:]))
	copy(above[1:8], low[p:])
	for i := range c {
		c[i] = low[i] + above[i] + above[i+1]
	}
	t.wipe()
	u.wipe()
	clear(low[:])
	clear(above[:])
}

// wipe sets t = 0.
//
//go:noinline
func (t *transform) wipe() { *t = transform{} }
