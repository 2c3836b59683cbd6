package bench

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/glassh/glassh/asm/x86"
)

// ErrNothing says that nothing of what was chosen runs here.
var ErrNothing = errors.New("nothing to measure")

// Progress is told how far a run is: it is checking if total is 0.
type Progress func(done, total int, what string)

// Run checks, measures, and describes the machine. version is that of the program.
// Its error is ErrNothing, or tells which check failed: then nothing was measured.
func (j *Job) Run(version string, progress Progress) (*File, error) {
	if j.Rows() == 0 {
		return nil, ErrNothing
	}
	runtime.LockOSThread() // a counter of cycles counts those of a thread
	defer runtime.UnlockOSThread()
	clock := OpenClock()
	defer clock.Close()

	f := &File{
		Schema: Schema, Created: time.Now().UTC().Format(time.RFC3339),
		Glassh: program(version), Machine: ThisMachine(), Mode: j.mode.Name,
		Results: []Result{}, Unavailable: append([]Unavailable{}, j.unavailable...),
	}
	f.Machine.CycleSource = clock.Source
	f.Fingerprint = f.Machine.Fingerprint()

	progress(0, 0, "checking")
	start, startTicks := time.Now(), x86.Ticks()
	var err error
	if f.SelfCheck, err = j.check(); err != nil {
		return nil, fmt.Errorf("the self-check failed, nothing was measured: %w", err)
	}
	f.Results = append(f.Results, j.measure(clock, progress)...)
	if x86.Available {
		const mega = 1e6
		f.Machine.TSCHz = uint64(float64(x86.Ticks()-startTicks)/time.Since(start).Seconds()/mega+0.5) * mega
	}
	f.Fit = append([]Fit{}, fits(f.Results)...)
	f.Warnings = append(append([]string{}, f.Machine.warnings()...), doubts(f.Results)...)
	return f, nil
}

// program describes the build, without what would tell where it was made.
func program(version string) Program {
	p := Program{Version: version, Go: runtime.Version(), Build: Build{Tags: []string{}}}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return p
	}
	modified := ""
	for _, s := range info.Settings {
		switch s.Key {
		case "-tags":
			p.Build.Tags = strings.FieldsFunc(s.Value, func(r rune) bool { return r == ',' || r == ' ' })
			p.Build.PureGo = slices.Contains(p.Build.Tags, "purego")
		case "vcs.revision":
			p.Commit = s.Value[:min(len(s.Value), 12)]
		case "vcs.modified":
			if s.Value == "true" {
				modified = "+changes"
			}
		}
	}
	if p.Commit != "" {
		p.Commit += modified
	}
	return p
}

// check runs the vectors of all operations on all their plans, and compares what
// each plan computes, at each size, with what the portable code does.
func (j *Job) check() (SelfCheck, error) {
	result := SelfCheck{Vectors: "passed"}
	checked := make(map[string]bool)
	for _, g := range j.groups {
		portable := portablePlan(g.op)
		want := g.output(portable)
		for _, p := range g.plans {
			for _, name := range g.op.checks {
				if key := fmt.Sprint(name, p.sets()); !checked[key] {
					checked[key] = true
					restore := p.force()
					n, err := vectorChecks[name]()
					restore()
					if err != nil {
						return SelfCheck{}, fmt.Errorf("%s, tier %v: %w", name, p, err)
					}
					result.Count += n
				}
			}
			if slices.Equal(p.tiers, portable.tiers) || want == nil {
				continue
			}
			if got := g.output(p); !bytes.Equal(want, got) {
				return SelfCheck{}, fmt.Errorf("%s %s of %d bytes: the tiers %v and %v differ", g.op.Name, g.op.Alg, g.size, portable, p)
			}
			result.Agreed++
		}
	}
	return result, nil
}

// portablePlan has every family on its last tier, the generic one.
func portablePlan(op *Operation) *Plan {
	p := &Plan{}
	for _, s := range setsOf(op.Sets) {
		p.tiers = append(p.tiers, choice{s, s.Impls[len(s.Impls)-1].Tier})
	}
	return p
}

// output is what the first step computes.
func (g *group) output(p *Plan) []byte {
	defer p.force()()
	return bytes.Clone(g.op.prepare(g.size)())
}

func (j *Job) measure(clock *Clock, progress Progress) (results []Result) {
	total, done := j.Rows(), 0
	// Calibration takes two samples more.
	target := j.mode.budget / time.Duration(total*(j.mode.Samples+2))
	target = min(max(target, time.Millisecond), j.mode.longest)
	for _, g := range j.groups {
		runtime.GC()
		var rows []*row
		for _, p := range g.plans {
			rows = append(rows, &row{op: g.op, plan: p, size: g.size})
		}
		progress(done, total, g.op.Name+" "+g.op.Alg)
		measure(clock, rows, j.mode.Samples, target)
		done += len(rows)
		for _, r := range rows {
			results = append(results, r.result(clock.Source))
		}
	}
	progress(total, total, "")
	return results
}

// noisy is the distance of the quartiles from which a row counts as noisy.
const noisy = 0.05

// doubts says what about the results should not be trusted.
func doubts(results []Result) (list []string) {
	var wide, heaps int
	for _, r := range results {
		if r.NS.Spread() > noisy {
			wide++
		}
		if r.Bimodal {
			heaps++
		}
	}
	if 4*wide > len(results) {
		list = append(list, fmt.Sprintf("noisy: in %d of %d rows the quartiles are more than %d%% apart", wide, len(results), int(100*noisy)))
	}
	if heaps > 0 {
		list = append(list, fmt.Sprintf("in %d of %d rows the samples fall into two heaps: the core or its clock rate changed, or another program ran", heaps, len(results)))
	}
	return list
}
