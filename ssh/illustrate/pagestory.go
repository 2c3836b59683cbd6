package illustrate

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// A story is a trace, sorted by what belongs together.
type story struct {
	records []trace.Record
	begin   trace.Begin
	end     *trace.End // or nil: the trace is cut short
	lines   []*trace.Line
	packets []*trace.Packet
	notes   []*trace.Note
	rounds  []*round
	level   trace.Level // of what is in fact there
}

// A round is one key exchange: the first, and each re-exchange. Any part of it may be
// missing.
type round struct {
	n        int // from 1
	init     map[trace.Dir]*trace.Packet
	messages []*trace.Packet // of the method
	newKeys  map[trace.Dir]*trace.Packet
	keys     map[trace.Dir]*trace.Keys
	out      *trace.Exchange
}

func newStory(records []trace.Record) *story {
	s := &story{records: records, level: Level(records)}
	for _, r := range records {
		switch r := r.(type) {
		case *trace.Begin:
			s.begin = *r
		case *trace.Line:
			s.lines = append(s.lines, r)
		case *trace.Packet:
			s.packets = append(s.packets, r)
			s.exchange(r)
		case *trace.Exchange:
			s.round(r.Count).out = r
		case *trace.Keys:
			s.round(r.Epoch).keys[r.Dir] = r
		case *trace.Note:
			s.notes = append(s.notes, r)
		case *trace.End:
			s.end = r
		}
	}
	return s
}

// Level returns the level of what records hold, whatever the first one says it is.
func Level(records []trace.Record) trace.Level {
	level := trace.Public
	for _, r := range records {
		switch r := r.(type) {
		case *trace.Begin:
			level = max(level, r.Level)
		case *trace.Exchange:
			if r.K != nil || r.Private != nil {
				return trace.Secrets
			}
			if len(r.H) > 4 {
				level = max(level, trace.Hash)
			}
		case *trace.Keys:
			if r.Key != nil || r.IV != nil || r.MACKey != nil {
				return trace.Secrets
			}
		}
	}
	return level
}

// maxRounds bounds the number of a key exchange that a record may claim.
const maxRounds = 1 << 12

// round returns the one of that number, from 1.
func (s *story) round(n int) *round {
	n = min(max(n, 1), maxRounds)
	for len(s.rounds) < n {
		s.rounds = append(s.rounds, &round{
			n: len(s.rounds) + 1, init: map[trace.Dir]*trace.Packet{},
			newKeys: map[trace.Dir]*trace.Packet{}, keys: map[trace.Dir]*trace.Keys{},
		})
	}
	return s.rounds[n-1]
}

// exchange notes a packet of a key exchange. The epoch that it is sent in says which.
func (s *story) exchange(p *trace.Packet) {
	switch n := numberOf(p); {
	case n == wire.MsgKexInit:
		s.round(p.Epoch + 1).init[p.Dir] = p
	case n == wire.MsgNewKeys:
		s.round(p.Epoch + 1).newKeys[p.Dir] = p
	case n != 0 && n.Layer() == wire.LayerKex:
		r := s.round(p.Epoch + 1)
		r.messages = append(r.messages, p)
	}
}

// numberOf returns the number of a packet's message; 0 if it has none.
func numberOf(p *trace.Packet) wire.Number {
	if p.Message == nil {
		return 0
	}
	return wire.Number(p.Message.Number)
}

// nameOf is the name of a packet's message.
func nameOf(p *trace.Packet) string {
	if p.Message == nil {
		return "bytes that are no packet"
	}
	return shortName(p.Message)
}

// fields returns the spans of a packet's message.
func fields(p *trace.Packet) []dissect.Span {
	for i := range p.Layout {
		if p.Layout[i].Name == "payload" {
			return p.Layout[i].Inner
		}
	}
	return nil
}

// field returns the field of that name, or nil.
func field(p *trace.Packet, name string) *dissect.Span {
	list := fields(p)
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}

