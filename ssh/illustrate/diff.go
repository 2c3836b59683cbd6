package illustrate

import (
	"fmt"
	"io"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/trace"
)

// Diff writes what two traces do not have in common: packets that only one of them has,
// marked - and +, and fields of the others that have another value. What is random, and so
// differs always, is passed over: cookies, padding, keys, tags. It returns how many packets
// differ.
func Diff(w io.Writer, a, b []trace.Record) (different int, err error) {
	left, right := packets(a), packets(b)
	for _, pair := range align(left, right) {
		var text string
		switch {
		case pair.b == nil:
			text = "- " + title(pair.a)
		case pair.a == nil:
			text = "+ " + title(pair.b)
		default:
			fields := fieldDiff(pair.a, pair.b)
			if len(fields) == 0 {
				continue
			}
			text = "  " + title(pair.a) + "\n" + strings.Join(fields, "\n")
		}
		different++
		if _, err := fmt.Fprintln(w, text); err != nil {
			return different, err
		}
	}
	return different, nil
}

func packets(records []trace.Record) (list []*trace.Packet) {
	for _, r := range records {
		if p, ok := r.(*trace.Packet); ok && p.Message != nil {
			list = append(list, p)
		}
	}
	return list
}

func title(p *trace.Packet) string {
	return fmt.Sprintf("%s #%d %s", arrows[p.Dir], p.Seq, shortName(p.Message))
}

// A pairing is a packet of each trace, or of one.
type pairing struct{ a, b *trace.Packet }

// maxAligned bounds the table of align: longer traces are compared packet by packet.
const maxAligned = 2000

// align pairs packets of the same direction and message, as many as can be in order: a
// longest common subsequence.
func align(a, b []*trace.Packet) (list []pairing) {
	same := func(i, j int) bool {
		return a[i].Dir == b[j].Dir && a[i].Message.Number == b[j].Message.Number && a[i].Message.Name == b[j].Message.Name
	}
	if len(a) > maxAligned || len(b) > maxAligned {
		for i := range max(len(a), len(b)) {
			switch {
			case i >= len(a):
				list = append(list, pairing{nil, b[i]})
			case i >= len(b):
				list = append(list, pairing{a[i], nil})
			case same(i, i):
				list = append(list, pairing{a[i], b[i]})
			default:
				list = append(list, pairing{a[i], nil}, pairing{nil, b[i]})
			}
		}
		return list
	}
	// common[i][j] is how many pairs there are of a[i:] and b[j:].
	common := make([][]int32, len(a)+1)
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if same(i, j) {
				common[i][j] = max(common[i][j], 1+common[i+1][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && same(i, j) && common[i][j] == 1+common[i+1][j+1]:
			list = append(list, pairing{a[i], b[j]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			list = append(list, pairing{a[i], nil})
			i++
		default:
			list = append(list, pairing{nil, b[j]})
			j++
		}
	}
	return list
}

// fieldDiff returns a line for each field with another value, and for fields that one of
// the packets lacks.
func fieldDiff(a, b *trace.Packet) (lines []string) {
	left, right := values(a.Layout, ""), values(b.Layout, "")
	index := map[string]int{}
	for i, v := range right {
		index[v.path] = i
	}
	seen := map[string]bool{}
	for _, v := range left {
		seen[v.path] = true
		switch i, ok := index[v.path]; {
		case !ok:
			lines = append(lines, fmt.Sprintf("    - %s: %s", v.path, v.value))
		case right[i].value != v.value:
			lines = append(lines, fmt.Sprintf("    %s: %s → %s", v.path, v.value, right[i].value))
		}
	}
	for _, v := range right {
		if !seen[v.path] {
			lines = append(lines, fmt.Sprintf("    + %s: %s", v.path, v.value))
		}
	}
	return lines
}

// A value is a field that means something, under the names of those that it is in.
type value struct{ path, value string }

// values returns the fields with a value that is not made by chance: of messages, and not
// of the frame around them.
func values(spans []dissect.Span, prefix string) (list []value) {
	count := map[string]int{}
	for _, s := range spans {
		if s.Kind == dissect.Random || s.Kind == dissect.Tag {
			continue
		}
		path := prefix + s.Name
		if count[path]++; count[path] > 1 {
			path = fmt.Sprintf("%s (%d)", path, count[path])
		}
		if s.Name == "payload" {
			list = append(list, values(s.Inner, "")...)
			continue
		}
		if prefix == "" && (s.Name == "packet_length" || s.Name == "padding_length") {
			continue
		}
		switch {
		case s.Type == dissect.Length || s.Type == dissect.Bytes || s.Type == dissect.Mpint:
		case s.Value != "":
			list = append(list, value{path, s.Value})
		case len(s.Inner) > 0:
			list = append(list, values(s.Inner, path+" / ")...)
		}
	}
	return list
}
