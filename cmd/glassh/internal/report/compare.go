package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

// A Side is one of the two files of a comparison.
type Side struct {
	Name string // what to call it
	File *bench.File
}

// A Filter says which rows to compare. An empty list stands for all.
type Filter struct {
	Ops, Algs []string
	Sizes     []int
}

// A comparison is what Compare works on.
type comparison struct {
	a, b   Side
	filter Filter
	mark   string // behind each ratio
}

// Compare writes how many times as fast b is as a: each tier with the same tier, and
// then the best of both. Where the quartiles of the two overlap there is no ratio but
// "no change". Beside the speed, which is what a user feels, stand the cycles or
// ticks of a byte, which compare the designs whatever their clock rates.
//
// Its error names what the filter wants and neither file has.
func Compare(w io.Writer, a, b Side, filter Filter) error {
	c := &comparison{a: a, b: b, filter: filter}
	if err := c.validate(); err != nil {
		return err
	}
	if a.File.Glassh.Go != b.File.Glassh.Go {
		c.mark = " *"
	}
	var head grid
	for i, s := range []Side{a, b} {
		m := &s.File.Machine
		head.add(string(rune('A'+i)), s.Name, or(m.CPU, "unknown CPU"), m.Microarch, m.GOOS+"/"+m.GOARCH,
			"glassh "+s.File.Glassh.Version, s.File.Glassh.Go, s.File.Mode)
	}
	head.write(w)

	same, missing := c.sameTier()
	if len(same) > 0 {
		c.table(w, "The same tier", same, false)
	}
	best := c.best()
	if len(best) > 0 {
		c.table(w, "The best tier of each", best, true)
	}
	fmt.Fprintln(w)
	for _, text := range append(c.remarks(), missing...) {
		fmt.Fprintln(w, printable(text))
	}
	return nil
}

// validate finds names of a filter that are in neither file.
func (c *comparison) validate() error {
	var ops, algs []string
	var sizes []int
	for _, r := range append(slices.Clone(c.a.File.Results), c.b.File.Results...) {
		ops, algs, sizes = append(ops, r.Op), append(algs, r.Alg), append(sizes, r.Size)
	}
	for _, list := range []struct {
		what         string
		names, exist []string
	}{{"operation", c.filter.Ops, ops}, {"algorithm", c.filter.Algs, algs}} {
		slices.Sort(list.exist)
		for _, name := range list.names {
			if !slices.Contains(list.exist, name) {
				return fmt.Errorf("neither file has the %s %q; there are %s", list.what, name, printable(strings.Join(slices.Compact(list.exist), ", ")))
			}
		}
	}
	slices.Sort(sizes)
	sizes = slices.DeleteFunc(slices.Compact(sizes), func(n int) bool { return n == 0 })
	for _, size := range c.filter.Sizes {
		if !slices.Contains(sizes, size) {
			return fmt.Errorf("neither file has the size %d; there are %s", size, strings.Trim(fmt.Sprint(sizes), "[]"))
		}
	}
	return nil
}

// chosen reports whether the filter lets a row through.
func (c *comparison) chosen(r *bench.Result) bool {
	return (len(c.filter.Ops) == 0 || slices.Contains(c.filter.Ops, r.Op)) &&
		(len(c.filter.Algs) == 0 || slices.Contains(c.filter.Algs, r.Alg)) &&
		(len(c.filter.Sizes) == 0 || slices.Contains(c.filter.Sizes, r.Size))
}

// A pair is a row of both files.
type pair struct{ a, b *bench.Result }

// sameTier pairs the rows that differ in nothing but the file, and says why others
// have no partner: each reason once, with what it is the reason for.
func (c *comparison) sameTier() (pairs []pair, missing []string) {
	var order []string
	without := make(map[string][]string)
	add := func(side string, f *bench.File, r *bench.Result) {
		what, why := lack(side, f, r)
		if without[why] == nil {
			order = append(order, why)
		}
		if !slices.Contains(without[why], what) {
			without[why] = append(without[why], what)
		}
	}
	for i := range c.a.File.Results {
		a := &c.a.File.Results[i]
		if !c.chosen(a) {
			continue
		}
		if b := c.b.File.Find(a.Op, a.Alg, a.Tier, a.Size); b != nil {
			pairs = append(pairs, pair{a, b})
		} else {
			add("B", c.b.File, a)
		}
	}
	for i := range c.b.File.Results {
		b := &c.b.File.Results[i]
		if c.chosen(b) && c.a.File.Find(b.Op, b.Alg, b.Tier, b.Size) == nil {
			add("A", c.a.File, b)
		}
	}
	for _, why := range order {
		missing = append(missing, fmt.Sprintf("N/A  %s: %s", why, strings.Join(without[why], ", ")))
	}
	return pairs, missing
}

// lack says what of a row a file does not have, and why.
func lack(side string, f *bench.File, r *bench.Result) (what, why string) {
	has := func(same func(o bench.Result) bool) bool { return slices.ContainsFunc(f.Results, same) }
	if !has(func(o bench.Result) bool { return o.Op == r.Op && o.Alg == r.Alg }) {
		return r.Op + " " + r.Alg, "not measured in " + side
	}
	if has(func(o bench.Result) bool { return o.Alg == r.Alg && o.Tier == r.Tier }) {
		return fmt.Sprintf("%s %s of %s bytes", r.Op, r.Alg, sizeOf(r)), "not measured in " + side
	}
	what = r.Alg + " on " + r.Tier
	// The name of a plan holds the tier that the machine lacks, and maybe others.
	for _, u := range f.Unavailable {
		if u.Alg == r.Alg && slices.Contains(strings.Split(r.Tier, "+"), u.Tier) {
			return what, side + ": " + u.Why
		}
	}
	if f.Glassh.Build.PureGo {
		return what, side + " was built without kernels"
	}
	return what, fmt.Sprintf("%s has no such tier (%s)", side, or(f.Machine.GOARCH, "unknown architecture"))
}

