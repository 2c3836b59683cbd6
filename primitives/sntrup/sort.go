package sntrup

// A keyList is 761 numbers to be sorted. Behind them stands 2³² − 1 seven times, and
// stays there: that makes it so long that all but the last two rounds work on groups
// of four.
type keyList [768]uint32

// sort sorts x in ascending order. Which entries are compared does not depend on
// them: it is K. E. Batcher's merge exchange (D. E. Knuth, "The Art of Computer
// Programming" 5.2.2, algorithm M).
//
// Before the round with distance d, each of the 2d subsequences x[i], x[i+2d],
// x[i+4d], … is sorted. The round makes d sorted subsequences x[i], x[i+d], … of
// them. It compares neighbours, x[i] with x[i+d]; and then x[i+d] with x[i+e], an odd
// number of places further in the same subsequence, for e from 512 down to 2d. Here
// and there i has the bit d clear.
func (x *keyList) sort() {
	for i := p; i < len(x); i++ {
		x[i] = 1<<32 - 1
	}
	for d := 512; d >= 4; d /= 2 {
		for i := 0; i+d < len(x); i += 2 * d {
			exchange(x[i:i+d], x[i+d:min(i+2*d, len(x))])
		}
		for e := 512; e > d; e /= 2 {
			for i := 0; i+e < len(x); i += 2 * d {
				exchange(x[i+d:i+2*d], x[i+e:min(i+e+d, len(x))])
			}
		}
	}

	// In the last two rounds the neighbouring x[i+d], or two such, meet all their
	// x[i+e] one after another. Where two i meet the same entry, the first does with
	// the greater e, and so before the second, as above.
	x.roundTwo()
	x.roundOne()
}

// roundTwo is the round with d = 2.
func (x *keyList) roundTwo() {
	for i := 0; i < len(x)-3; i += 4 {
		order(&x[i], &x[i+2])
		order(&x[i+1], &x[i+3])
	}
	greatest := 512
	for i := 0; i < len(x)-4; i += 4 {
		for i+greatest >= len(x) {
			greatest /= 2
		}
		a, b := x[i+2], x[i+3]
		for e := greatest; e > 2; e /= 2 {
			order(&a, &x[i+e])
			order(&b, &x[i+1+e])
		}
		x[i+2], x[i+3] = a, b
	}
}

// roundOne is the round with d = 1.
func (x *keyList) roundOne() {
	for i := 0; i < len(x)-1; i += 2 {
		order(&x[i], &x[i+1])
	}
	greatest := 512
	for i := 0; i < len(x)-4; i += 4 {
		for i+greatest >= len(x) {
			greatest /= 2
		}
		a, b := x[i+1], x[i+3]
		for e := greatest; e > 2; e /= 2 {
			order(&a, &x[i+e])
			order(&b, &x[i+2+e])
		}
		order(&a, &x[i+2])
		order(&b, &x[i+4])
		x[i+1], x[i+3] = a, b
	}
	// x[765] and x[766] are both 2³² − 1.
}

// exchange orders a[i] and b[i], along b, which is no longer than a and a multiple of
// four.
func exchange(a, b []uint32) {
	a = a[:len(b)]
	for i := 0; i < len(b)-3; i += 4 {
		order(&a[i], &b[i])
		order(&a[i+1], &b[i+1])
		order(&a[i+2], &b[i+2])
		order(&a[i+3], &b[i+3])
	}
}

// order exchanges x and y if x is greater.
func order(x, y *uint32) {
	d := int64(*y) - int64(*x)
	d &= d >> 63 // y − x if that is negative, else 0
	*x += uint32(d)
	*y -= uint32(d)
}
