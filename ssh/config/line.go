package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/glassh/glassh/wire"
)

// A Line is one line of a file that is neither empty nor a comment.
type Line struct {
	File    string
	Number  int    // from 1; 0 for an option of a command line
	Keyword string // as it is written: upper and lower case are the same
	Rest    string // all behind the keyword and its =, quotes and comments included
	Args    []string

	// Files are what an Include stands for, file by file.
	Files [][]Line
	// Bad says what is wrong with the line, or is nil. Walk reports it.
	Bad error
}

// Errorf returns an error about the line: "FILE line 7: …".
func (l *Line) Errorf(format string, args ...any) error {
	return fmt.Errorf("%s line %d: %w", wire.Escape([]byte(l.File)), l.Number, fmt.Errorf(format, args...))
}

// Unknown returns the error about a keyword that nobody knows, which has a form of its
// own.
func (l *Line) Unknown() error {
	return fmt.Errorf("%s: line %d: Bad configuration option: %s",
		wire.Escape([]byte(l.File)), l.Number, wire.Escape([]byte(strings.ToLower(l.Keyword))))
}

// Is reports whether the line is about that keyword.
func (l *Line) Is(keyword string) bool { return strings.EqualFold(l.Keyword, keyword) }

// space is what separates words, and may stand at the end of a line.
const (
	blanks = " \t"
	space  = blanks + "\r\n"
)

// Parse returns the lines of a text, without looking for what Include names. Lines
// that cannot be read are among them, with Bad set.
func Parse(file string, text []byte) (lines []Line) {
	number := 0
	for raw := range bytes.Lines(text) {
		number++
		if l, ok := ParseLine(string(raw)); ok {
			l.File, l.Number = file, number
			if l.Bad != nil {
				l.Bad = l.Errorf("%w", l.Bad)
			}
			lines = append(lines, l)
		}
	}
	return lines
}

// ParseLine reads one line, or the value of a flag -o. ok is false for an empty line and
// for a comment.
func ParseLine(text string) (l Line, ok bool) {
	text = strings.TrimRight(text, space+"\f")
	keyword, rest, err := delimited(text)
	if keyword == "" && err == nil { // there were blanks in front
		keyword, rest, err = delimited(rest)
	}
	if err == nil && (keyword == "" || keyword[0] == '#') {
		return l, false
	}
	l.Keyword, l.Rest, l.Bad = keyword, strings.TrimLeft(rest, space), err
	switch {
	case err != nil:
	case strings.IndexByte(text, 0) >= 0:
		l.Bad = errors.New("a NUL is in the line")
	case l.Rest == "":
		l.Bad = fmt.Errorf("no argument after keyword \"%s\"", wire.Escape([]byte(keyword)))
	default:
		l.Args, l.Bad = Split(l.Rest)
	}
	return l, true
}

var errQuotes = errors.New("invalid quotes")

// delimited takes the first word off a text, and what separates it from the rest: blanks,
// with one = among them. A word may be in double quotes.
func delimited(text string) (word, rest string, err error) {
	i := strings.IndexAny(text, space+`"=`)
	if i < 0 {
		return text, "", nil
	}
	if text[i] == '"' {
		inside, behind, closed := strings.Cut(text[i+1:], `"`)
		if !closed {
			return "", "", errQuotes
		}
		return text[:i] + inside, strings.TrimLeft(behind, space), nil
	}
	word, rest = text[:i], strings.TrimLeft(text[i+1:], space)
	if text[i] != '=' && strings.HasPrefix(rest, "=") {
		rest = strings.TrimLeft(rest[1:], space)
	}
	return word, rest, nil
}

// Split splits a text into words at blanks, up to a word that begins with #. Single and
// double quotes hold blanks together, and may begin within a word. A backslash takes
// the meaning off a quote, a backslash, and a blank outside of quotes; in front of
// anything else it stands for itself.
func Split(text string) (words []string, err error) {
	for i := 0; ; {
		for i < len(text) && strings.IndexByte(blanks, text[i]) >= 0 {
			i++
		}
		if i == len(text) || text[i] == '#' {
			return words, nil
		}
		word, n, err := unquote(text[i:])
		if err != nil {
			return nil, err
		}
		words = append(words, word)
		i += n
	}
}

// unquote returns the word at the front of a text, and how long it is there.
func unquote(text string) (word string, n int, err error) {
	var b strings.Builder
	quote := byte(0)
	for ; n < len(text); n++ {
		switch c := text[n]; {
		case c == '\\' && n+1 < len(text) && (strings.IndexByte(`'"\`, text[n+1]) >= 0 || quote == 0 && text[n+1] == ' '):
			n++
			b.WriteByte(text[n])
		case quote == 0 && strings.IndexByte(blanks, c) >= 0:
			return b.String(), n, nil
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote != 0 && c == quote:
			quote = 0
		default:
			b.WriteByte(c)
		}
	}
	if quote != 0 {
		return "", 0, errQuotes
	}
	return b.String(), n, nil
}
