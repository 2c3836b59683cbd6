package bench

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/asm"
)

// A fakeClock moves only when a step says so.
type fakeClock struct {
	at    time.Duration
	steps int
}

func (f *fakeClock) clock() *Clock {
	return &Clock{
		Source: SourceTSC, close: func() {},
		now:   func() time.Duration { return f.at },
		count: func() uint64 { return uint64(3 * f.at) }, // 3 GHz
	}
}

// step takes that long.
func (f *fakeClock) step(took time.Duration) func() []byte {
	return func() []byte { f.at += took; f.steps++; return nil }
}

func TestCalibrationFillsTheSample(t *testing.T) {
	const target = 10 * time.Millisecond
	for _, took := range []time.Duration{1, 7, 500, 12345, time.Millisecond, 9 * time.Millisecond, target, time.Second} {
		f := new(fakeClock)
		n := f.clock().calibrate(f.step(took), target)
		if total := time.Duration(n) * took; n != 1 && (total < target/2 || total > 2*target) || n < 1 {
			t.Errorf("%v: %d iterations take %v", took, n, total)
		}
		if spent := f.at; spent > 4*target+2*took {
			t.Errorf("%v: the calibration took %v", took, spent)
		}
	}
	// A coarse clock shows no time at all for the first tries.
	f := new(fakeClock)
	coarse := f.clock()
	coarse.now = func() time.Duration { return f.at.Truncate(time.Millisecond) }
	if n := coarse.calibrate(f.step(time.Microsecond), target); n < 5000 || n > 20000 {
		t.Errorf("a coarse clock: %d iterations of a microsecond", n)
	}
}

func TestRowsOfAGroupTakeTurns(t *testing.T) {
	sets := []*asm.Set{{Name: "fake", Impls: []asm.Impl{{Tier: asm.AVX2}, {Tier: asm.SSSE3}, {Tier: asm.Generic}}}}
	f := new(fakeClock)
	var order []asm.Tier // of the steps, without repetitions
	op := &Operation{Kind: hash, Alg: "fake", Sets: []string{"fake"}, prepare: func(size int) func() []byte {
		tier := sets[0].Active()
		step := f.step(map[asm.Tier]time.Duration{asm.AVX2: 1000, asm.SSSE3: 2000, asm.Generic: 4000}[tier])
		return func() []byte {
			if sets[0].Active() != tier {
				t.Errorf("a step of %v runs while %v is in force", tier, sets[0].Active())
			}
			if len(order) == 0 || order[len(order)-1] != tier {
				order = append(order, tier)
			}
			return step()
		}
	}}
	var rows []*row
	for _, p := range plans(sets) {
		rows = append(rows, &row{op: op, plan: p, size: 1024})
	}
	measure(f.clock(), rows, 3, time.Millisecond)
	round := []asm.Tier{asm.Generic, asm.SSSE3, asm.AVX2}
	if diff := cmp.Diff(append(append(append(round[:3:3], round...), round...), round...), order); diff != "" {
		t.Errorf("calibration and three rounds (-want +got):\n%s", diff)
	}
	if sets[0].Active() != asm.Generic {
		t.Errorf("%v is still in force", sets[0].Active())
	}

	want := Result{
		Op: "hash", Alg: "fake", Tier: "avx2", Sets: map[string]string{"fake": "avx2"}, Size: 1024, N: 3,
		NS: Summary{1000, 1000, 1000, 1000, 1000}, BytesPerSecond: 1024e6, Ticks: 3000, TicksPerByte: 2.93,
	}
	got := rows[2].result(SourceTSC)
	for _, s := range got.Samples {
		if s.NS != 1000 || s.Count != 3000 || s.Iterations < 500 || s.Iterations > 2000 {
			t.Errorf("got the sample %+v", s)
		}
	}
	got.Samples = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	perf := rows[2].result(SourcePerf)
	if perf.Cycles != 3000 || perf.CyclesPerByte != 2.93 || perf.Ticks != 0 || perf.TicksPerByte != 0 {
		t.Errorf("with a counter of cycles: got %+v", perf)
	}
	none := rows[2].result(SourceNone)
	if none.Cycles != 0 || none.CyclesPerByte != 0 || none.Ticks != 0 || none.TicksPerByte != 0 {
		t.Errorf("without a counter: got %+v", none)
	}
}

func TestAllocationsAreCounted(t *testing.T) {
	var keep []byte
	count, size := allocations(func() []byte { keep = make([]byte, 4096); return keep }, 10)
	if count != 1 || size < 4096 || size > 8192 { // and what the runtime may need
		t.Errorf("want one allocation of 4096 bytes, got %d, %d bytes", count, size)
	}
	if count, size = allocations(func() []byte { return keep }, 10); count != 0 || size != 0 {
		t.Errorf("want none, got %d, %d bytes", count, size)
	}
}

func TestTheClockOfThisMachineMoves(t *testing.T) {
	c := OpenClock()
	defer c.Close()
	before := c.read()
	for i := range 1 << 16 {
		kept = i
	}
	after := c.read()
	if after.at <= before.at || after.count <= before.count && c.Source != SourceNone {
		t.Errorf("%s: from %v to %v", c.Source, before, after)
	}
	if (c.Source.Unit() == "") != (c.Source == SourceNone) {
		t.Errorf("%s counts %q", c.Source, c.Source.Unit())
	}
}
