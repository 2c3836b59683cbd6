package compress

// The symbols of the two codes of a block, RFC 1951 §3.2.5: what their entries say, but for
// the bits of the code itself.
var (
	literalMeaning  = literals()
	distanceMeaning = distances()
)

func literals() (m [288]entry) {
	for i := range m {
		m[i] = noSymbol // 286 and 287
	}
	for i := range 256 {
		m[i] = kindLiteral | entry(i)<<16
	}
	m[256] = endOfBlock
	// 257 … 264 are lengths 3 … 10; then four symbols for each number of extra bits.
	base := 3
	for i := 257; i < 285; i++ {
		extra := max(0, (i-261)/4)
		m[i] = kindBase | entry(extra)<<4 | entry(base)<<16
		base += 1 << extra
	}
	m[285] = kindBase | maxMatch<<16
	return m
}

func distances() (m [32]entry) {
	for i := range m {
		m[i] = noSymbol // 30 and 31
	}
	// 0 … 3 are distances 1 … 4; then two symbols for each number of extra bits.
	base := 1
	for i := range 30 {
		extra := max(0, i/2-1)
		m[i] = kindBase | entry(extra)<<4 | entry(base)<<16
		base += 1 << extra
	}
	return m
}

// maxMatch is the longest repetition, in bytes.
const maxMatch = 258

// The symbols of the code in which the lengths of the other codes are written, RFC 1951
// §3.2.7: lengths 0 … 15, and repetitions of the one before, and of 0 twice.
var lengthMeaning = func() (m [19]entry) {
	for i := range m {
		m[i] = kindBase | entry(i)<<16
	}
	m[16] |= 2 << 4
	m[17] |= 3 << 4
	m[18] |= 7 << 4
	return m
}()

// lengthOrder is the order in which the lengths of that code are sent.
var lengthOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// The tables of the code that needs no sending, RFC 1951 §3.2.6.
var fixedLiterals, fixedDistances = func() (l, d table) {
	var lengths [288]uint8
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	if err := l.build(lengths[:], literalMeaning[:]); err != nil {
		panic(err)
	}
	for i := range 32 {
		lengths[i] = 5
	}
	if err := d.build(lengths[:32], distanceMeaning[:]); err != nil {
		panic(err)
	}
	return l, d
}()
