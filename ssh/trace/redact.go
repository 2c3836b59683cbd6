package trace

import (
	"bytes"
	"slices"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/dissect"
)

// The reasons to leave a packet out.
const (
	holdsSecret   = "it holds a secret of the user, a password say"
	notUnderstood = "its message is not understood, and might hold a secret"
	damaged       = "the keys in this trace might decrypt a secret in it"
	forAgent      = "its channel leads to an agent, or to windows: keys may be in it, or a cookie"
)

// never takes out what no level has: packets that hold a user's secret, also where nobody
// knows what they hold.
func (r *Recorder) never(p *Packet) {
	if p.Layout == nil {
		r.takeOut(p, notUnderstood)
		return
	}
	for s := range dissect.Leaves(p.Layout) {
		if s.Kind == dissect.Secret {
			r.takeOut(p, holdsSecret)
			return
		}
	}
}

// takeOut withholds a packet, and its bytes on the network too where these were in clear,
// or the keys are in the trace.
func (r *Recorder) takeOut(p *Packet, why string) {
	mem.Wipe(p.Clear)
	p.withhold(why)
	if r.level >= Secrets || p.Epoch == 0 {
		p.Wire = nil
	}
}

// withhold takes the packet in clear out, and all that its layout gives away: how long a
// password is, say.
func (p *Packet) withhold(why string) {
	p.Withheld, p.Clear, p.Layout, p.Inflated = why, nil, nil, 0
}

// shownOfHash is how many bytes of an exchange hash a trace without secrets holds: enough
// to tell two of them apart.
const shownOfHash = 4

// Redact returns what a trace of that level may hold of a record: the record itself, or a
// copy that shares what has not changed.
func Redact(r Record, level Level) Record {
	switch r := r.(type) {
	case *Begin:
		c := *r
		c.Level = min(c.Level, level)
		return &c
	case *Exchange:
		return r.redact(level)
	case *Keys:
		if level < Secrets {
			c := *r
			c.Key, c.IV, c.MACKey = nil, nil, nil
			return &c
		}
	case *Packet:
		if level < Secrets {
			return r.redact()
		}
	}
	return r
}

func (e *Exchange) redact(level Level) *Exchange {
	c := *e
	if level < Secrets {
		c.K, c.Private = nil, nil
	}
	if level < Hash {
		c.H, c.SessionID = c.H[:min(shownOfHash, len(c.H))], c.SessionID[:min(shownOfHash, len(c.SessionID))]
	}
	return &c
}

// redact takes out what users have sent, of packets that were encrypted.
func (p *Packet) redact() *Packet {
	if p.Epoch == 0 || p.Clear == nil {
		return p
	}
	c := *p
	c.Masked = nil // it is found again: what a file says of it is not trusted
	if c.Layout == nil {
		c.withhold(notUnderstood)
		return &c
	}
	c.Clear = bytes.Clone(p.Clear)
	c.Layout = c.mask(p.Layout)
	return &c
}

// mask returns a copy of spans without the values of those that are masked, and overwrites
// their bytes with zeros.
func (p *Packet) mask(spans []dissect.Span) []dissect.Span {
	spans = slices.Clone(spans)
	for i := range spans {
		s := &spans[i]
		hidden := s.Kind == dissect.Data || s.Kind == dissect.Unknown
		if len(s.Inner) > 0 {
			s.Inner = p.mask(s.Inner)
			if hidden {
				s.Value = ""
			}
			continue
		}
		if hidden && s.Type != dissect.Length {
			clear(s.Bytes(p.Clear))
			s.Value = ""
			p.Masked = append(p.Masked, [2]int{s.Off, s.Len})
		}
	}
	return spans
}
