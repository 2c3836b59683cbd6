package argon2

import "encoding/binary"

// slices is how many parts a lane has, SL in RFC 9106 §3.4. A segment is one of them.
const slices = 4

// A matrix is Argon2's memory: lanes of as many blocks each, a multiple of slices.
type matrix struct {
	params  *Params
	columns int     // blocks of a lane: q
	segment int     // blocks of a segment: q / slices
	b       []block // lane by lane: B[i][j] is b[i·columns + j]

	addresses block // for the segment that is being filled, if it needs them
	work      block // inside compress
}

// newMatrix allocates the memory, rounded down to whole segments: m' = 4p⌊m/4p⌋
// blocks, RFC 9106 §3.2 step 2.
func newMatrix(p *Params) *matrix {
	segment := int(p.Memory / (slices * p.Lanes))
	return &matrix{
		params:  p,
		columns: slices * segment,
		segment: segment,
		b:       make([]block, slices*segment*int(p.Lanes)),
	}
}

// lane returns the blocks of a lane.
func (m *matrix) lane(i int) []block { return m.b[i*m.columns:][:m.columns] }

// fillVarTime computes all blocks, RFC 9106 §3.2 steps 3 to 6. The segments of a slice
// could be computed in any order.
func (m *matrix) fillVarTime(h0 *[64]byte) {
	lanes := int(m.params.Lanes)
	for i := range lanes {
		for j := range 2 {
			var where [8]byte
			binary.LittleEndian.PutUint32(where[:], uint32(j))
			binary.LittleEndian.PutUint32(where[4:], uint32(i))
			m.lane(i)[j].setHash(h0[:], where[:])
		}
	}
	for pass := range int64(m.params.Passes) {
		for slice := range slices {
			for i := range lanes {
				m.segmentVarTime(pass, slice, i)
			}
		}
	}
}

// segmentVarTime computes the blocks of one segment in one pass:
//
//	B[i][j] = G(B[i][j−1], B[l][z])                in the first pass, without columns 0 and 1
//	B[i][j] = G(B[i][j−1], B[l][z]) ⊕ B[i][j]      later; the block before column 0 is the last
func (m *matrix) segmentVarTime(pass int64, slice, i int) {
	independent := m.params.Variant == I || m.params.Variant == ID && pass == 0 && slice < slices/2
	lane := m.lane(i)
	first := 0
	if pass == 0 && slice == 0 {
		first = 2
	}
	for k := first; k < m.segment; k++ {
		j := slice*m.segment + k
		before := &lane[(j+m.columns-1)%m.columns]
		pseudorandom := before[0]
		if independent { // RFC 9106 §3.4.1.2: not of the block's content
			if k == first || k%len(m.addresses) == 0 {
				m.makeAddresses(pass, slice, i, k/len(m.addresses)+1)
			}
			pseudorandom = m.addresses[k%len(m.addresses)]
		}
		l, z := m.referenceVarTime(pass, slice, i, k, pseudorandom)
		compress(&lane[j], before, &m.lane(l)[z], &m.work, pass > 0)
	}
}

// makeAddresses sets addresses = G(0, G(0, Z)), of which a word stands for J₁ and J₂ of
// one block: those of 128 blocks of a segment, which are number counter in it, from 1
// on. RFC 9106 §3.4.1.2.
func (m *matrix) makeAddresses(pass int64, slice, i, counter int) {
	z := block{
		uint64(pass), uint64(i), uint64(slice), uint64(len(m.b)),
		uint64(m.params.Passes), uint64(m.params.Variant), uint64(counter),
	}
	var zero block
	compress(&z, &zero, &z, &m.work, false)
	compress(&m.addresses, &zero, &z, &m.work, false)
}

// referenceVarTime maps the numbers J₁ and J₂, the halves of pseudorandom, to the block
// that block k of a segment refers to: B[l][z], RFC 9106 §3.4.2. Candidates are, from
// the oldest on,
//
//	the segments of lane l before this one, up to three of them, of this pass or the last
//	if l is this lane, also the blocks of this segment so far, and in all not the newest,
//	B[i][j−1]; if l is another lane and k is 0, not the newest either
//
// and recent ones are likelier: the distance from the newest goes with J₁².
func (m *matrix) referenceVarTime(pass int64, slice, i, k int, pseudorandom uint64) (l, z int) {
	j1, j2 := pseudorandom&0xffffffff, pseudorandom>>32
	l = int(j2 % uint64(m.params.Lanes))
	start, size := (slice+1)%slices*m.segment, (slices-1)*m.segment
	if pass == 0 { // The first slice refers to itself only.
		start, size = 0, slice*m.segment
		if slice == 0 {
			l = i
		}
	}
	if l == i {
		size += k - 1
	} else if k == 0 {
		size--
	}
	x := j1 * j1 >> 32
	y := uint64(size) * x >> 32
	return l, (start + size - 1 - int(y)) % m.columns
}

// finish makes the tag of the last column, RFC 9106 §3.2 step 7.
func (m *matrix) finish(tag []byte) {
	last := &m.work
	*last = block{}
	for i := range int(m.params.Lanes) {
		for w, x := range m.lane(i)[m.columns-1] {
			last[w] ^= x
		}
	}
	last.tag(tag)
}

// wipe overwrites all blocks with zeros.
//
//go:noinline
func (m *matrix) wipe() {
	clear(m.b)
	m.addresses, m.work = block{}, block{}
}
