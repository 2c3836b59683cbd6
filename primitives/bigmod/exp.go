package bigmod

import (
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
)

// window is how many bits of an exponent are worked on at once. The table has 2⁵
// powers.
const window = 5

// Exp sets v = aᵉ, for a big-endian exponent of a public length, leading zeros
// included, and a secret value. a⁰ is 1, for a = 0 too.
//
// The exponent is read from above, five bits at a time. Each window costs five
// squarings and one product with a power of a from the table
//
//	a⁰, a¹, a², … a³¹
//
// which is read as a whole for each, so that no address tells which power it was.
func (v *Element) Exp(a *Element, e []byte) *Element {
	v.mustMatch(a)
	m, n := v.m, len(v.l)
	t := make([]uint64, 2*n)
	table := make([]uint64, n<<window)
	power := make([]uint64, n)
	defer wipe(t)
	defer wipe(table)
	defer wipe(power)

	copy(table, m.one)
	copy(table[n:], a.l)
	for i := 2; i < 1<<window; i++ {
		to := table[i*n : (i+1)*n]
		if half := table[i/2*n : (i/2+1)*n]; i%2 == 0 {
			m.montSquare(to, half, t)
		} else {
			m.montMul(to, table[(i-1)*n:i*n], table[n:2*n], t)
		}
	}

	i := (8*len(e) + window - 1) / window * window
	copy(v.l, m.one)
	for i > 0 {
		i -= window
		if i+window < 8*len(e) { // not the first window, which would square 1
			for range window {
				m.montSquare(v.l, v.l, t)
			}
		}
		lookup(power, table, bitsAt(e, i))
		m.montMul(v.l, v.l, power, t)
	}
	return v
}

// bitsAt returns the window of e that begins at bit i, counted from below. The
// last byte that it needs may be beyond e, which then is 0.
func bitsAt(e []byte, i int) uint64 {
	low := len(e) - 1 - i/8
	w := uint64(e[low])
	if low > 0 {
		w |= uint64(e[low-1]) << 8
	}
	return w >> (i % 8) & (1<<window - 1)
}

// lookup sets z to the entry of that index, reading all. Four limbs of it are
// collected at a time.
func lookup(z, table []uint64, index uint64) {
	var masks [1 << window]uint64
	for i := range masks {
		masks[i] = ct.Eq(uint64(i), index).Mask()
	}
	n := len(z)
	for i := 0; i < n; i += block {
		var r0, r1, r2, r3 uint64
		at := i
		for _, mask := range masks {
			x := (*[block]uint64)(table[at:])
			r0 |= mask & x[0]
			r1 |= mask & x[1]
			r2 |= mask & x[2]
			r3 |= mask & x[3]
			at += n
		}
		z[i], z[i+1], z[i+2], z[i+3] = r0, r1, r2, r3
	}
}

// ExpVarTime sets v = aᵉ. Its time depends on e, which must be public, such as the
// exponent of an RSA public key; not on a.
func (v *Element) ExpVarTime(a *Element, e uint64) *Element {
	v.mustMatch(a)
	m, n := v.m, len(v.l)
	t, x := make([]uint64, 2*n), make([]uint64, n)
	defer wipe(t)
	copy(x, m.one)
	for i := 63; i >= 0; i-- {
		if e>>i > 1 {
			m.montSquare(x, x, t)
		}
		switch {
		case e>>i == 1:
			copy(x, a.l)
		case e>>i&1 == 1:
			m.montMul(x, x, a.l, t)
		}
	}
	copy(v.l, x)
	wipe(x)
	return v
}

// InvertPrime sets v = 1/a for a prime m, and v = 0 for a = 0: by Fermat's little
// theorem 1/a = aᵐ⁻².
func (v *Element) InvertPrime(a *Element) *Element {
	two := Nat{[]uint64{2}}
	x := v.m.Nat()
	e, _ := x.Sub(&two)
	b := e.FillBytes(make([]byte, v.m.Size()))
	v.Exp(a, b)
	x.Wipe()
	e.Wipe()
	mem.Wipe(b)
	return v
}
