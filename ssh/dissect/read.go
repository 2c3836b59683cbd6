package dissect

import (
	"bytes"
	"errors"

	"github.com/glassh/glassh/wire"
)

// The types of RFC 4251 §5, read by package wire: what it refuses is refused here.
const dataTypes = "RFC 4251 §5"

// field reads one field.
func (c *cursor) field(f *Field) {
	r := wire.NewReader(c.whole[c.at:c.end])
	s := c.span(f, 0)
	switch f.Type {
	case Byte:
		s.Value = number(uint64(r.Byte()), f.words)
	case Boolean:
		s.Value = boolean(r.Byte())
	case Uint32:
		s.Value = number(uint64(r.Uint32()), f.words)
	case Uint64:
		s.Value = number(r.Uint64(), f.words)
	case String:
		c.string(&s, f, r.Bytes())
	case NameList:
		c.nameList(&s, f, r.NameList())
	case Mpint:
		c.mpint(&s, r.Mpint())
	case Bytes, Text, Names:
		c.run(&s, f, &r)
	default:
		panic("dissect: a table has the field " + f.Name + " of the type " + f.Type.String())
	}
	if err := r.Err(); err != nil && c.err == nil {
		var e *wire.ParseError
		errors.As(err, &e)
		c.fail(f.Name, e.Problem)
	}
	if s.Len = c.end - c.at - r.Len(); s.Len > 0 && c.err == nil {
		c.add(s)
	}
}

// lengthSpan is the uint32 in front of n bytes, at the start of s.
func lengthSpan(s *Span, n int) Span {
	return Span{Off: s.Off, Len: 4, Name: "length", Type: Length, Value: number(uint64(n), nil), Source: dataTypes}
}

// content is what is behind the length, as one span or none.
func content(s *Span, t Type, n int) []Span {
	if n == 0 {
		return nil
	}
	return []Span{{Off: s.Off + 4, Len: n, Name: "content", Type: t, Source: s.Source, Kind: s.Kind}}
}

// string explains what a string holds, b.
func (c *cursor) string(s *Span, f *Field, b []byte) {
	s.Inner = append(s.Inner, lengthSpan(s, len(b)))
	switch f.Holds {
	case "":
		s.Inner = append(s.Inner, content(s, Text, len(b))...)
		s.Value = text(b)
		return
	case rawBytes:
		s.Inner = append(s.Inner, content(s, Bytes, len(b))...)
		if s.Kind != Data {
			s.Value = hexadecimal(b)
		}
		return
	}
	if b == nil { // the string is cut short
		return
	}
	l := structure(f.Holds)
	in := c.inside(c.at+4, c.at+4+len(b))
	in.fields(l.Fields, l.Source)
	spans, err := in.finish()
	switch {
	case err == nil:
		s.Inner = append(s.Inner, spans...)
		if l.show != nil {
			s.Value = l.show(b)
		}
	case c.strict && !f.loose:
		c.err = in.err
	default:
		s.Inner = append(s.Inner, content(s, Bytes, len(b))...)
		s.Value = hexadecimal(b)
		s.Note = "This does not have the form of: " + f.Holds + "."
	}
}

func (c *cursor) nameList(s *Span, f *Field, l wire.NameList) {
	s.Value = text(l)
	s.Inner = append(s.Inner, lengthSpan(s, len(l)))
	s.Inner = append(s.Inner, names(s, f, s.Off+4, l)...)
}

// names are the names of a list, and the commas between them.
func names(s *Span, f *Field, at int, l wire.NameList) (spans []Span) {
	for name := range l.All() {
		if len(spans) > 0 {
			spans = append(spans, Span{Off: at, Len: 1, Name: "comma", Type: Comma, Source: dataTypes, Kind: s.Kind})
			at++
		}
		n := Span{Off: at, Len: len(name), Name: "name", Type: Name, Value: text(name), Source: s.Source, Kind: s.Kind}
		if f.about != nil {
			n.Note = f.about(string(name))
		}
		spans = append(spans, n)
		at += len(name)
	}
	return spans
}

const signNote = "The number's first bit is 1, which alone would make it negative: this zero is its sign."

// mpint explains a number; magnitude is without the zero that may stand in front.
func (c *cursor) mpint(s *Span, magnitude []byte) {
	s.Value = bigNumber(magnitude)
	at, n := s.Off+4, len(magnitude)
	if n > 0 && magnitude[0] >= 0x80 {
		s.Inner = append(s.Inner, lengthSpan(s, n+1),
			Span{Off: at, Len: 1, Name: "sign", Type: Byte, Value: "0", Source: dataTypes, Note: signNote})
		at++
	} else {
		s.Inner = append(s.Inner, lengthSpan(s, n))
	}
	if n > 0 {
		s.Inner = append(s.Inner, Span{Off: at, Len: n, Name: "magnitude", Type: Bytes,
			Value: hexadecimal(magnitude), Source: s.Source, Kind: s.Kind})
	}
}

// run explains bytes without a length: f.Size, or all that are left.
func (c *cursor) run(s *Span, f *Field, r *wire.Reader) {
	n := f.Size
	if n == 0 {
		n = r.Len()
	}
	b := r.Fixed(n)
	switch f.Type {
	case Text:
		s.Value = text(b)
	case Names:
		l, err := wire.ParseNameList(b)
		if err != nil {
			c.fail(f.Name, wire.BadNameList)
			return
		}
		s.Value = text(b)
		s.Inner = names(s, f, s.Off, l)
	default:
		s.Value = hexadecimal(b)
	}
	if f.valid != nil && !f.valid(b) {
		c.fail(f.Name, wire.BadText)
	}
}

// is returns the test for bytes that can be but one thing.
func is(want string) func([]byte) bool {
	return func(b []byte) bool { return bytes.Equal(b, []byte(want)) }
}
