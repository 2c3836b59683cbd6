package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

//go:embed page.html
var pageText string

// Page writes one HTML page that needs no other file and no network: the charts are
// SVG in it, and so is the JSON of the whole file, which a button saves.
func Page(w io.Writer, f *bench.File) error {
	unit := f.Machine.CycleSource.Unit()
	p := page{
		CPU: or(f.Machine.CPU, "unknown CPU"), File: f, Facts: facts(f), Warnings: f.Warnings, Notes: notes(f),
		Unit: unit, Heat: heatTable(f),
	}
	for _, op := range ops(f) {
		k := kindOf(op)
		p.Kinds = append(p.Kinds, k)
		if charts := chartsOf(f, op); len(charts) > 0 {
			p.Charts = append(p.Charts, chartSection{Kind: k, Charts: charts})
		}
	}
	for i := range f.Results {
		p.Rows = append(p.Rows, rawRow(&f.Results[i]))
	}
	// Parsed here, and not when the program starts: most runs of it make no page.
	return template.Must(template.New("page").Parse(pageText)).Execute(w, p)
}

// A page is what the template is filled with.
type page struct {
	CPU      string
	File     *bench.File
	Facts    []fact
	Warnings []string
	Notes    []string
	Unit     string // "cycles", "ticks" or ""
	Heat     heat
	Charts   []chartSection
	Kinds    []*bench.Kind
	Rows     [][]string
}

// A chartSection has the charts of one kind, one an algorithm, with equal axes.
type chartSection struct {
	Kind   *bench.Kind
	Charts []chart
}

// rawRow is a row of the table of all results.
func rawRow(r *bench.Result) []string {
	selected, heaps := "", ""
	if r.Selected {
		selected = "yes"
	}
	if r.Bimodal {
		heaps = "yes"
	}
	rate := ""
	if r.Size > 0 {
		rate = number(r.BytesPerSecond / 1e6)
	}
	return []string{r.Op, r.Alg, r.Tier, selected, sizeOf(r), fmt.Sprint(r.N),
		number(r.NS.Min), number(r.NS.Q1), number(r.NS.Median), number(r.NS.Q3), number(r.NS.Max),
		rate, orDash(perUnit(r)), fmt.Sprint(r.Allocs), heaps}
}

// A heat is the table that says how much each tier gives: a row an algorithm, a
// column a level, which is the highest tier of a plan.
type heat struct {
	Levels []string
	Groups []heatGroup
}

type heatGroup struct {
	Title string
	Rows  []heatRow
}

type heatRow struct {
	Alg   string
	Size  string
	Cells []heatCell
}

// A heatCell is an algorithm on a tier. It is empty where there is none.
type heatCell struct {
	Speed    string // "31.2x", how many times as fast as the portable code
	Counted  string // "0.31 ticks/B"
	Tier     string // if it is not the level alone
	Selected bool
	Class    string // how warm: h0 … h6
	Why      string // the CPU cannot run it
}

// heatTable shows the largest size of each algorithm.
func heatTable(f *bench.File) heat {
	h := heat{Levels: levels(f)}
	unit := f.Machine.CycleSource.Unit()
	for _, op := range ops(f) {
		g := heatGroup{Title: kindOf(op).Title}
		var row *heatRow
		for _, l := range lines(f, op) {
			r := largest(f, op, l)
			if row == nil || row.Alg != l.alg {
				g.Rows = append(g.Rows, heatRow{Alg: l.alg, Cells: make([]heatCell, len(h.Levels))})
				row = &g.Rows[len(g.Rows)-1]
				if r.Size > 0 {
					row.Size = fmt.Sprintf("%d B", r.Size)
				}
				for i, level := range h.Levels {
					row.Cells[i].Why = whyNot(f, l.alg, level)
				}
			}
			cell := &row.Cells[slices.Index(h.Levels, level(l.tier))]
			if cell.Speed != "" && !r.Selected {
				continue // the environment has forced tiers: that plan has the level of another
			}
			*cell = heatCell{Speed: number(r.NS.Median) + " ns", Selected: r.Selected}
			if s := speedup(f, r); s > 0 {
				cell.Speed, cell.Class = times(s), warmth(s)
			}
			if n := perUnit(r); n > 0 && unit != "" {
				cell.Counted = number(n) + " " + unit
				if r.Size > 0 {
					cell.Counted += "/B"
				}
			}
			if l.tier != level(l.tier) {
				cell.Tier = l.tier
			}
		}
		h.Groups = append(h.Groups, g)
	}
	return h
}

func largest(f *bench.File, op string, l line) (best *bench.Result) {
	for i := range f.Results {
		if r := &f.Results[i]; r.Op == op && r.Alg == l.alg && r.Tier == l.tier && (best == nil || r.Size > best.Size) {
			best = r
		}
	}
	return best
}

func whyNot(f *bench.File, alg, tier string) string {
	for _, u := range f.Unavailable {
		if u.Alg == alg && u.Tier == tier {
			return u.Why
		}
	}
	return "" // there is no such implementation
}

// warmth is a class for each doubling of the speed.
func warmth(s float64) string {
	class := 0
	for s >= 1.4 && class < 6 { // 1.4, 2.8, 5.6, …: the middle between two powers of two
		s /= 2
		class++
	}
	return fmt.Sprintf("h%d", class)
}

// level returns the highest of the tiers in the name of a plan.
func level(plan string) string {
	best, rank := plan, -1
	for part := range strings.SplitSeq(plan, "+") {
		if at := slices.Index(bench.TierNames(), part); at > rank {
			best, rank = part, at
		}
	}
	return best
}

// levels returns those of a file, lowest first; also of tiers that could not be
// measured.
func levels(f *bench.File) (list []string) {
	for _, r := range f.Results {
		list = append(list, level(r.Tier))
	}
	for _, u := range f.Unavailable {
		list = append(list, u.Tier)
	}
	rank := func(name string) int { return slices.Index(bench.TierNames(), name) }
	slices.SortFunc(list, func(a, b string) int { return rank(a) - rank(b) })
	return slices.Compact(list)
}
