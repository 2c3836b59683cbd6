package p256

// ScalarMult sets p = kq, in constant time. k must not be 0.
//
// With q, 3q, 5q, … 31q in a table, it takes the odd digits dᵢ of k from the top:
// five doublings and an addition for each. No addition but the last can meet the
// cases that the addition law leaves out. Before dᵢ is added to it, the sum is 32m
// times q with m = ⌊k/32ⁱ⁺¹⌋ | 1, and
//
//	32m ± dᵢ ≠ 0       because dᵢ is odd
//	32m ± dᵢ < n       for i > 0, because m < k/1024 + 1 then
//
// so that 32m·q is neither dᵢq nor its opposite, q having the prime order n. At the
// end 32m + d₀ = k, which is not a multiple of n, but 32m − d₀ may be n: that is, the
// two may be equal. (They are on P-384 for k = n − 38, and so for the even k = 38.)
func (p *Point) ScalarMult(k *Scalar, q *Point) *Point {
	var odd [16]jacobian
	var twice jacobian
	odd[0].fromAffine(q)
	twice.double(&odd[0])
	for i := 1; i < len(odd); i++ {
		odd[i].add(&odd[i-1], &twice)
	}

	d, negated := k.digits()
	var sum, addend jacobian
	sum.choose(&odd, d[windows-1])
	for i := windows - 2; i >= 0; i-- {
		for range 5 {
			sum.double(&sum)
		}
		addend.choose(&odd, d[i])
		if i > 0 {
			sum.add(&sum, &addend)
		} else {
			sum.addOrDouble(&sum, &addend)
		}
	}
	sum.toAffine(p)
	p.negateIf(negated)
	return p
}

// rows is how many rows the table of the base point has.
const rows = (windows + interleave - 1) / interleave

// ScalarBaseMult sets p = kB with the base point B, in constant time. k must not
// be 0.
//
// Row r of the table holds 1, 3, 5, … 31 times 32^(gr)·B, where g is interleave. So
// the digits d₀, d_g, d₂g, … of k need no doubling, and the others few:
//
//	kB = Σ_r d_{gr}(32^{gr}B) + 32 (Σ_r d_{gr+1}(32^{gr}B) + 32 (…))
//
// No addition but the last can meet the cases that the addition law leaves out. When
// v = dᵢ·32^{gr} is added to the sum u, one of the two is odd and the other is even, since
// digits are odd: the sum ends in a digit if r > 0, and in a factor of 32 if r = 0. So
// u ± v ≠ 0. And |u| + |v| < n: all digits but the one that comes last, of index t, make
// together at most 2^bitLen − 1 − 31·32ᵗ, and n is nearer to 2^bitLen than that. (While
// the inner sums are taken, it is less by a factor of 32.) In the last addition u + v = k,
// which is not a multiple of n, but the two may be equal: for some k = 2v and n + 2v they
// are.
func (p *Point) ScalarBaseMult(k *Scalar) *Point {
	d, negated := k.digits()
	var sum, last jacobian
	var addend Point
	addend.choose(&baseTable[0], d[interleave-1])
	sum.fromAffine(&addend)
	for j := interleave - 1; j >= 0; j-- {
		for r := range rows {
			switch i := interleave*r + j; {
			case i >= windows || i == interleave-1: // none, or the first
			case i == interleave*(rows-1):
				addend.choose(&baseTable[r], d[i])
				sum.addOrDouble(&sum, last.fromAffine(&addend))
			default:
				addend.choose(&baseTable[r], d[i])
				sum.addAffine(&sum, &addend)
			}
		}
		if j > 0 {
			for range 5 {
				sum.double(&sum)
			}
		}
	}
	sum.toAffine(p)
	p.negateIf(negated)
	return p
}
