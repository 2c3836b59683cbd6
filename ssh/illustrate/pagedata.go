package illustrate

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// A pageData is what the page's script shows when a packet is opened. It is short where
// there is much of it: names stand once in Strings, and a span is
//
//	[length, name, type, value, source, note, kind, [inner spans…]]
//
// with numbers of Strings in it. Spans tile their bytes, so that no offset is needed.
type pageData struct {
	Strings []string            `json:"strings"` // the first is ""
	Packets map[int]*shownBytes `json:"packets"` // by the number of the record
	index   map[string]int
}

// shownBytes are the bytes of one packet or line.
type shownBytes struct {
	Clear  *run     `json:"c,omitempty"` // in clear
	Wire   *run     `json:"w,omitempty"` // as it was on the network, if that is something else
	Masked [][2]int `json:"m,omitempty"` // of Clear: offset and length
	// Inflated says that Clear is decompressed, and its bytes have other places in Wire.
	Inflated bool `json:"z,omitempty"`
}

// A run is bytes, and what each of them is.
type run struct {
	Hex   string   `json:"h"`           // without what is cut
	Cut   [][2]int `json:"x,omitempty"` // what is not in the page: offset and length
	Spans []any    `json:"s"`
}

func newPageData() *pageData {
	return &pageData{Strings: []string{""}, Packets: map[int]*shownBytes{}, index: map[string]int{"": 0}}
}

// text returns the number of a string.
func (d *pageData) text(s string) int {
	n, ok := d.index[s]
	if !ok {
		n = len(d.Strings)
		d.Strings, d.index[s] = append(d.Strings, s), n
	}
	return n
}

// line adds a line of the version exchange.
func (d *pageData) line(l *trace.Line) error {
	from := dissect.Client
	if l.Dir == trace.ToClient {
		from = dissect.Server
	}
	spans, err := dissect.Version(l.Wire, from)
	if err != nil { // RFC 4253 §4.2 lets servers send other lines first
		spans = []dissect.Span{{Len: len(l.Wire), Name: "line", Type: dissect.Text, Source: "RFC 4253 §4.2",
			Value: wire.Escape(wire.TrimVersion(l.Wire)), Kind: dissect.Unknown, Note: "No identification string: a server may send lines of its own before that."}}
	}
	r, err := d.run(l.Wire, spans)
	if err != nil {
		return fmt.Errorf("record %d, a line: %w", l.N, err)
	}
	d.Packets[l.N] = &shownBytes{Clear: r}
	return nil
}

// packet adds a packet. It refuses one with a byte that no span explains, or that a span
// calls secret.
func (d *pageData) packet(p *trace.Packet) error {
	shown := &shownBytes{Masked: p.Masked, Inflated: p.Inflated > 0}
	var err error
	if len(p.Clear) > 0 || len(p.Layout) > 0 {
		shown.Clear, err = d.run(p.Clear, p.Layout)
	}
	if err == nil && len(p.Wire) > 0 && !bytes.Equal(p.Wire, p.Clear) {
		shown.Wire, err = d.run(p.Wire, wireSpans(p))
	}
	if err != nil {
		return fmt.Errorf("record %d, %s: %w", p.N, nameOf(p), err)
	}
	d.Packets[p.N] = shown
	return nil
}

// wireSpans returns what the bytes of a packet are as they were on the network.
func wireSpans(p *trace.Packet) []dissect.Span {
	suite, ok := protect.Lookup(p.Cipher, p.MAC)
	if ok && p.Error == "" {
		if spans, err := dissect.Sealed(p.Wire, dissect.Frame{Suite: suite}); err == nil {
			return spans
		}
	}
	note := "Nothing but their number is known of these bytes."
	if p.Error != "" {
		note = "No packet: " + p.Error
	}
	return []dissect.Span{{Len: len(p.Wire), Name: "bytes", Type: dissect.Bytes, Kind: dissect.Unknown, Source: "RFC 4253 §6", Note: note}}
}

func (d *pageData) run(whole []byte, spans []dissect.Span) (*run, error) {
	if err := tile(spans, 0, len(whole)); err != nil {
		return nil, err
	}
	r := &run{}
	at := 0
	var text []byte
	for s := range dissect.Leaves(spans) {
		if s.Kind == dissect.Secret {
			return nil, errSecret
		}
		if s.Len > shownOf(s.Kind) {
			r.Cut = append(r.Cut, [2]int{s.Off + shownHead, s.Len - shownHead - shownTail})
			text = hex.AppendEncode(text, whole[at:s.Off+shownHead])
			at = s.End() - shownTail
		}
	}
	r.Hex = string(hex.AppendEncode(text, whole[at:]))
	r.Spans = d.spans(whole, spans)
	return r, nil
}

// Of a span that is long, as data in bulk is, the page has the first and the last bytes.
const (
	maxShown  = 4096 // of keys, lists and the like
	maxBulk   = 1024 // of what has no parts: data, ciphertext
	shownHead = 192
	shownTail = 64
)

// shownOf returns how many bytes a span of that kind may have and be shown whole.
func shownOf(k dissect.Kind) int {
	switch k {
	case dissect.Data, dissect.Encrypted, dissect.Random, dissect.Unknown:
		return maxBulk
	}
	return maxShown
}

var errSecret = errors.New("it holds a secret that no trace should hold")

// tile returns an error unless the spans explain every byte from one offset to another,
// and none twice, and so do those inside of them.
func tile(spans []dissect.Span, from, to int) error {
	at := from
	for i := range spans {
		s := &spans[i]
		if s.Off != at || s.Len <= 0 || s.Len > to-at {
			return fmt.Errorf("byte %d is not explained, or twice: %q is said to be %d bytes from byte %d", at, s.Name, s.Len, s.Off)
		}
		if len(s.Inner) > 0 {
			if err := tile(s.Inner, s.Off, s.End()); err != nil {
				return err
			}
		}
		at = s.End()
	}
	if at != to {
		return fmt.Errorf("bytes %d to %d are not explained", at, to-1)
	}
	return nil
}

func (d *pageData) spans(whole []byte, spans []dissect.Span) []any {
	list := make([]any, len(spans))
	for i := range spans {
		s := &spans[i]
		value := s.Value
		if value == hex.EncodeToString(s.Bytes(whole)) {
			value = "" // the bytes say it
		}
		t := []any{s.Len, d.text(s.Name), d.text(s.Type.String()), d.text(value), d.text(s.Source), d.text(s.Note), d.text(s.Kind.String())}
		if len(s.Inner) > 0 {
			t = append(t, d.spans(whole, s.Inner))
		}
		list[i] = t
	}
	return list
}
