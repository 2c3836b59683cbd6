package bench

import (
	"time"

	"github.com/glassh/glassh/asm/x86"
)

// A Source says what is counted beside the time.
type Source string

// What can be counted. Only a performance counter counts cycles of the core; a time
// stamp counter ticks at a rate of its own.
const (
	SourcePerf Source = "perf" // cycles in user mode, from perf_event_open(2)
	SourceTSC  Source = "tsc"  // ticks, from RDTSC
	SourceNone Source = "none"
)

// Unit names what is counted, for a column: "cycles", "ticks" or "".
func (s Source) Unit() string {
	switch s {
	case SourcePerf:
		return "cycles"
	case SourceTSC:
		return "ticks"
	}
	return ""
}

// A Clock measures one thread, the one that opened it.
type Clock struct {
	Source Source
	now    func() time.Duration // since any moment
	count  func() uint64
	close  func()
}

// A moment is one reading of a Clock.
type moment struct {
	at    time.Duration
	count uint64
}

func (c *Clock) read() moment { return moment{c.now(), c.count()} }

// OpenClock returns the best clock that there is here. The caller has locked its
// goroutine to the thread.
func OpenClock() *Clock {
	c := &Clock{Source: SourceNone, now: stopwatch(), count: func() uint64 { return 0 }, close: func() {}}
	if count, done, ok := openCycles(); ok {
		c.Source, c.count, c.close = SourcePerf, count, done
	} else if x86.Available {
		c.Source, c.count = SourceTSC, x86.Ticks
	}
	return c
}

// Close gives back what OpenClock took.
func (c *Clock) Close() { c.close() }
