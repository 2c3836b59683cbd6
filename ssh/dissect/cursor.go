package dissect

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/glassh/glassh/wire"
)

// A cursor walks through whole[at:end] along a table, and leaves spans behind. What a
// string holds is walked through by a cursor of its own, whose up is this one.
type cursor struct {
	whole   []byte
	at, end int
	spans   []Span

	what   string // for errors
	source string // of fields that have none
	up     *cursor
	ctx    *Context

	// strict says that a string which does not hold what the table says is an error.
	// Otherwise it is a note: a message is not wrong because a key in it is.
	strict bool
	// unsigned says that no signature follows: it is what the signature is made over.
	unsigned bool
	err      *Error // the first one; nothing is read after it
}

// dissect walks through all of whole.
func dissect(whole []byte, what string, l Layout, ctx *Context) ([]Span, error) {
	c := &cursor{whole: whole, end: len(whole), what: what, ctx: ctx, strict: true}
	c.fields(l.Fields, l.Source)
	return c.finish()
}

// finish returns the spans, if they reach to the end.
func (c *cursor) finish() ([]Span, error) {
	if n := c.end - c.at; n > 0 && c.err == nil {
		c.fail("", wire.TrailingBytes)
		c.err.Problem, c.err.Text = 0, fmt.Sprintf("%d bytes behind the last field", n)
		if n == 1 {
			c.err.Text = "1 byte behind the last field"
		}
	}
	if c.err != nil {
		return nil, c.err
	}
	return c.spans, nil
}

func (c *cursor) fail(field string, p wire.Problem) {
	if c.err == nil {
		c.err = &Error{What: c.what, Field: field, Off: c.at, Problem: p}
	}
}

// fields walks along the fields of a layout.
func (c *cursor) fields(fields []Field, source string) {
	outer := c.source
	c.source = source
	for i := range fields {
		f := &fields[i]
		switch {
		case c.err != nil:
			return
		case f.When != "" && c.number(f.When) == 0:
		case f.Optional && c.at == c.end:
		case c.unsigned && f.Holds == signature:
		case f.Type == Choice:
			c.choose(f)
		case f.Type == List:
			c.list(f)
		case f.Type == Modes:
			c.modes()
		default:
			c.field(f)
		}
	}
	c.source = outer
}

// choose walks along the case that the bytes before, or the context, ask for. What
// follows a name that has none is one span, and nobody knows more.
func (c *cursor) choose(f *Field) {
	name, ok := c.name(f.On)
	if !ok {
		name = c.ctx.get(f.On)
	}
	for i := range f.Cases {
		if f.Cases[i].Name == name {
			c.fields(f.Cases[i].Fields, f.Cases[i].Source)
			return
		}
	}
	if c.at < c.end {
		s := c.span(f, c.end-c.at)
		s.Type = Bytes
		if s.Kind == Ordinary {
			s.Kind = Unknown
		}
		c.add(s)
	}
}

// list walks along the fields in Each, again and again.
func (c *cursor) list(f *Field) {
	var n uint64
	if f.Count != "" {
		if n = c.number(f.Count); f.Most > 0 && n > uint64(f.Most) {
			c.fail(f.Count, wire.TooLong)
		}
	}
	for i := 0; c.err == nil; i++ {
		if f.Count != "" && uint64(i) == n || f.Count == "" && c.at == c.end {
			return
		}
		if len(f.Each) > 1 {
			c.group(f)
			continue
		}
		each := f.Each[0]
		if each.open != nil && each.open(c.ctx, i) {
			each.Kind = Ordinary
		}
		c.field(&each)
	}
}

// group puts the fields in Each into one span, whose value is that of the first.
func (c *cursor) group(f *Field) {
	in := c.inside(c.at, c.end)
	in.fields(f.Each, c.source)
	if c.err = in.err; c.err != nil {
		return
	}
	s := c.span(f, in.at-c.at)
	s.Type, s.Inner, s.Value = Group, in.spans, in.spans[0].Value
	c.add(s)
}

// inside returns a cursor for a part of what this one walks through.
func (c *cursor) inside(at, end int) *cursor {
	return &cursor{whole: c.whole, at: at, end: end, what: c.what, up: c, ctx: c.ctx, strict: c.strict}
}

// span starts the span of a field, n bytes long.
func (c *cursor) span(f *Field, n int) Span {
	s := Span{Off: c.at, Len: n, Name: f.Name, Type: f.Type, Source: f.Source, Note: f.Note, Kind: f.Kind}
	if s.Source == "" {
		s.Source = c.source
	}
	return s
}

// add takes a span over.
func (c *cursor) add(s Span) {
	if s.Kind == Secret {
		s.hide()
	}
	c.spans = append(c.spans, s)
	c.at = s.End()
}

// seek returns the span of that name that came last, here or further up.
func (c *cursor) seek(name string) *Span {
	for ; c != nil; c = c.up {
		for i := range slices.Backward(c.spans) {
			if c.spans[i].Name == name {
				return &c.spans[i]
			}
		}
	}
	return nil
}

// name returns what a string field holds that has been read; ok is false if none has.
func (c *cursor) name(field string) (name string, ok bool) {
	s := c.seek(field)
	if s == nil {
		return "", false
	}
	return string(c.whole[s.Off+4 : s.End()]), true
}

// number returns the value of a boolean or uint32 that has been read.
func (c *cursor) number(field string) uint64 {
	s := c.seek(field)
	if s == nil {
		panic("dissect: a table counts on " + field + ", which is not there")
	}
	if s.Type == Boolean {
		return uint64(c.whole[s.Off])
	}
	return uint64(binary.BigEndian.Uint32(c.whole[s.Off:]))
}
