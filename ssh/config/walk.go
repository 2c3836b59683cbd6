package config

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/wire"
)

// A Visitor is told the lines of a configuration, in order.
type Visitor struct {
	// Match says whether the lines behind a Host or a Match count.
	Match func(l *Line) (bool, error)
	// Keyword handles any other line. One that does not count is still checked.
	Keyword func(l *Line, counts bool) error
}

// A BadFileError says how many lines of a file are bad.
type BadFileError struct {
	File string
	Bad  []error
}

// Error has a line for each, and a last one in the words of OpenSSH.
func (e *BadFileError) Error() string {
	var b strings.Builder
	for _, err := range e.Bad {
		fmt.Fprintln(&b, err)
	}
	fmt.Fprintf(&b, "%s: terminating, %d bad configuration options", wire.Escape([]byte(e.File)), len(e.Bad))
	return b.String()
}

// Unwrap returns the errors of the lines.
func (e *BadFileError) Unwrap() []error { return e.Bad }

// Walk tells v all lines of a file, which begin to count at once. A Host or Match holds up
// to the next one or the end of its file, and for the files that are included below it:
// there, none that does not hold can be undone. The error is a *BadFileError for the
// first file that has bad lines.
func Walk(file string, lines []Line, v Visitor) error {
	return walk(file, lines, v, true, false)
}

func walk(file string, lines []Line, v Visitor, counts, never bool) error {
	var bad []error
	for i := range lines {
		l := &lines[i]
		err := l.Bad
		switch {
		case err != nil:
		case l.Is("Include"):
			for _, included := range l.Files {
				if len(included) == 0 {
					continue
				}
				if err := walk(included[0].File, included, v, counts, never || !counts); err != nil {
					if len(bad) > 0 {
						return &BadFileError{file, append(bad, err)}
					}
					return err
				}
			}
		case l.Is("Host") || l.Is("Match"):
			if counts = false; !never {
				counts, err = v.Match(l)
			}
		default:
			err = v.Keyword(l, counts)
		}
		if err != nil {
			bad = append(bad, err)
		}
	}
	if len(bad) > 0 {
		return &BadFileError{file, bad}
	}
	return nil
}
