package illustrate

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/trace"
)

// A chart is the windows of a channel over time, as SVG.
type chart struct {
	Title string
	Lines []chartLine
	X, Y  []chartTick
}

// A chartLine is one direction.
type chartLine struct {
	Class string // "up" or "down": line style and shape, not colour alone
	Label string
	Path  string
	Marks []chartMark
	Text  string // what the line says, for who does not see it
}

// A chartMark is where a window grew.
type chartMark struct {
	Points string
	Title  string
	Href   string
}

type chartTick struct {
	At     float64
	Text   string
	Anchor string
}

// The place of the curves in the drawing, in its units.
const (
	chartLeft, chartTop     = 64, 12
	chartWidth, chartHeight = 700, 200
)

// newChart returns nil if the channel has no window.
func newChart(c *channelView) *chart {
	var first, last, most int64 = -1, 0, 0
	for _, w := range c.windows {
		for _, p := range w.points {
			if first < 0 || p.time < first {
				first = p.time
			}
			last, most = max(last, p.time), max(most, p.left)
		}
	}
	if first < 0 {
		return nil
	}
	if last == first {
		last++
	}
	most = max(most, 1)
	x := func(t int64) float64 { return chartLeft + chartWidth*float64(t-first)/float64(last-first) }
	y := func(v int64) float64 { return chartTop + chartHeight*(1-float64(max(v, 0))/float64(most)) }
	ch := &chart{Title: fmt.Sprintf("Window of channel %d over time", c.N)}
	for _, d := range bothDirs {
		w := c.windows[d]
		if w == nil {
			continue
		}
		l := chartLine{Class: "up", Label: way(d)}
		if d == trace.ToClient {
			l.Class = "down"
		}
		var path strings.Builder
		list := thin(w.points)
		for i, p := range list {
			verb := "L"
			if i == 0 {
				verb = "M"
			}
			fmt.Fprintf(&path, "%s%.1f %.1f", verb, x(p.time), y(p.left))
			if p.grant && len(l.Marks) < maxMarks {
				l.Marks = append(l.Marks, chartMark{
					Points: fmt.Sprintf("%.1f,%.1f %.1f,%.1f %.1f,%.1f", x(p.time)-4, y(p.left)+7, x(p.time)+4, y(p.left)+7, x(p.time), y(p.left)),
					Title:  fmt.Sprintf("p%d: the %s lets it grow to %s bytes", p.n, sender(other(d)), grouped(p.left)),
					Href:   fmt.Sprintf("#p%d", p.n)})
			}
		}
		fmt.Fprintf(&path, "L%.1f %.1f", x(last), y(w.left))
		l.Path = path.String()
		l.Text = fmt.Sprintf("%s: %s bytes of data; the window began with %s bytes, was made larger %d times, and had %s bytes left at the end.",
			way(d), grouped(w.data), grouped(w.points[0].left), w.adjust, grouped(w.left))
		ch.Lines = append(ch.Lines, l)
	}
	for i := range int64(5) {
		ch.Y = append(ch.Y, chartTick{At: y(most * i / 4), Text: size(most * i / 4)})
		t := first + (last-first)*i/4
		tick := chartTick{At: x(t), Text: fmt.Sprintf("%.1f ms", float64(t)/1000), Anchor: "middle"}
		if i == 4 {
			tick.Anchor = "end"
		}
		ch.X = append(ch.X, tick)
	}
	return ch
}

const (
	maxMarks  = 200
	maxPoints = 1200
)

// thin leaves out points, but never the lowest ones of their stretch, where a window nearly stops
// the sender.
func thin(list []point) []point {
	if len(list) <= maxPoints {
		return list
	}
	step := 2 * len(list) / maxPoints
	var out []point
	for at := 0; at < len(list); at += step {
		part := list[at:min(at+step, len(list))]
		low := 0
		for i := range part {
			if part[i].left < part[low].left {
				low = i
			}
		}
		out = append(out, part[0])
		if low > 0 {
			out = append(out, part[low])
		}
	}
	return out
}

// size is a number of bytes for an axis.
func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.0f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprint(n)
}

// A ribbon is all packets of the beginning in a row, with what an onlooker can read.
type ribbon struct {
	Items []ribbonItem
	Width int
	More  int // packets that are not in it
}

type ribbonItem struct {
	X, W   int
	Up     bool // from the client: the upper lane
	Sealed bool
	Name   string
	Title  string
	Href   string
}

const maxRibbon = 80

func (s *story) ribbon() *ribbon {
	b := &ribbon{}
	x := 0
	add := func(d trace.Dir, size int, sealed bool, name string, n int) {
		if len(b.Items) == maxRibbon {
			b.More++
			return
		}
		w := min(max(size/20, 14), 90)
		how := "in clear"
		if sealed {
			how = "encrypted"
		}
		b.Items = append(b.Items, ribbonItem{X: x, W: w, Up: d == trace.ToServer, Sealed: sealed, Name: name,
			Title: fmt.Sprintf("p%d: %s, %s, %s, %s", n, name, way(d), bytesOf(size), how), Href: fmt.Sprintf("#p%d", n)})
		x += w + 2
	}
	for _, r := range s.records {
		switch r := r.(type) {
		case *trace.Line:
			add(r.Dir, len(r.Wire), false, "identification", r.N)
		case *trace.Packet:
			add(r.Dir, r.Size, r.Epoch > 0, nameOf(r), r.N)
		}
	}
	b.Width = max(x, 100)
	return b
}
