package trace

import (
	"encoding/binary"
	"fmt"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/wire"
)

// Packet records one packet, and what it says.
func (r *Recorder) Packet(p *transport.TracedPacket) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rec := &Packet{
		Head: Head{Kind: "packet", Dir: dirOf(p.ClientToServer)},
		Seq:  p.Seq, Epoch: p.Epoch, Cipher: p.Suite.Cipher.Name, MAC: p.Suite.MAC.Name,
		Took: p.Took, Size: len(p.Wire), Wire: keep(p.Wire),
	}
	if p.Err != nil {
		rec.Error = p.Err.Error()
		if r.level >= Secrets && p.Epoch > 0 && r.talk.mayHoldSecret(rec.Dir) {
			rec.Withheld, rec.Wire = damaged, nil
		}
		r.put(rec)
		return
	}
	payload := p.Payload()
	ctx := r.talk.context(rec.Dir)
	rec.Message = newMessage(payload, ctx)
	// The tag is no part of what was encrypted, but of the packet.
	rec.Clear = append(keep(p.Clear), p.Wire[len(p.Clear):]...)
	if p.Message != nil {
		rec.Inflated = len(p.Message)
		rec.Clear = inflate(rec.Clear, p.Message)
	}
	var err error
	rec.Layout, err = dissect.Packet(rec.Clear, dissect.Frame{Suite: p.Suite, Inflated: rec.Inflated}, ctx)
	if err != nil { // the layout is that of the frame
		rec.Message.Error = err.Error()
	}
	if r.talk.toAgent(rec.Dir, payload) {
		r.takeOut(rec, forAgent)
	} else {
		r.never(rec)
	}
	rec.bound()
	r.talk.follow(rec.Dir, payload, r.next)
	r.put(rec)
}

// maxSpans bounds the layout of a packet. A peer can put fifty thousand fields into one,
// which come to more JSON than a line of a file may have.
const maxSpans = 1 << 14

// bound leaves the message of a packet unexplained that has too many fields.
func (p *Packet) bound() {
	n := 0
	for range dissect.Leaves(p.Layout) {
		n++
	}
	if n <= maxSpans {
		return
	}
	p.Message.Error = fmt.Sprintf("it has more than %d fields, too many to explain each", maxSpans)
	for i := range p.Layout {
		if s := &p.Layout[i]; s.Inner != nil {
			s.Inner, s.Kind, s.Note = nil, dissect.Unknown, "This message has too many fields to explain each."
		}
	}
}

// newMessage names a message.
func newMessage(payload []byte, ctx dissect.Context) *Message {
	n := wire.Number(payload[0])
	method := ctx.Kex
	if n.Layer() == wire.LayerUserauthMethod {
		method = ctx.Auth
	}
	info := n.InfoFor(method)
	return &Message{Number: payload[0], Name: info.Name, Source: info.Source}
}

// Payload returns the message, or nil where Clear is left out.
func (p *Packet) Payload() []byte {
	if len(p.Clear) < wire.HeaderLen {
		return nil
	}
	if p.Inflated > 0 {
		if end := wire.HeaderLen + p.Inflated; end <= len(p.Clear) {
			return p.Clear[wire.HeaderLen:end]
		}
		return nil
	}
	body := wire.LengthLen + uint64(binary.BigEndian.Uint32(p.Clear))
	if body > uint64(len(p.Clear)) {
		return nil
	}
	payload, err := wire.Payload(p.Clear[:body])
	if err != nil {
		return nil
	}
	return payload
}
