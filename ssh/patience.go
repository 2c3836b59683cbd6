package ssh

import (
	"runtime"
	"sync/atomic"
)

// A patience says how often to look for input before waiting for it: to wait, and to be
// woken, may cost more than what the peer needs for an answer. Who got one while he looked
// does so again; who did not leaves it for a while, which gets longer.
type patience struct {
	rest int // waits without looking, still to come
	next int // after the next look that is in vain
}

const (
	leastRest = 8
	mostRest  = 1 << 10
)

// looking is held by who looks. He has a CPU for himself, so there is one in a process, and
// none where that is the only CPU: it may be the peer's, too.
var looking atomic.Bool

var cpus = runtime.NumCPU()

// begin returns how often to look. Behind a number above 0 comes end.
func (p *patience) begin() int {
	switch {
	case p.rest > 0:
		p.rest--
		return 0
	case mostLooks == 0 || cpus == 1 || !looking.CompareAndSwap(false, true):
		return 0
	}
	return mostLooks
}

// end is told how many looks are left, of those that begin returned: the last one is not
// made, there is a wait in its place.
func (p *patience) end(left int) {
	looking.Store(false)
	switch left {
	case mostLooks: // there was something at once
	case 1:
		p.rest = p.next
		p.next = min(max(2*p.next, leastRest), mostRest)
	default:
		p.next = leastRest
	}
}
