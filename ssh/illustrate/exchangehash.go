package illustrate

import (
	"bytes"
	"fmt"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// ExchangeHash explains what the exchange hash of e covers, field by field:
//
//	#  field  offset  length  type    sent in     bytes
//	1  V_C         0      21  string  record 1 →  00 00 00 11 53 53 48 …
//
// with all bytes of each if full is set.
func ExchangeHash(records []trace.Record, e *trace.Exchange, full bool) (string, error) {
	parts, err := trace.HashParts(records, e)
	if err != nil {
		return "", err
	}
	var s sheet
	total := 0
	for _, p := range parts {
		total += len(p.Encoded)
	}
	s.head("Exchange %d: %s; H = %s over these fields, each encoded as its type says", e.Count, escaped(e.Kex), escaped(e.HashName))
	s.gap()
	s.WriteString("  #  field  offset  length  type    sent in       bytes\n")
	at := 0
	for i, p := range parts {
		if p.Encoded == nil {
			fmt.Fprintf(&s, "%3d  %-5s %7d       ?  %-6s  %-12s  not in this trace\n", i+1, p.Name, at, p.Type, "nowhere")
		} else {
			fmt.Fprintf(&s, "%3d  %-5s %7d %7d  %-6s  %-12s  %s\n", i+1, p.Name, at, len(p.Encoded), p.Type, sentIn(records, p.Record), hexEnds(p.Encoded, 12))
		}
		s.flow(5, 5, "     "+p.What+encodingOf(p))
		if full {
			for rest := p.Encoded; len(rest) > 0; rest = rest[min(16, len(rest)):] {
				s.WriteString("       " + hexRow(rest[:min(16, len(rest))]) + "\n")
			}
		}
		at += len(p.Encoded)
	}
	s.gap()
	hashResult(&s, e, parts, total)
	return s.String(), nil
}

// escaped is a text of a trace, in which anybody may have written anything.
func escaped(text string) string { return wire.Escape([]byte(text)) }

// sentIn says where a field was sent.
func sentIn(records []trace.Record, n int) string {
	if n < 0 || n >= len(records) {
		return "nowhere"
	}
	dir := trace.Dir("")
	switch r := records[n].(type) {
	case *trace.Packet:
		dir = r.Dir
	case *trace.Line:
		dir = r.Dir
	}
	return fmt.Sprintf("record %d %s", n, arrows[dir])
}

// encodingOf says of a field what its encoding shows.
func encodingOf(p trace.Part) string {
	switch {
	case p.Encoded == nil || p.Type == "uint32":
		return ""
	case p.Type == "mpint" && len(p.Encoded) > 4 && p.Encoded[4] == 0:
		return "; its first bit is 1: the mpint has a zero byte in front"
	case p.Type == "mpint":
		return "; its first bit is 0: the mpint has no zero byte in front"
	case p.Name == "K":
		return "; a string, of fixed length, since a KEM takes part: not an mpint"
	}
	return ""
}

// hashResult says what H is, and whether it is the hash of these bytes.
func hashResult(s *sheet, e *trace.Exchange, parts []trace.Part, total int) {
	m, known := kex.LookupMethod(e.Kex)
	name := "H"
	if e.Count == 1 {
		name = "H = session_id"
	}
	if !known || len(e.H) < m.Hash.Size() {
		s.row("H", "%x…: this trace holds its beginning only; --show-hash or --unsafe-secrets records all of it", []byte(e.H))
	} else {
		s.row("H", "%s, %s", name, numberOfBytes(len(e.H)))
		s.row("", "%x", []byte(e.H))
	}
	if k := parts[len(parts)-1]; k.Encoded == nil {
		s.row("K", "is not in this trace: H cannot be computed anew. A trace of --unsafe-secrets has it")
		return
	}
	if !known {
		return
	}
	h := m.Hash.New()
	for _, p := range parts {
		h.Write(p.Encoded)
	}
	if bytes.HasPrefix(h.Sum(nil), e.H) {
		s.row("computed", "%s of these %d bytes is H", m.Hash, total)
	} else {
		s.row("computed", "%s of these %d bytes is %x, and that is not H", m.Hash, total, h.Sum(nil))
	}
}

// DiffExchangeHash compares what the exchange hash of e covers with what somebody else has
// hashed, and says whether that is the same.
func DiffExchangeHash(records []trace.Record, e *trace.Exchange, other []byte) (text string, same bool, err error) {
	parts, err := trace.HashParts(records, e)
	if err != nil {
		return "", false, err
	}
	var s sheet
	list, rest := trace.DiffHash(parts, other)
	for _, d := range list {
		p := &parts[d.Part]
		s.head("field %d, %s, differs at its byte %d (byte %d of the other input):", d.Part+1, p.Name, d.At, d.Other)
		cause := d.Cause
		if cause == "" {
			cause = "none of the usual mistakes, and so nothing behind it was compared"
		}
		s.row("cause", "%s", cause)
		s.row("should be", "%s", around(p.Encoded, d.At))
		s.row("is", "%s", around(other, d.Other))
	}
	k := &parts[len(parts)-1]
	switch complete := len(list) == 0 || list[len(list)-1].Cause != ""; {
	case k.Encoded == nil && complete && rest != nil:
		if len(list) == 0 {
			s.head("The fields in front of K are the same.")
		}
		s.row("K", "is not in this trace: it was not compared. The other input has %s there%s", numberOfBytes(len(rest)), looksLike(k, rest))
	case len(list) == 0:
		s.head("The same %d bytes.", len(other))
	}
	if hint := hashItself(e, other); hint != "" && len(list) > 0 {
		s.row("length", "%s", hint)
	}
	return s.String(), len(list) == 0, nil
}

// around shows bytes from a place on, and what stands in front of it.
func around(b []byte, at int) string {
	const before, behind = 4, 12
	from, to := max(0, at-before), min(len(b), at+behind)
	text := ""
	if from > 0 {
		text = "… "
	}
	if from < at {
		text += hexRow(b[from:at]) + " "
	}
	text += "│"
	if at < to {
		text += " " + hexRow(b[at:to])
	}
	switch {
	case to < len(b):
		text += " …"
	case at == len(b):
		text += " the end"
	}
	return text
}

// looksLike says whether bytes can be K.
func looksLike(k *trace.Part, rest []byte) string {
	if len(rest) < 4 || int(rest[0])<<24|int(rest[1])<<16|int(rest[2])<<8|int(rest[3]) != len(rest)-4 {
		return ", which do not begin with their length: K is " + article(k.Type)
	}
	switch {
	case k.Type == "mpint" && notShortest(rest[4:]) != "":
		return ": " + notShortest(rest[4:])
	case k.Type == "mpint" && len(rest) > 4 && rest[4] >= 0x80:
		return ": its first bit is 1, and the zero byte in front, which an mpint has then, is missing"
	}
	return ", and they have the form of " + article(k.Type)
}

// article puts one in front of a type.
func article(typ string) string {
	if typ == "mpint" {
		return "an mpint"
	}
	return "a " + typ
}

// hashItself recognizes a hash in place of its input.
func hashItself(e *trace.Exchange, other []byte) string {
	m, ok := kex.LookupMethod(e.Kex)
	if !ok || len(other) != m.Hash.Size() {
		return ""
	}
	text := fmt.Sprintf("%s, as many as %s has: is this H, and not what is hashed?", numberOfBytes(len(other)), m.Hash)
	switch {
	case bytes.HasPrefix(other, e.H):
		text += " It begins as H does"
	default:
		text += " Then it is another H"
	}
	return text
}
