package argon2

import "testing"

func TestWipedMatrixIsEmpty(t *testing.T) {
	m := newMatrix(&Params{Variant: I, Memory: 16, Passes: 1, Lanes: 2})
	m.fillVarTime(new([64]byte))
	m.finish(make([]byte, 32))
	m.wipe()
	for i := range m.b {
		if m.b[i] != (block{}) {
			t.Errorf("block %d is left", i)
		}
	}
	if m.addresses != (block{}) || m.work != (block{}) {
		t.Error("a block beside the matrix is left")
	}
}

// TestReferencesStayAmongCandidates asks for the extremes of J₁, where the oldest and
// the newest candidate are, in each place of a matrix of two lanes with 4·3 columns.
func TestReferencesStayAmongCandidates(t *testing.T) {
	m := newMatrix(&Params{Memory: 24, Passes: 2, Lanes: 2})
	for _, c := range []struct {
		name           string
		pass           int64
		slice, k       int
		lane           uint64 // asked for
		l              int    // and got
		newest, oldest int
	}{
		{"the first that refers", 0, 0, 2, 0, 0, 0, 0},
		{"the first slice refers to no other lane", 0, 0, 2, 1, 0, 0, 0},
		{"a segment's first block, same lane", 0, 1, 0, 0, 0, 1, 0},
		{"a segment's first block, other lane", 0, 1, 0, 1, 1, 1, 0},
		{"a segment's second block, same lane", 0, 1, 1, 0, 0, 2, 0},
		{"a segment's second block, other lane", 0, 1, 1, 1, 1, 2, 0},
		{"the end of the first pass, same lane", 0, 3, 2, 0, 0, 9, 0},
		{"the end of the first pass, other lane", 0, 3, 2, 1, 1, 8, 0},
		{"the second pass begins, same lane", 1, 0, 0, 0, 0, 10, 3},
		{"the second pass begins, other lane", 1, 0, 0, 1, 1, 10, 3},
		{"the second pass goes on, same lane", 1, 0, 2, 0, 0, 0, 3},
		{"the end of the second pass, same lane", 1, 3, 2, 0, 0, 9, 0},
		{"the end of the second pass, other lane", 1, 3, 2, 1, 1, 8, 0},
	} {
		for j1, want := range map[uint64]int{0: c.newest, 0xffffffff: c.oldest} {
			l, z := m.referenceVarTime(c.pass, c.slice, 0, c.k, c.lane<<32|j1)
			if l != c.l || z != want {
				t.Errorf("%s, J₁ = %x: want %d, %d, got %d, %d", c.name, j1, c.l, want, l, z)
			}
		}
	}
}
