package report

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

// A chart shows the time of one algorithm over the size, both on logarithmic scales:
// what costs the same for every byte becomes a slope, and what is fixed a floor.
//
//	ns │            ╱ ·     a mark        a measurement, with its quartiles
//	   │         ╱          a line        the fit, fixed + bytes · slope
//	   │    ·─╱             at the left   the fixed part
//	   ├╌╌
//	   └──────────── bytes
//
// Each tier has a shape beside its colour, and the figures are in a table too.
type chart struct {
	Alg    string
	SVG    template.HTML
	Series []series
	Rows   [][]string // for each size: the size, and the times of the series
}

// A series is one tier.
type series struct {
	Tier     string
	Selected bool
	Key      template.HTML // its mark, as SVG
	Fixed    string
	PerKiB   string
	Rate     string // MB/s at the largest size

	slot   int
	fit    *bench.Fit
	points []*bench.Result
}

// The plot, in units of the SVG.
const (
	chartWidth, chartHeight = 380.0, 250.0
	plotLeft, plotRight     = 52.0, 370.0
	plotTop, plotBottom     = 10.0, 214.0
)

// axes turn sizes and times into places.
type axes struct{ minX, maxX, minY, maxY float64 }

func (a *axes) x(size float64) float64 {
	return plotLeft + 14 + (plotRight-plotLeft-28)*math.Log(size/a.minX)/math.Log(a.maxX/a.minX)
}

func (a *axes) y(ns float64) float64 {
	return plotBottom - (plotBottom-plotTop)*math.Log(ns/a.minY)/math.Log(a.maxY/a.minY)
}

// chartsOf returns the charts of an operation: none if it has less than two sizes.
func chartsOf(f *bench.File, op string) (charts []chart) {
	all := sizes(f, op)
	if len(all) < 2 {
		return nil
	}
	var algs []string
	low, high := math.Inf(1), 0.0
	for _, r := range f.Results {
		if r.Op != op {
			continue
		}
		if !slices.Contains(algs, r.Alg) {
			algs = append(algs, r.Alg)
		}
		low, high = min(low, r.NS.Q1), max(high, r.NS.Q3)
	}
	// Whole decades.
	a := axes{float64(all[0]), float64(all[len(all)-1]), math.Pow(10, math.Floor(math.Log10(low))), math.Pow(10, math.Ceil(math.Log10(high*1.01)))}
	for _, alg := range algs {
		c := chart{Alg: alg}
		var own []int
		for _, r := range f.Results {
			if r.Op == op && r.Alg == alg && !slices.Contains(own, r.Size) {
				own = append(own, r.Size)
			}
		}
		slices.Sort(own)
		c.Series = seriesOf(f, op, alg)
		for _, size := range own {
			row := []string{fmt.Sprint(size)}
			for _, s := range c.Series {
				cell := "–"
				if r := f.Find(op, alg, s.Tier, size); r != nil {
					cell = number(r.NS.Median)
				}
				row = append(row, cell)
			}
			c.Rows = append(c.Rows, row)
		}
		c.SVG = a.draw(op, &c)
		charts = append(charts, c)
	}
	return charts
}

func seriesOf(f *bench.File, op, alg string) (list []series) {
	var taken []int
	for _, l := range lines(f, op) {
		if l.alg != alg {
			continue
		}
		s := series{Tier: l.tier, fit: fitOf(f, op, l), Fixed: "–", PerKiB: "–", slot: slotOf(level(l.tier))}
		for slices.Contains(taken, s.slot) {
			s.slot = (s.slot + 1) % slots
		}
		if taken = append(taken, s.slot); len(taken) == slots {
			taken = nil
		}
		for i := range f.Results {
			if r := &f.Results[i]; r.Op == op && r.Alg == alg && r.Tier == l.tier {
				s.points, s.Selected = append(s.points, r), r.Selected
			}
		}
		slices.SortFunc(s.points, func(a, b *bench.Result) int { return a.Size - b.Size })
		s.Rate = number(s.points[len(s.points)-1].BytesPerSecond / 1e6)
		if s.fit != nil {
			s.Fixed, s.PerKiB = number(s.fit.NSFixed), number(s.fit.NSPerKiB)
		}
		s.Key = template.HTML(fmt.Sprintf(`<svg class="key s%d" viewBox="0 0 24 14" aria-hidden="true"><path class="line" d="M0 7H24"/>%s</svg>`, s.slot, mark(s.slot, 12, 7, "")))
		list = append(list, s)
	}
	return list
}

// slots is how many colours and shapes there are.
const slots = 8

// slotOf gives a tier the same colour and shape in all charts. Tiers that share one
// are never of one algorithm.
func slotOf(tier string) int {
	return map[string]int{
		"generic": 0, "ssse3": 1, "aesni": 2, "avx2": 3, "bmi2": 2, "adx": 5, "shani": 4, "vaes-avx2": 5, "avx512": 6, "vaes-avx512": 7, "ifma": 7,
		"neon": 1, "armce": 2, "sha512ce": 2, "sha3ce": 3,
	}[tier]
}