// uint32Of returns the number in a field; ok is false if there is none.
func uint32Of(p *trace.Packet, name string) (v uint32, ok bool) {
	s := field(p, name)
	if s == nil || s.Len != 4 || s.End() > len(p.Clear) {
		return 0, false
	}
	return binary.BigEndian.Uint32(s.Bytes(p.Clear)), true
}

// valueOf returns how a field is shown, or "".
func valueOf(p *trace.Packet, name string) string {
	if s := field(p, name); s != nil {
		return s.Value
	}
	return ""
}

// A ref is a place in a record: bytes of a packet in clear, or of a line. Len is 0 for all
// of it.
type ref struct{ N, Off, Len int }

// Href is a link to it, which the page's script follows.
func (r ref) Href() string {
	if r.Len == 0 {
		return fmt.Sprintf("#p%d", r.N)
	}
	return fmt.Sprintf("#p%d/%d+%d", r.N, r.Off, r.Len)
}

// Data is the same for scripts.
func (r ref) Data() string { return fmt.Sprintf("%d:%d:%d", r.N, r.Off, r.Len) }

// String says it to people.
func (r ref) String() string {
	if r.Len == 0 {
		return fmt.Sprintf("p%d", r.N)
	}
	return fmt.Sprintf("p%d, %s", r.N, bytesFrom(r.Off, r.Len))
}

// bytesFrom names a stretch of bytes: "bytes 4–7".
func bytesFrom(off, n int) string {
	if n == 1 {
		return fmt.Sprintf("byte %d", off)
	}
	return fmt.Sprintf("bytes %d–%d", off, off+n-1)
}

func refTo(p *trace.Packet, s *dissect.Span) *ref {
	if p == nil {
		return nil
	}
	if s == nil {
		return &ref{N: p.N}
	}
	return &ref{p.N, s.Off, s.Len}
}

// locate finds bytes in a record, from an offset on.
func (s *story) locate(n, from int, content []byte) *ref {
	if n < 0 || n >= len(s.records) {
		return nil
	}
	var whole []byte
	switch r := s.records[n].(type) {
	case *trace.Line:
		whole = r.Wire
	case *trace.Packet:
		whole = r.Clear
	}
	if from > len(whole) {
		return &ref{N: n}
	}
	at := bytes.Index(whole[from:], content)
	if at < 0 || len(content) == 0 {
		return &ref{N: n}
	}
	return &ref{n, from + at, len(content)}
}

// gists are the fields by which people tell messages from each other.
var gists = map[string]bool{
	"service name": true, "method name": true, "user name": true, "has signature": true, "public key algorithm name": true,
	"channel type": true, "request type": true, "request name": true, "reason code": true, "description": true, "bytes to add": true,
	"authentications that can continue": true, "command": true, "subsystem name": true, "exit_status": true, "initial window size": true,
	"TERM environment variable value": true, "variable name": true, "first_kex_packet_follows": true, "signal name": true,
}

const maxGist = 90

// gist says in a few words what a message says.
func gist(p *trace.Packet) string {
	if p.Error != "" {
		return p.Error
	}
	var parts []string
	for _, s := range fields(p) {
		switch {
		case s.Name == "data" && s.Kind == dissect.Data && s.Len >= 4:
			parts = append(parts, grouped(s.Len-4)+" bytes")
		case gists[s.Name] && s.Value != "" && s.Kind == dissect.Ordinary:
			switch s.Type {
			case dissect.Boolean, dissect.Uint32:
				parts = append(parts, s.Name+" "+s.Value)
			default:
				parts = append(parts, s.Value)
			}
		}
	}
	if p.Withheld != "" {
		parts = append(parts, "not shown: "+p.Withheld)
	}
	text := []rune(strings.Join(parts, " · "))
	if len(text) > maxGist {
		return string(text[:maxGist]) + "…"
	}
	return string(text)
}

// grouped writes a number with a comma between thousands.
func grouped[T ~int | ~int64 | ~uint32](n T) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
