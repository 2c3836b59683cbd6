package knownhosts

import (
	"errors"
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// A Place is a line of a file.
type Place struct {
	File string
	Line int // counted from 1
}

// String returns "file:line".
func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// A Marker says what a line means, if not that the key is the host's.
type Marker uint8

// The markers.
const (
	NoMarker      Marker = iota
	Revoked              // @revoked: the key must not be accepted
	CertAuthority        // @cert-authority: the key signs the certificates of hosts
)

// String returns the marker as it stands in the file.
func (m Marker) String() string {
	switch m {
	case Revoked:
		return "@revoked"
	case CertAuthority:
		return "@cert-authority"
	}
	return ""
}

// An Entry is one line of a known_hosts file.
type Entry struct {
	Place
	Marker  Marker
	Hosts   string // as it stands in the file: patterns, or one hashed name
	Type    string // of the key; it need not be supported
	Blob    []byte // the key, as keys.ParsePublicKey reads it
	Comment string // as it stands in the file; escape it before showing it

	hashed *hashedName // nil if Hosts are patterns
}

// Fingerprint returns the fingerprint of the entry's key.
func (e *Entry) Fingerprint() string { return keys.Fingerprint(e.Blob) }

// A LineError says what is wrong with a line, which is then ignored.
type LineError struct {
	Place
	Err error
}

// Error is the place and what is wrong there.
func (e *LineError) Error() string { return fmt.Sprintf("%v: %v", e.Place, e.Err) }

// Unwrap returns the error without the place.
func (e *LineError) Unwrap() error { return e.Err }

// Parse reads a known_hosts file, whose name is file. Empty lines and those that
// start with # are skipped. Lines that are malformed, or longer than
// [keys.MaxLine], are left out, with a *LineError each; keys of types that are not
// supported are not an error.
func Parse(file string, text []byte) ([]Entry, []error) {
	var entries []Entry
	var bad []error
	for _, l := range Lines(file, text) {
		if l.Err != nil {
			bad = append(bad, l.Err)
		}
		if l.Entry != nil {
			entries = append(entries, *l.Entry)
		}
	}
	return entries, bad
}

// readLine reads any line, with its line end: nil and nil stand for one that says
// nothing.
func readLine(line string) (*Entry, error) {
	line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	line = strings.TrimLeft(line, " \t")
	if line == "" || line[0] == '#' {
		return nil, nil
	}
	return parseLine(line)
}

// parseLine reads a line that is neither empty nor a comment, and starts with no
// blank.
func parseLine(line string) (*Entry, error) {
	if len(line) > keys.MaxLine {
		return nil, fmt.Errorf("the line is longer than %d bytes", keys.MaxLine)
	}
	if strings.ContainsAny(line, "\x00\r") {
		return nil, errors.New("the line holds a NUL or carriage return")
	}
	e := &Entry{}
	field, rest := cutField(line)
	switch field {
	case "@revoked":
		e.Marker = Revoked
	case "@cert-authority":
		e.Marker = CertAuthority
	}
	if e.Marker != NoMarker {
		field, rest = cutField(rest)
	}
	if strings.HasPrefix(field, "@") {
		// An unknown marker could be a restriction, and two of them contradict.
		return nil, fmt.Errorf("marker %s is not known, or is a second one", wire.Escape([]byte(field)))
	}
	if field == "" {
		return nil, errors.New("the host names are missing")
	}
	e.Hosts = field
	var err error
	if strings.HasPrefix(field, "|") {
		if e.hashed, err = parseHashed(field); err != nil {
			return nil, err
		}
	}
	if e.Blob, e.Comment, err = keys.SplitKeyFields(rest); err != nil {
		return nil, err
	}
	if e.Type, err = keys.BlobType(e.Blob); err != nil {
		return nil, err
	}
	var unsupported *keys.UnsupportedError
	if _, err := keys.ParsePublicKey(e.Blob); err != nil && !errors.As(err, &unsupported) {
		return nil, err
	}
	return e, nil
}

// cutField takes the first field off a line, and the blanks behind it.
func cutField(line string) (field, rest string) {
	if i := strings.IndexAny(line, " \t"); i >= 0 {
		return line[:i], strings.TrimLeft(line[i:], " \t")
	}
	return line, ""
}
