package wire

import (
	"bytes"
	"iter"
	"strings"
)

// A NameList is the text of a name-list, most preferred name first:
// "curve25519-sha256,ecdh-sha2-nistp256" (RFC 4251 §5). An empty NameList has no
// names.
//
// One that a Parse, [ParseNameList] or [Names] returned holds only names of one or
// more printable US-ASCII characters, without comma and space.
type NameList []byte

// Limits of a name-list. The first is RFC 4251 §6; it binds what we send, since a
// longer name in a peer's list is merely one that we do not know. The others keep a
// peer from making negotiation slow.
const (
	MaxName     = 64
	MaxNameList = 16 << 10
	MaxNames    = 1024
)

// Names joins names to a list. It panics if one is not 1 to [MaxName] characters
// of printable US-ASCII without comma and space.
func Names(names ...string) NameList {
	for _, name := range names {
		if len(name) == 0 || len(name) > MaxName || strings.Contains(name, ",") || NameList(name).check() != 0 {
			panic("wire: a name that cannot stand in a name-list: " + Escape([]byte(name)))
		}
	}
	return NameList(strings.Join(names, ","))
}

// ParseNameList returns text as a list that aliases it, or a [*ParseError].
func ParseNameList(text []byte) (NameList, error) {
	l := NameList(text)
	if p := l.check(); p != 0 {
		return nil, &ParseError{Part: "name-list", Problem: p}
	}
	return l, nil
}

// check returns what is wrong with the form of l, or 0.
func (l NameList) check() Problem {
	if len(l) > MaxNameList {
		return TooLong
	}
	if len(l) == 0 {
		return 0
	}
	names, start := 1, 0 // start of the name that i is in
	for i, c := range l {
		switch {
		case c == ',':
			if i == start {
				return BadNameList
			}
			names++
			start = i + 1
		case c <= ' ' || c >= 0x7f:
			return BadNameList
		}
	}
	if start == len(l) {
		return BadNameList
	}
	if names > MaxNames {
		return TooLong
	}
	return 0
}

// cut splits l behind its first name.
func (l NameList) cut() (name []byte, rest NameList) {
	if i := bytes.IndexByte(l, ','); i >= 0 {
		return l[:i:i], l[i+1:]
	}
	return l, nil
}

// All yields the names in order, as slices of l. A map can be asked for
// string(name) without allocating.
func (l NameList) All() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for len(l) > 0 {
			var name []byte
			if name, l = l.cut(); !yield(name) {
				return
			}
		}
	}
}

// Contains reports whether name is in l.
func (l NameList) Contains(name string) bool {
	for n := range l.All() {
		if string(n) == name {
			return true
		}
	}
	return false
}

// First returns the most preferred name, or "" if there is none.
func (l NameList) First() string {
	name, _ := l.cut()
	return string(name)
}

// Len returns how many names l has.
func (l NameList) Len() int {
	if len(l) == 0 {
		return 0
	}
	return bytes.Count(l, []byte{','}) + 1
}

// Strings returns the names as a new slice, nil if there are none.
func (l NameList) Strings() []string {
	if len(l) == 0 {
		return nil
	}
	return strings.Split(string(l), ",")
}

// String returns the names, joined by commas.
func (l NameList) String() string { return string(l) }