// best pairs the fastest rows of both files for each operation, algorithm and size.
func (c *comparison) best() (pairs []pair) {
	type key struct {
		op, alg string
		size    int
	}
	fastest := func(f *bench.File) (order []key, m map[key]*bench.Result) {
		m = make(map[key]*bench.Result)
		for i := range f.Results {
			r := &f.Results[i]
			k := key{r.Op, r.Alg, r.Size}
			if m[k] == nil {
				order = append(order, k)
			}
			if m[k] == nil || r.NS.Median < m[k].NS.Median {
				m[k] = r
			}
		}
		return order, m
	}
	order, a := fastest(c.a.File)
	_, b := fastest(c.b.File)
	for _, k := range order {
		if b[k] != nil && c.chosen(a[k]) {
			pairs = append(pairs, pair{a[k], b[k]})
		}
	}
	return pairs
}

// table writes pairs, and the geometric mean of their ratios. The sides of a pair
// have tiers of their own, or the same.
func (c *comparison) table(w io.Writer, title string, pairs []pair, tiers bool) {
	per := func(s Side) string {
		if unit := s.File.Machine.CycleSource.Unit(); unit != "" {
			return unit + "/B"
		}
		return "–"
	}
	g := grid{right: columns("llrlrrrrrl"), least: []int{16}, span: 2}
	head := []string{title, "", "bytes", "tier", "A MB/s", per(c.a), "B MB/s", per(c.b), "B vs A", ""}
	if tiers {
		g.right = columns("llrlrrlrrrl")
		head[3] = "A tier"
		head = slices.Insert(head, 6, "B tier")
	}
	g.add(head...)
	var ratios []float64
	var changed int
	last := ""
	for _, p := range pairs {
		op := "  " + p.a.Op
		if p.a.Op == last {
			op = ""
		}
		last = p.a.Op
		r := bench.Speedup(p.a.NS, p.b.NS)
		ratios = append(ratios, r.Value)
		verdict, interval := "no change", ""
		if r.Changed {
			changed++
			verdict, interval = times(r.Value)+c.mark, fmt.Sprintf("± %.2f", r.PlusMinus)
		}
		row := []string{op, p.a.Alg, sizeOf(p.a), p.a.Tier, speed(p.a), orDash(perUnit(p.a)), speed(p.b), orDash(perUnit(p.b)), verdict, interval}
		if tiers {
			row = slices.Insert(row, 6, p.b.Tier)
		}
		g.add(row...)
	}
	fmt.Fprintln(w)
	g.write(w)
	fmt.Fprintf(w, "  geomean (%s, %d changed)  %s%s\n", count(len(ratios), "row"), changed, times(bench.GeoMean(ratios)), c.mark)
}

func sizeOf(r *bench.Result) string {
	if r.Size == 0 {
		return "–"
	}
	return fmt.Sprint(r.Size)
}

// speed is in MB/s, or, for what has no bytes, in operations a second.
func speed(r *bench.Result) string {
	if r.Size == 0 {
		return number(1e9/r.NS.Median) + " op/s"
	}
	return number(r.BytesPerSecond / 1e6)
}

// perUnit is what is counted for a byte, or, for what has no bytes, for an operation.
func perUnit(r *bench.Result) float64 {
	if r.Size == 0 {
		return total(r)
	}
	return perByte(r)
}

// remarks say what to keep in mind.
func (c *comparison) remarks() (list []string) {
	a, b := c.a.File, c.b.File
	list = append(list, fmt.Sprintf("B vs A: how many times as fast B is, ± half the range that the quartiles allow; no change: they overlap, or differ by less than %.0f%%.", 100*bench.Noise))
	if c.mark != "" {
		list = append(list, fmt.Sprintf("! different Go versions (%s / %s): ratios are marked *", a.Glassh.Go, b.Glassh.Go))
	}
	if a.Glassh.Version != b.Glassh.Version || a.Glassh.Commit != b.Glassh.Commit {
		list = append(list, fmt.Sprintf("! different builds of glassh (%s %s / %s %s)", a.Glassh.Version, a.Glassh.Commit, b.Glassh.Version, b.Glassh.Commit))
	}
	sa, sb := a.Machine.CycleSource, b.Machine.CycleSource
	switch {
	case sa != sb:
		list = append(list, fmt.Sprintf("! A counts %s, B %s: these columns cannot be compared", or(sa.Unit(), "nothing"), or(sb.Unit(), "nothing")))
	case sa == bench.SourceTSC:
		list = append(list, fmt.Sprintf("Ticks are those of each machine's own time stamp counter (%.0f MHz / %.0f MHz), and not cycles of the core.", float64(a.Machine.TSCHz)/1e6, float64(b.Machine.TSCHz)/1e6))
	}
	if a.Fingerprint == b.Fingerprint {
		list = append(list, "Both are CPUs of one kind: they have the same fingerprint.")
	}
	for i, f := range []*bench.File{a, b} {
		for _, text := range f.Warnings {
			list = append(list, fmt.Sprintf("! %c: %s", 'A'+i, text))
		}
	}
	return list
}
