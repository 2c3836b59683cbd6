// Package bigmod is arithmetic modulo a large odd number m, in constant time: the
// numbers of RSA and of Diffie-Hellman in MODP groups.
//
// A number is a row of 64-bit limbs, the least significant first. How many limbs
// it has is public, and the bit length of m is; what stands in them is not: no
// branch and no address depends on it.
//
// An [Element] a is kept in Montgomery's form, aR mod m with R = 2⁶⁴ⁿ, where a
// product needs no division. Reduction modulo m clears the low limbs of T
// instead of the high ones: for each of the n lowest in turn, it adds that
// multiple of m which makes the limb 0, and at the end drops n zero limbs, which
// is a division by R:
//
//	u = −T·m⁻¹ mod R           T + um ≡ 0 (mod R)
//	T/R ≡ (T + um)/R           below 2m for T < mR
//
//	aR · bR / R = abR          the product, in the same form
//
// P. L. Montgomery, "Modular multiplication without trial division", Mathematics
// of Computation 44 (1985).
//
// A [Nat] is a natural number of a stated length, without a modulus. It serves to
// make RSA keys and to check them, and is not fast.
//
// Every method of Element that computes has the form v.Op(a, b), sets v, and
// returns it. v may be any of the operands.
package bigmod
