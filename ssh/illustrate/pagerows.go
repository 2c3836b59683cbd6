package illustrate

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// A row is one packet or line, closed.
type row struct {
	N       int
	Dir     trace.Dir
	Seq     string
	Name    string
	Gist    string
	Size    string
	Sealed  bool
	Time    string
	Facts   string
	Source  string
	Code    string
	Section int
}

// Side says who sent it.
func (r row) Side() string { return sender(r.Dir) }

// Arrow points from the client, at the left, to the server.
func (r row) Arrow() string { return arrows[r.Dir] }

// rows puts every packet into its section, and into the table of all.
func (v *view) rows(s *story) {
	for i := range sectionTable {
		sec := sectionTable[i]
		for _, f := range codeOf[sec.N] {
			sec.Code = append(sec.Code, placeOf(f))
		}
		v.Sections = append(v.Sections, &sec)
	}
	for _, r := range s.records {
		var row row
		switch r := r.(type) {
		case *trace.Line:
			row = lineRow(r)
		case *trace.Packet:
			row = packetRow(r)
		default:
			continue
		}
		sec := v.Sections[row.Section-1]
		sec.Rows = append(sec.Rows, row)
		v.All = append(v.All, row)
	}
}

func lineRow(l *trace.Line) row {
	return row{N: l.N, Dir: l.Dir, Name: "identification", Gist: wire.Escape(wire.TrimVersion(l.Wire)), Size: bytesOf(len(l.Wire)),
		Time: millis(l.Time), Source: "RFC 4253 §4.2", Code: placeOf(wire.ParseVersion).String(), Section: 2}
}

func packetRow(p *trace.Packet) row {
	r := row{N: p.N, Dir: p.Dir, Seq: fmt.Sprintf("#%d", p.Seq), Name: nameOf(p), Gist: gist(p), Size: bytesOf(p.Size),
		Sealed: p.Epoch > 0, Time: millis(p.Time), Section: sectionOf(p)}
	if p.Message != nil {
		r.Source = p.Message.Source
		if f, ok := parserOf[r.Name]; ok {
			r.Code = placeOf(f).String()
		}
	}
	how := "before NEWKEYS: not encrypted"
	if p.Epoch > 0 {
		how = fmt.Sprintf("keys number %d, %s", p.Epoch, strings.TrimSpace(p.Cipher+" "+p.MAC))
	}
	r.Facts = fmt.Sprintf("sequence number %d · %s · took %.1f µs", p.Seq, how, float64(p.Took)/1000)
	if n := p.Compressed(); n > 0 {
		r.Facts += fmt.Sprintf(" · %s compressed to %s", bytesOf(p.Inflated), bytesOf(n))
	}
	if p.Withheld != "" {
		r.Facts += " · not shown: " + p.Withheld
	}
	if p.Message != nil && p.Message.Error != "" {
		r.Facts += " · not understood: " + p.Message.Error
	}
	if len(p.Masked) > 0 {
		r.Facts += " · what users sent is masked with zeros"
	}
	return r
}

// sectionOf returns the number of the section that a packet belongs to.
func sectionOf(p *trace.Packet) int {
	n := numberOf(p)
	kexLayer := n == wire.MsgKexInit || n == wire.MsgNewKeys || n.Layer() == wire.LayerKex
	switch {
	case n == 0 || n == wire.MsgDisconnect || n == wire.MsgChannelEOF || n == wire.MsgChannelClose:
		return 18
	case kexLayer && p.Epoch > 0:
		return 17
	case n == wire.MsgKexInit:
		return 3
	case n == wire.MsgNewKeys:
		return 10
	case kexLayer:
		return 6
	case n == wire.MsgExtInfo:
		return 13
	case n == wire.MsgServiceRequest || n == wire.MsgServiceAccept || n.Layer() == wire.LayerUserauth || n.Layer() == wire.LayerUserauthMethod:
		return 14
	case n == wire.MsgChannelData || n == wire.MsgChannelExtendedData || n == wire.MsgChannelWindowAdjust:
		return 16
	case n.Layer() == wire.LayerConnection || n.Layer() == wire.LayerChannel:
		return 15
	}
	return 16 // IGNORE, DEBUG, PING: what means nothing to anybody
}
