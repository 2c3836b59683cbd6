package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glassh/glassh/wire"
)

// A Criterion is one condition of a Match.
type Criterion struct {
	Name    string // in lower case
	Negated bool   // there was a ! in front
	Arg     string
}

// Criteria returns the conditions of a Match, all of which are to hold:
//
//	Match host *.example.org,!test.* !user root exec "test -e x"
//
// Those named in bare have no argument.
func Criteria(l *Line, bare ...string) (list []Criterion, err error) {
	for rest := l.Rest; rest != "" && rest[0] != '#'; {
		var c Criterion
		if c.Name, rest, err = delimited(rest); err != nil {
			return nil, l.Errorf("%w", err)
		}
		c.Name, c.Negated = strings.CutPrefix(strings.ToLower(c.Name), "!")
		if !slices.Contains(bare, c.Name) {
			if rest == "" || rest[0] == '#' {
				return nil, l.Errorf("missing argument for Match '%s'", wire.Escape([]byte(c.Name)))
			}
			if c.Arg, rest, err = delimited(rest); err != nil {
				return nil, l.Errorf("%w", err)
			}
		}
		list = append(list, c)
	}
	for _, c := range list {
		// all is for whoever wants no other condition.
		if c.Name == "all" && (len(list) > 1 && !slices.Contains([]string{"canonical", "final"}, list[0].Name) || len(list) > 2 || c.Negated) {
			return nil, fmt.Errorf("%s line %d: 'all' cannot be combined with other Match attributes", wire.Escape([]byte(l.File)), l.Number)
		}
	}
	return list, nil
}
