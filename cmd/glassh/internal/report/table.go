package report

import (
	"fmt"
	"io"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

// Table writes the results for a terminal: for each operation its largest size in
// detail, and then the times of all sizes with what is fixed about them.
func Table(w io.Writer, f *bench.File) error {
	var head grid
	for _, x := range facts(f) {
		head.add(x.Name, x.Text)
	}
	for _, text := range f.Warnings {
		head.add("warning", text)
	}
	head.write(w)
	for _, op := range ops(f) {
		detail(w, f, op)
		bySize(w, f, op)
	}
	fmt.Fprintln(w)
	for _, text := range notes(f) {
		fmt.Fprintln(w, printable(text))
	}
	return nil
}

// detail writes the rows of one operation for its largest size.
func detail(w io.Writer, f *bench.File, op string) {
	all := sizes(f, op)
	size := all[len(all)-1]
	title, rate, unit := kindOf(op).Title, "op/s", f.Machine.CycleSource.Unit()
	if size > 0 {
		title, rate = fmt.Sprintf("%s, %d B", title, size), "MB/s"
		if unit != "" {
			unit += "/B"
		}
	}
	g := grid{right: columns("lllrrrrrrr"), least: []int{26, 13, 8, 9, 9, 9, 8, 8, 10, 6}, span: 3}
	g.add(title, "", "", "ns", "q1", "q3", rate, or(unit, "–"), "vs generic", "allocs")
	last := ""
	for _, l := range lines(f, op) {
		r := f.Find(op, l.alg, l.tier, size)
		if r == nil {
			continue // another algorithm has another size
		}
		alg, selected := "  "+l.alg, ""
		if l.alg == last {
			alg = ""
		}
		last = l.alg
		if r.Selected {
			selected = "selected"
		}
		perSecond, counted := 1e9/r.NS.Median, total(r)
		if size > 0 {
			perSecond, counted = r.BytesPerSecond/1e6, perByte(r)
		}
		ratio := "–"
		if s := speedup(f, r); s != 0 {
			ratio = times(s)
		}
		g.add(alg, l.tier, selected, number(r.NS.Median), number(r.NS.Q1), number(r.NS.Q3), number(perSecond),
			orDash(counted), ratio, fmt.Sprint(r.Allocs))
	}
	fmt.Fprintln(w)
	g.write(w)
}

// bySize writes the times of one operation for all its sizes, if there are several.
func bySize(w io.Writer, f *bench.File, op string) {
	all := sizes(f, op)
	if len(all) < 2 {
		return
	}
	g := grid{right: append(columns("ll"), make([]bool, len(all)+3)...), least: []int{26, 13}, span: 2}
	head := []string{kindOf(op).Title + " by size, ns", ""}
	for i, size := range all {
		head = append(head, fmt.Sprintf("%d B", size))
		g.right[2+i] = true
	}
	for i := range 3 {
		g.right[2+len(all)+i] = true
	}
	for range len(all) + 3 {
		g.least = append(g.least, 8)
	}
	g.add(append(head, "fixed ns", "+ ns/KiB", "r²")...)
	last := ""
	for _, l := range lines(f, op) {
		cells := []string{"  " + l.alg, l.tier}
		if l.alg == last {
			cells[0] = ""
		}
		last = l.alg
		for _, size := range all {
			cell := "–"
			if r := f.Find(op, l.alg, l.tier, size); r != nil {
				cell = number(r.NS.Median)
			}
			cells = append(cells, cell)
		}
		if t := fitOf(f, op, l); t != nil {
			cells = append(cells, number(t.NSFixed), number(t.NSPerKiB), fmt.Sprintf("%.3f", t.R2))
		}
		g.add(cells...)
	}
	fmt.Fprintln(w)
	g.write(w)
}
