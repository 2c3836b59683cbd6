package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

// kindOf returns the kind of that name. A file of another version may have kinds that
// this program has not.
func kindOf(op string) *bench.Kind {
	for _, k := range bench.Kinds {
		if k.Name == op {
			return k
		}
	}
	return &bench.Kind{Name: op, Bench: op, Title: op}
}

// A fact is a line about the machine or the run.
type fact struct{ Name, Text string }

// facts describe the machine and the run.
func facts(f *bench.File) (list []fact) {
	m := &f.Machine
	add := func(name string, parts ...string) {
		parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
		if len(parts) > 0 {
			list = append(list, fact{name, strings.Join(parts, " · ")})
		}
	}
	commit := ""
	if f.Glassh.Commit != "" {
		commit = "commit " + f.Glassh.Commit
	}
	tags := ""
	if len(f.Glassh.Build.Tags) > 0 {
		tags = "tags " + strings.Join(f.Glassh.Build.Tags, ",")
	}
	add("glassh", f.Glassh.Version, commit, f.Glassh.Go, m.GOOS+"/"+m.GOARCH, tags, f.Mode)

	model := ""
	if m.Family != 0 {
		model = fmt.Sprintf("family %d model 0x%x stepping %d", m.Family, m.Model, m.Stepping)
	}
	pinned := ""
	if m.Pinned != nil {
		pinned = fmt.Sprintf("pinned to %d", *m.Pinned)
	}
	micro := m.Microarch
	if micro == m.CPU {
		micro = ""
	}
	add("cpu", m.CPU, micro, model, count(m.Threads, "thread"), pinned)
	features := strings.Join(m.Features, " ")
	if features == "" {
		features = "none that this program uses"
	}
	add("features", features)
	memory := ""
	if m.MemGiB > 0 {
		memory = fmt.Sprintf("%d GiB", m.MemGiB)
	}
	add("system", "vm "+or(m.VM, "unknown"), "governor "+pointed(m.Governor, func(s string) string { return s }),
		"turbo "+pointed(m.Turbo, onOff), "SMT "+pointed(m.SMT, onOff),
		"load "+pointed(m.Load, func(x float64) string { return fmt.Sprintf("%.1f", x) }), memory)
	add("counter", counter(m))
	add("checked", fmt.Sprintf("vectors %s: %d on all tiers, and %d comparisons with the portable code",
		f.SelfCheck.Vectors, f.SelfCheck.Count, f.SelfCheck.Agreed))
	return list
}

// counter says what cycles or ticks are here.
func counter(m *bench.Machine) string {
	switch m.CycleSource {
	case bench.SourcePerf:
		return "cycles of the core in user mode"
	case bench.SourceTSC:
		return fmt.Sprintf("ticks of the time stamp counter, %.0f MHz, which are not cycles of the core", float64(m.TSCHz)/1e6)
	}
	return "none for cycles here"
}

// pointed formats what a pointer points to, or says that it is unknown.
func pointed[T any](p *T, format func(T) string) string {
	if p == nil {
		return "unknown"
	}
	return format(*p)
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// notes say what figures mean, and why some are missing.
func notes(f *bench.File) (list []string) {
	type reason struct{ tier, why string }
	var order []reason
	algs := make(map[reason][]string)
	for _, u := range f.Unavailable {
		r := reason{u.Tier, u.Why}
		if algs[r] == nil {
			order = append(order, r)
		}
		algs[r] = append(algs[r], u.Alg)
	}
	for _, r := range order {
		list = append(list, fmt.Sprintf("– %s: %s (%s)", r.tier, r.why, strings.Join(algs[r], ", ")))
	}
	return append(list,
		"Times are medians of one operation on one thread, in memory only. MB/s are 10⁶ bytes a second.",
		"tier: of all families of kernels that the algorithm uses, or of each, with + between. selected: in use without a choice.",
		fmt.Sprintf("%s mode: %d samples of each row.", f.Mode, samples(f)))
}

func samples(f *bench.File) int {
	if len(f.Results) == 0 {
		return 0
	}
	return f.Results[0].N
}

// perByte is what is counted for one byte, and total for one operation: cycles or
// ticks.
func perByte(r *bench.Result) float64 { return r.CyclesPerByte + r.TicksPerByte }
func total(r *bench.Result) float64   { return r.Cycles + r.Ticks }

// speedup returns how many times as fast r is as the portable code, or 0 if that was
// not measured.
func speedup(f *bench.File, r *bench.Result) float64 {
	if g := f.Find(r.Op, r.Alg, generic, r.Size); g != nil {
		return g.NS.Median / r.NS.Median
	}
	return 0
}

const generic = "generic"

// ops returns the names of the operations in a file, in its order.
func ops(f *bench.File) (names []string) {
	for _, r := range f.Results {
		if !slices.Contains(names, r.Op) {
			names = append(names, r.Op)
		}
	}
	return names
}

// sizes returns the sizes of an operation in a file, in its order.
func sizes(f *bench.File, op string) (list []int) {
	for _, r := range f.Results {
		if r.Op == op && !slices.Contains(list, r.Size) {
			list = append(list, r.Size)
		}
	}
	slices.Sort(list)
	return list
}

// A line is an algorithm on a tier.
type line struct{ alg, tier string }

// lines returns those of an operation, in the order of the file.
func lines(f *bench.File, op string) (list []line) {
	for _, r := range f.Results {
		l := line{r.Alg, r.Tier}
		if r.Op == op && !slices.Contains(list, l) {
			list = append(list, l)
		}
	}
	return list
}

// fitOf returns the fit of a line, or nil.
func fitOf(f *bench.File, op string, l line) *bench.Fit {
	for i := range f.Fit {
		if t := &f.Fit[i]; t.Op == op && t.Alg == l.alg && t.Tier == l.tier {
			return t
		}
	}
	return nil
}
