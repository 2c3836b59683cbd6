package aes

// sbox substitutes 64 bytes at once. q[i] holds bit i of each of them: bit n of
// q[i] is bit i of the n-th byte.
//
// The S-box is S(x) = A·x⁻¹ ⊕ 63, with the inverse in GF(2⁸) and a matrix A over
// GF(2) (FIPS 197 §5.1.1). This computes A·x⁻¹ and leaves the constant 63 to the
// round keys, which carry it from the start (see schedule.go).
//
// The circuit has 113 gates, 32 of them AND. It is the one by Boyar and Peralta
// ("A Small Depth-16 Circuit for the AES S-Box", SEC 2012, after "A New
// Combinational Logic Minimization Technique", SEA 2010), with their names: u is
// the input and s the output, both with the most significant bit first.
func sbox(q *[8]uint64) {
	u0, u1, u2, u3, u4, u5, u6, u7 := q[7], q[6], q[5], q[4], q[3], q[2], q[1], q[0]

	// Linear: change to a tower of fields, GF(((2²)²)²), and form the sums that
	// the multiplications below need.
	y14 := u3 ^ u5
	y13 := u0 ^ u6
	y9 := u0 ^ u3
	y8 := u0 ^ u5
	t0 := u1 ^ u2
	y1 := t0 ^ u7
	y4 := y1 ^ u3
	y12 := y13 ^ y14
	y2 := y1 ^ u0
	y5 := y1 ^ u6
	y3 := y5 ^ y8
	t1 := u4 ^ y12
	y15 := t1 ^ u5
	y20 := t1 ^ u1
	y6 := y15 ^ u7
	y10 := y15 ^ t0
	y11 := y20 ^ y9
	y7 := u7 ^ y11
	y17 := y10 ^ y11
	y19 := y10 ^ y8
	y16 := t0 ^ y11
	y21 := y13 ^ y16
	y18 := u0 ^ y16

	// The element of GF(2⁴) whose inverse is needed, as t21 … t24.
	t2 := y12 & y15
	t4 := y3&y6 ^ t2
	t6 := y4&u7 ^ t2
	t7 := y13 & y16
	t9 := y5&y1 ^ t7
	t11 := y2&y7 ^ t7
	t12 := y9 & y11
	t14 := y14&y17 ^ t12
	t16 := y8&y10 ^ t12
	t21 := t4 ^ y20 ^ t14
	t22 := t6 ^ t16 ^ y19
	t23 := t9 ^ t14 ^ y21
	t24 := t11 ^ t16 ^ y18

	// Its inverse, as t29, t33, t37, t40, and the sums of those.
	t25 := t21 ^ t22
	t26 := t21 & t23
	t27 := t24 ^ t26
	t29 := t25&t27 ^ t22
	t30 := t23 ^ t24
	t31 := t22 ^ t26
	t33 := t31&t30 ^ t24
	t34 := t23 ^ t33
	t36 := t24 & (t27 ^ t33)
	t37 := t36 ^ t34
	t38 := t27 ^ t36
	t40 := t25 ^ t29&t38
	t41 := t40 ^ t37
	t42 := t29 ^ t33
	t43 := t29 ^ t40
	t44 := t33 ^ t37
	t45 := t42 ^ t41

	// Times both halves of the input: the inverse in GF(2⁸).
	z0 := t44 & y15
	z1 := t37 & y6
	z2 := t33 & u7
	z3 := t43 & y16
	z4 := t40 & y1
	z5 := t29 & y7
	z6 := t42 & y11
	z7 := t45 & y17
	z8 := t41 & y10
	z9 := t44 & y12
	z10 := t37 & y3
	z11 := t33 & y4
	z12 := t43 & y13
	z13 := t40 & y5
	z14 := t29 & y2
	z15 := t42 & y9
	z16 := t45 & y14
	z17 := t41 & y8

	// Linear: back from the tower, and A.
	c1 := z15 ^ z16
	c2 := z10 ^ c1
	c3 := z9 ^ c2
	c4 := z0 ^ z2
	c5 := z1 ^ z0
	c6 := z3 ^ z4
	c7 := z12 ^ c4
	c8 := z7 ^ c6
	c9 := z8 ^ c7
	c10 := c8 ^ c9
	c11 := c6 ^ c5
	c12 := z3 ^ z5
	c13 := z13 ^ c1
	c14 := c4 ^ c12
	s3 := c3 ^ c11
	c16 := z6 ^ c8
	c17 := z14 ^ c10
	c18 := c13 ^ c14
	c20 := z15 ^ c16
	c21 := c2 ^ z11

	q[7] = c3 ^ c16        // s0
	q[6] = s3 ^ c16        // s1
	q[5] = c17 ^ c20 ^ z17 // s2
	q[4] = s3
	q[3] = c14 ^ s3  // s4
	q[2] = c21 ^ c17 // s5
	q[1] = c10 ^ c18 // s6
	q[0] = z12 ^ c18 // s7
}

// invSbox undoes sbox on bytes that the caller has already added 63 to, as the
// round keys do.
//
// With S'(x) = A·x⁻¹ the inverse is S'⁻¹(y) = (A⁻¹y)⁻¹, and since x⁻¹ = A⁻¹·S'(x)
// the forward circuit serves: S'⁻¹(y) = A⁻¹ · S'(A⁻¹y).
func invSbox(q *[8]uint64) {
	invAffine(q)
	sbox(q)
	invAffine(q)
}

// invAffine multiplies by A⁻¹. FIPS 197 §5.3.2: bit i of the result is the sum of
// the bits i+2, i+5 and i+7, mod 8.
func invAffine(q *[8]uint64) {
	q0, q1, q2, q3, q4, q5, q6, q7 := q[0], q[1], q[2], q[3], q[4], q[5], q[6], q[7]
	q[0] = q2 ^ q5 ^ q7
	q[1] = q3 ^ q6 ^ q0
	q[2] = q4 ^ q7 ^ q1
	q[3] = q5 ^ q0 ^ q2
	q[4] = q6 ^ q1 ^ q3
	q[5] = q7 ^ q2 ^ q4
	q[6] = q0 ^ q3 ^ q5
	q[7] = q1 ^ q4 ^ q6
}
