package bench

import (
	"math"
	"runtime"
	"time"
)

// time runs n steps and returns what one took.
func (c *Clock) time(step func() []byte, n int) Sample {
	start := c.read()
	for range n {
		step()
	}
	end := c.read()
	return Sample{
		Iterations: n,
		NS:         float64(end.at-start.at) / float64(n),
		Count:      float64(end.count-start.count) / float64(n),
	}
}

// calibrate finds how many steps take about as long as target. Trying that out, it
// runs them for at least as long, which brings code, data and clock rate to where
// they stay.
func (c *Clock) calibrate(step func() []byte, target time.Duration) (n int) {
	const most = 1 << 30
	n = 1
	for {
		took := time.Duration(c.time(step, n).NS * float64(n))
		if took >= target || n >= most {
			break
		}
		// A first run may be much slower than the rest: go in steps of a hundred at most.
		next := 100 * n
		if took > 0 {
			next = min(next, int(1.2*float64(n)*float64(target)/float64(took))+1)
		}
		n = min(next, most)
	}
	took := c.time(step, n).NS * float64(n)
	return max(1, int(float64(n)*float64(target)/max(took, 1)))
}

// allocations returns what one step allocates. What other goroutines allocate meanwhile
// must not count: less than one in n is rounded off, and the least of three tries holds.
func allocations(step func() []byte, n int) (count, size uint64) {
	count, size = math.MaxUint64, math.MaxUint64
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range n {
			step()
		}
		runtime.ReadMemStats(&after)
		count = min(count, (after.Mallocs-before.Mallocs)/uint64(n))
		size = min(size, (after.TotalAlloc-before.TotalAlloc)/uint64(n))
	}
	if count == 0 {
		return 0, 0
	}
	return count, size
}

// A row is measured for one Result.
type row struct {
	op      *Operation
	plan    *Plan
	size    int
	step    func() []byte
	n       int // iterations of a sample
	samples []Sample

	allocs, allocBytes uint64
}

// measure takes samples of rows that differ in the plan only, by turns.
func measure(c *Clock, rows []*row, samples int, target time.Duration) {
	for _, r := range rows {
		restore := r.plan.force()
		r.step = r.op.prepare(r.size)
		r.n = c.calibrate(r.step, target)
		r.allocs, r.allocBytes = allocations(r.step, min(r.n, 10))
		restore()
	}
	for range samples {
		for _, r := range rows {
			// Objects keep the tier that they were made with, but some operations make objects.
			restore := r.plan.force()
			r.samples = append(r.samples, c.time(r.step, r.n))
			restore()
		}
	}
}

// result summarizes the samples.
func (r *row) result(source Source) Result {
	var times, counts []float64
	for _, s := range r.samples {
		times, counts = append(times, s.NS), append(counts, s.Count)
	}
	ns, count := summarize(times), summarize(counts).Median
	res := Result{
		Op: r.op.Name, Alg: r.op.Alg, Tier: r.plan.String(), Sets: r.plan.sets(), Selected: r.plan.Selected, Size: r.size,
		N: len(r.samples), Allocs: r.allocs, AllocBytes: r.allocBytes, Bimodal: bimodal(times), Samples: r.samples,
		NS: Summary{Min: round(ns.Min, 5), Q1: round(ns.Q1, 5), Median: round(ns.Median, 5), Q3: round(ns.Q3, 5), Max: round(ns.Max, 5)},
	}
	if r.size > 0 {
		res.BytesPerSecond = round(float64(r.size)/ns.Median*1e9, 5)
	}
	perByte := func() float64 {
		if r.size == 0 {
			return 0
		}
		return round(count/float64(r.size), 4)
	}
	switch source {
	case SourcePerf:
		res.Cycles, res.CyclesPerByte = round(count, 5), perByte()
	case SourceTSC:
		res.Ticks, res.TicksPerByte = round(count, 5), perByte()
	}
	return res
}
