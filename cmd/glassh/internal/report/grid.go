package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A grid is a table of text. Its columns are as wide as they must be.
type grid struct {
	// right has a true for each column that is aligned to the right; those beyond it
	// are not.
	right []bool
	least []int // widths of columns
	span  int   // the first cell of the first row stands above so many columns, if not 0
	rows  [][]string
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// write prints the rows.
func (g *grid) write(w io.Writer) {
	widths := slices.Clone(g.least)
	for i, row := range g.rows {
		for j, cell := range row {
			if j == len(widths) {
				widths = append(widths, 0)
			}
			if i > 0 || j >= g.span {
				widths[j] = max(widths[j], utf8.RuneCountInString(cell))
			}
		}
	}
	for i, row := range g.rows {
		var line strings.Builder
		for j, cell := range row {
			if i == 0 && j > 0 && j < g.span {
				continue
			}
			width := widths[j]
			if i == 0 && j == 0 && g.span > 1 {
				for _, w := range widths[1:g.span] {
					width += w + len(gap)
				}
			}
			pad := strings.Repeat(" ", max(0, width-utf8.RuneCountInString(cell)))
			if j < len(g.right) && g.right[j] {
				line.WriteString(pad + printable(cell) + gap)
			} else {
				line.WriteString(printable(cell) + pad + gap)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

// gap is what stands between two columns.
const gap = "  "

// columns reads alignments: "l" or "r" for each column.
func columns(letters string) []bool {
	right := make([]bool, len(letters))
	for i := range right {
		right[i] = letters[i] == 'r'
	}
	return right
}

// printable replaces what could control a terminal: files come from others.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, text)
}

// number writes x with three digits at least, and none that are noise.
func number(x float64) string {
	switch {
	case x == 0:
		return "0"
	case x < 0.1:
		return fmt.Sprintf("%.3f", x)
	case x < 10:
		return fmt.Sprintf("%.2f", x)
	case x < 100:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// orDash is number, or a dash for what is not known.
func orDash(x float64) string {
	if x == 0 {
		return "–"
	}
	return number(x)
}

// times writes a ratio: "1.57x".
func times(x float64) string { return number(x) + "x" }
