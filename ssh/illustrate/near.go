package illustrate

import (
	"cmp"
	"slices"
	"strings"
)

// near returns the names that a word may have been meant to be, best first: those that hold
// it, or differ in few characters.
func near(word string, names []string) []string {
	type match struct {
		name     string
		distance int
	}
	var list []match
	word = simplified(word)
	for _, name := range names {
		short, _, _ := strings.Cut(name, "@")
		d := min(distance(word, simplified(name)), distance(word, simplified(short)))
		if len(word) >= 3 && strings.Contains(simplified(name), word) {
			d = min(d, 1+(len(name)-len(word))/8)
		}
		if d <= 1+len(word)/4 {
			list = append(list, match{name, d})
		}
	}
	slices.SortStableFunc(list, func(a, b match) int { return cmp.Compare(a.distance, b.distance) })
	var best []string
	for _, m := range list {
		if !slices.Contains(best, m.name) && len(best) < 5 {
			best = append(best, m.name)
		}
	}
	return best
}

// simplified is a name without what is easily forgotten in it.
func simplified(name string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
}

// distance is Levenshtein's: how many characters are to be put in, taken out or replaced
// to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0] // of the row above, one to the left
		row[0] = i + 1
		for j := range len(b) {
			here := last
			if a[i] != b[j] {
				here = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], here
		}
	}
	return row[len(b)]
}
