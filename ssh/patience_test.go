package ssh

import "testing"

// TestLooksInVainGetRare has a peer answer at once for a while, then late, and at once again.
func TestLooksInVainGetRare(t *testing.T) {
	if mostLooks == 0 || cpus == 1 {
		t.Skip("nobody looks here")
	}
	var p patience
	looks := func(waits, left int) (n int) {
		for range waits {
			if p.begin() > 0 {
				p.end(left)
				n++
			}
		}
		return n
	}
	if n := looks(1000, mostLooks/2); n != 1000 {
		t.Errorf("answers come at once: %d looks of 1000", n)
	}
	if n := looks(1_000_000, 1); n < 900 || n > 1100 {
		t.Errorf("answers come late: %d looks in a million waits", n)
	}
	if n := looks(2*mostRest, mostLooks/2); n < mostRest {
		t.Errorf("answers come at once again: %d looks", n)
	}
	if looks(100, mostLooks) != 100 || p.next != leastRest {
		t.Error("what was there already says nothing")
	}
	p.rest = 0
	looking.Store(true)
	defer looking.Store(false)
	if p.begin() != 0 {
		t.Error("two look at once")
	}
}
