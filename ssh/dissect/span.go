package dissect

import (
	"iter"
	"strconv"
)

// A Span is a run of bytes, one at least, and what it is. The spans of a whole tile it:
// each begins where the one before ends. So do the Inner ones of a span.
type Span struct {
	Off    int    `json:"off"`  // from the start of the whole that was dissected
	Len    int    `json:"len"`  // in bytes
	Name   string `json:"name"` // as the RFC calls it: "user name"
	Type   Type   `json:"type"`
	Value  string `json:"val,omitempty"`  // for people, fit to be shown; "" for bulk, and for what Inner explains
	Source string `json:"rfc,omitempty"`  // where it is specified: "RFC 4252 §8"
	Note   string `json:"note,omitempty"` // where learners stumble; mostly ""
	Kind   Kind   `json:"kind,omitempty"`
	Inner  []Span `json:"inner,omitempty"`
}

// End returns where the span ends.
func (s *Span) End() int { return s.Off + s.Len }

// Bytes returns the span's bytes, as a slice of the whole that was dissected.
func (s *Span) Bytes(whole []byte) []byte { return whole[s.Off:s.End():s.End()] }

// Leaves yields the spans without Inner, in the order of their bytes. They tile the
// whole as well.
func Leaves(spans []Span) iter.Seq[*Span] {
	return func(yield func(*Span) bool) { leaves(spans, yield) }
}

func leaves(spans []Span, yield func(*Span) bool) bool {
	for i := range spans {
		s := &spans[i]
		if len(s.Inner) == 0 && !yield(s) || !leaves(s.Inner, yield) {
			return false
		}
	}
	return true
}

// A Type is how a span is encoded.
type Type uint8

// The types of RFC 4251 §5, and those of their parts.
const (
	Byte Type = iota + 1
	Boolean
	Uint32
	Uint64
	String
	Mpint
	NameList

	Length // the uint32 in front of a string, a name-list or an mpint
	Bytes  // as many as the field has, or as are left
	Text   // the same, of characters
	Names  // the same, of names with commas between them
	Name   // one of them
	Comma  // what stands between two
	Group  // fields that belong together, one behind the other

	// In tables only: see [Field].
	Choice
	List
	Modes // the terminal modes of RFC 4254 §8
)

var typeNames = [...]string{
	Byte: "byte", Boolean: "boolean", Uint32: "uint32", Uint64: "uint64",
	String: "string", Mpint: "mpint", NameList: "name-list",
	Length: "length", Bytes: "bytes", Text: "text", Names: "names", Name: "name", Comma: "comma",
	Group: "group", Choice: "choice", List: "list", Modes: "terminal modes",
}

// String returns the name of the type, that of RFC 4251 where it has one.
func (t Type) String() string {
	if int(t) < len(typeNames) && t > 0 {
		return typeNames[t]
	}
	return "type " + strconv.Itoa(int(t))
}

// A Kind says how much of a span there is to show.
type Kind uint8

// The kinds.
const (
	Ordinary  Kind = iota
	Secret         // a password, an answer, a private key: never shown, and its Value is empty
	Random         // random bytes: a cookie, padding
	Data           // what users and programs send to each other
	Encrypted      // ciphertext
	Tag            // what authenticates the packet or file
	Unknown        // bytes that no table here explains; the Note says why
)

var kindNames = [...]string{"ordinary", "secret", "random", "data", "encrypted", "tag", "unknown"}

// String returns "ordinary" and so on.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "kind " + strconv.Itoa(int(k))
}

// hide makes a span and all in it secret. Its lengths are values as well.
func (s *Span) hide() {
	s.Kind, s.Value = Secret, ""
	for i := range s.Inner {
		s.Inner[i].hide()
	}
}
