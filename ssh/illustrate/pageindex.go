package illustrate

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/trace"
)

// totals is what went each way.
func (s *story) totals() *table {
	t := &table{Caption: "Totals", Head: []string{"", "packets", "bytes on the network", "of them padding", "of them tags and MACs", "data of channels"}}
	for _, d := range bothDirs {
		var packets, size, padding, tags, data int
		for _, p := range s.packets {
			if p.Dir != d {
				continue
			}
			packets++
			size += p.Size
			for i := range p.Layout {
				switch sp := &p.Layout[i]; {
				case sp.Name == "random padding":
					padding += sp.Len
				case sp.Kind == dissect.Tag:
					tags += sp.Len
				}
			}
			if f := field(p, "data"); f != nil && f.Kind == dissect.Data {
				data += max(f.Len-4, 0)
			}
		}
		t.Rows = append(t.Rows, []cell{{Text: way(d), Strong: true}, plainCell(grouped(packets)), plainCell(grouped(size)),
			plainCell(grouped(padding)), plainCell(grouped(tags)), plainCell(grouped(data))})
	}
	return t
}

// cost is what protecting packets took, by direction and suite.
func (s *story) cost() *table {
	type key struct {
		dir         trace.Dir
		cipher, mac string
	}
	type sum struct {
		packets, bytes int
		took           int64
	}
	sums := map[key]*sum{}
	var order []key
	for _, p := range s.packets {
		if p.Error != "" {
			continue
		}
		k := key{p.Dir, p.Cipher, p.MAC}
		if sums[k] == nil {
			sums[k] = &sum{}
			order = append(order, k)
		}
		sums[k].packets++
		sums[k].bytes += p.Size
		sums[k].took += p.Took
	}
	t := &table{Caption: "What sealing and opening took, at the end that was traced", Head: []string{"", "protection", "packets", "time", "a packet", "a byte"}}
	for _, k := range order {
		v := sums[k]
		suite := strings.TrimSpace(k.cipher + " " + k.mac)
		if suite == "" {
			suite = "none: in clear"
		}
		t.Rows = append(t.Rows, []cell{{Text: way(k.dir), Strong: true}, codeCell(suite), plainCell(grouped(v.packets)),
			cellf("%.1f µs", float64(v.took)/1000), cellf("%.2f µs", float64(v.took)/1000/float64(v.packets)), cellf("%.2f ns", float64(v.took)/float64(max(v.bytes, 1)))})
	}
	return t
}

// A source is one clause of a specification, and where this page has it.
type source struct {
	Name string
	Refs []ref
	More int
}

// maxRefs is how many packets an entry of the index names.
const maxRefs = 8

// sources is the index of clauses: each that explains a byte in the trace.
func (s *story) sources() (list []*source) {
	byName := map[string]*source{}
	for _, p := range s.packets {
		seen := map[string]bool{}
		note := func(name string) {
			if name == "" || seen[name] {
				return
			}
			seen[name] = true
			e := byName[name]
			if e == nil {
				e = &source{Name: name}
				byName[name] = e
				list = append(list, e)
			}
			if len(e.Refs) == maxRefs {
				e.More++
				return
			}
			e.Refs = append(e.Refs, ref{N: p.N})
		}
		if p.Message != nil {
			note(p.Message.Source)
		}
		walk(p.Layout, func(sp *dissect.Span) { note(sp.Source) })
	}
	slices.SortFunc(list, func(a, b *source) int { return compareClauses(a.Name, b.Name) })
	return list
}

func walk(spans []dissect.Span, visit func(*dissect.Span)) {
	for i := range spans {
		visit(&spans[i])
		walk(spans[i].Inner, visit)
	}
}

// compareClauses puts RFCs in the order of their numbers and sections, and the rest behind.
func compareClauses(a, b string) int {
	x, y := strings.HasPrefix(a, "RFC "), strings.HasPrefix(b, "RFC ")
	if x != y {
		if x {
			return -1
		}
		return 1
	}
	if c := slices.Compare(numbersIn(a), numbersIn(b)); x && c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}

func numbersIn(s string) (list []int) {
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		n, _ := strconv.Atoi(f)
		list = append(list, n)
	}
	return list
}

// duration is how long the trace is.
func (s *story) duration() string {
	var last int64
	for _, p := range s.packets {
		last = max(last, p.Time)
	}
	if s.end != nil {
		last = max(last, s.end.Time)
	}
	return millis(last)
}

// millis is a time in milliseconds, from microseconds.
func millis(us int64) string {
	return fmt.Sprintf("%.3f ms", float64(us)/1000)
}