// mark draws the shape of a slot around a point, with a text to be shown when
// someone points at it.
func mark(slot int, x, y float64, title string) string {
	if title != "" {
		title = "<title>" + html.EscapeString(title) + "</title>"
	}
	shape := [slots]string{
		"M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",                          // circle
		"M0 -4.6L4.6 3.6H-4.6z",                                        // triangle
		"M-3.6 -3.6H3.6V3.6H-3.6z",                                     // square
		"M0 -5L5 0L0 5L-5 0z",                                          // diamond
		"M0 4.6L4.6 -3.6H-4.6z",                                        // triangle, upside down
		"M-1.5 -4.5H1.5V-1.5H4.5V1.5H1.5V4.5H-1.5V1.5H-4.5V-1.5H-1.5z", // plus
		"M-4.2 -2.4L-2.4 -4.2L0 -1.8L2.4 -4.2L4.2 -2.4L1.8 0L4.2 2.4L2.4 4.2L0 1.8L-2.4 4.2L-4.2 2.4L-1.8 0z", // cross
		"M0 -5.2L1.5 -1.8L5 -1.6L2.3 .8L3.2 4.4L0 2.5L-3.2 4.4L-2.3 .8L-5 -1.6L-1.5 -1.8z",                    // star
	}[slot]
	return fmt.Sprintf(`<path class="mark" transform="translate(%.1f %.1f)" d="%s">%s</path>`, x, y, shape, title)
}

// draw makes the SVG.
func (a *axes) draw(op string, c *chart) template.HTML {
	var b strings.Builder
	id := "chart-" + op + "-" + c.Alg
	what := fmt.Sprintf("%s, %s: time of one operation over the size of the message, both on logarithmic scales. The figures are in the table below.", kindOf(op).Title, c.Alg)
	fmt.Fprintf(&b, `<svg class="chart" viewBox="0 0 %g %g" role="img" aria-labelledby="%s"><title id="%[3]s">%s</title>`,
		chartWidth, chartHeight, html.EscapeString(id), html.EscapeString(what))
	a.grid(&b)
	for i := range c.Series {
		s := &c.Series[i]
		fmt.Fprintf(&b, `<g class="s%d">`, s.slot)
		a.curve(&b, s)
		for _, r := range s.points {
			x := a.x(float64(r.Size))
			if top, bottom := a.y(r.NS.Q3), a.y(r.NS.Q1); bottom-top > 1 {
				fmt.Fprintf(&b, `<path class="whisker" d="M%.1f %.1fV%.1f"/>`, x, top, bottom)
			}
			b.WriteString(mark(s.slot, x, a.y(r.NS.Median), fmt.Sprintf("%s, %d B: %s ns, quartiles %s and %s", s.Tier, r.Size, number(r.NS.Median), number(r.NS.Q1), number(r.NS.Q3))))
		}
		b.WriteString(`</g>`)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// grid draws the axes: a line for each decade, a number for each fourfold size.
func (a *axes) grid(b *strings.Builder) {
	for ns := a.minY; ns <= a.maxY*1.001; ns *= 10 {
		y := a.y(ns)
		fmt.Fprintf(b, `<path class="grid" d="M%g %.1fH%g"/><text class="tick" x="%g" y="%.1f" text-anchor="end">%s</text>`, plotLeft, y, plotRight, plotLeft-6, y+3.5, duration(ns))
	}
	for size := 1.0; size <= a.maxX; size *= 4 {
		if size < a.minX {
			continue
		}
		x := a.x(size)
		fmt.Fprintf(b, `<path class="grid" d="M%.1f %gV%g"/><text class="tick" x="%.1f" y="%g" text-anchor="middle">%s</text>`, x, plotTop, plotBottom, x, plotBottom+15, bytesText(size))
	}
	fmt.Fprintf(b, `<path class="axis" d="M%g %gV%gH%g"/><text class="tick" x="%g" y="%g" text-anchor="end">bytes</text>`, plotLeft, plotTop, plotBottom, plotRight, plotRight, plotBottom+31)
}

// curve draws the fit, and its fixed part at the left; or, without a fit, a line from
// point to point.
func (a *axes) curve(b *strings.Builder, s *series) {
	var path strings.Builder
	to := func(x, y float64) {
		letter := "L"
		if path.Len() == 0 {
			letter = "M"
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", letter, x, y)
	}
	if s.fit == nil {
		for _, r := range s.points {
			to(a.x(float64(r.Size)), a.y(r.NS.Median))
		}
	} else {
		const steps = 40
		for i := range steps + 1 {
			size := a.minX * math.Pow(a.maxX/a.minX, float64(i)/steps)
			if ns := s.fit.NSFixed + s.fit.NSPerKiB*size/1024; ns >= a.minY && ns <= a.maxY {
				to(a.x(size), a.y(ns))
			}
		}
		if s.fit.NSFixed >= a.minY {
			fmt.Fprintf(b, `<path class="fixed" d="M%g %.1fh40"><title>%s: %s ns are fixed</title></path>`, plotLeft, a.y(s.fit.NSFixed), html.EscapeString(s.Tier), number(s.fit.NSFixed))
		}
	}
	fmt.Fprintf(b, `<path class="line" d="%s"/>`, path.String())
}

// duration writes a power of ten of nanoseconds.
func duration(ns float64) string {
	switch {
	case ns < 0.99e3:
		return fmt.Sprintf("%g ns", math.Round(ns*100)/100)
	case ns < 0.99e6:
		return fmt.Sprintf("%.0f µs", ns/1e3)
	case ns < 0.99e9:
		return fmt.Sprintf("%.0f ms", ns/1e6)
	}
	return fmt.Sprintf("%.0f s", ns/1e9)
}

func bytesText(size float64) string {
	if size >= 1024 {
		return fmt.Sprintf("%.0fk", size/1024)
	}
	return fmt.Sprintf("%.0f", size)
}
