package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// maxRecord bounds a line of a file of records, in bytes. A packet of 256 KiB with all its
// spans stays far below it.
const maxRecord = 16 << 20

// Write appends a record to w, as a line of JSON.
func Write(w io.Writer, r Record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// A Reader reads records, a line of JSON each.
type Reader struct {
	scan *bufio.Scanner
	line int
}

// NewReader returns a Reader of what r holds.
func NewReader(r io.Reader) *Reader {
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxRecord)
	return &Reader{scan: s}
}

// Next returns the next record, or io.EOF behind the last one.
func (r *Reader) Next() (Record, error) {
	for r.scan.Scan() {
		r.line++
		line := bytes.TrimSpace(r.scan.Bytes())
		if len(line) == 0 {
			continue
		}
		rec, err := parse(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", r.line, err)
		}
		return rec, nil
	}
	if errors.Is(r.scan.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d is longer than %d MiB", r.line+1, maxRecord>>20)
	}
	if err := r.scan.Err(); err != nil {
		return nil, err
	}
	return nil, io.EOF
}

var errNotTrace = errors.New("this is no record of a trace")

func parse(line []byte) (Record, error) {
	var h Head
	if err := json.Unmarshal(line, &h); err != nil || h.V == 0 {
		return nil, errNotTrace
	}
	if h.V != Version {
		return nil, fmt.Errorf("the record has version %d of the format; only %d is known", h.V, Version)
	}
	rec := newRecord(h.Kind)
	if rec == nil {
		return nil, fmt.Errorf("no record is of the kind %q", h.Kind)
	}
	if err := json.Unmarshal(line, rec); err != nil {
		return nil, fmt.Errorf("a record of the kind %s: %w", h.Kind, err)
	}
	if problem := incomplete(rec); problem != "" {
		return nil, fmt.Errorf("a record of the kind %s %s", h.Kind, problem)
	}
	return rec, nil
}

// incomplete says what a record lacks that all of its kind have; "" is nothing.
func incomplete(r Record) string {
	switch r := r.(type) {
	case *Line, *Packet, *Keys:
		if d := r.head().Dir; d != ToServer && d != ToClient {
			return "has no direction: c2s or s2c"
		}
	}
	if p, ok := r.(*Packet); ok {
		switch {
		case p.Message == nil && p.Error == "":
			return "has neither a message nor an error"
		case p.Size < len(p.Wire) || p.Size < 0 || p.Size > maxRaw:
			return "has a size that no packet has"
		case p.Inflated < 0 || p.Inflated > compress.MaxMessage || p.Inflated > 0 && p.Inflated > len(p.Clear)-wire.HeaderLen:
			return "has a message longer than itself"
		}
		at := 0
		for s := range dissect.Leaves(p.Layout) {
			if s.Off != at || s.Len <= 0 || s.Len > len(p.Clear)-at {
				return "explains bytes that it does not have, or not one after the other"
			}
			at = s.End()
		}
		if at < len(p.Clear) && p.Layout != nil {
			return "does not explain all of its bytes"
		}
	}
	for _, text := range append(texts(r), string(r.head().Dir)) {
		if strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsPrint(c) }) {
			return "has a text that is not fit to be shown"
		}
	}
	return ""
}

// texts returns all strings of a record. Whoever shows it relies on what they hold: a
// terminal takes orders from characters that cannot be seen.
func texts(r Record) []string {
	switch r := r.(type) {
	case *Begin:
		list := []string{r.Program, r.Date, r.End, r.Local, r.Remote}
		for name, tier := range r.Tiers {
			list = append(list, name, tier)
		}
		return list
	case *Packet:
		list := []string{r.Cipher, r.MAC, r.Error, r.Withheld}
		if m := r.Message; m != nil {
			list = append(list, m.Name, m.Source, m.Error)
		}
		return appendTexts(list, r.Layout)
	case *Exchange:
		return []string{r.Kex, r.HashName, r.HostKeyAlg}
	case *Keys:
		return []string{r.Cipher, r.MAC, r.Compression}
	case *Note:
		return []string{r.Text}
	case *End:
		return []string{r.Error}
	}
	return nil
}

func appendTexts(list []string, spans []dissect.Span) []string {
	for i := range spans {
		s := &spans[i]
		list = appendTexts(append(list, s.Name, s.Value, s.Source, s.Note), s.Inner)
	}
	return list
}

// maxRaw bounds what is taken for a packet: what did not authenticate may have any length
// that a packet can have.
const maxRaw = wire.LengthLen + wire.MaxPacket + protect.MaxOverhead

// newRecord returns an empty record of that kind, or nil.
func newRecord(kind string) Record {
	switch kind {
	case "begin":
		return new(Begin)
	case "line":
		return new(Line)
	case "packet":
		return new(Packet)
	case "exchange":
		return new(Exchange)
	case "keys":
		return new(Keys)
	case "note":
		return new(Note)
	case "end":
		return new(End)
	}
	return nil
}

// ReadAll returns all records of a file.
func ReadAll(r io.Reader) (list []Record, err error) {
	in := NewReader(r)
	for {
		rec, err := in.Next()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list = append(list, rec)
	}
}
