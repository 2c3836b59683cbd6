package trace

import (
	"bytes"
	"encoding/binary"
	"errors"

	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/wire"
)

// inflate returns a packet that was opened, with its tag, with message in place of its
// payload.
func inflate(packet, message []byte) []byte {
	out := append(bytes.Clone(packet[:wire.HeaderLen]), message...)
	return append(out, packet[compressedEnd(packet):]...)
}

// compressedEnd returns where the padding of a packet begins that was opened, by its
// packet_length and padding_length.
func compressedEnd(packet []byte) int {
	return wire.LengthLen + int(binary.BigEndian.Uint32(packet)) - int(packet[wire.LengthLen])
}

// Compressed returns how long the payload was in the packet, in bytes; 0 if it was not
// compressed, or nobody knows.
func (p *Packet) Compressed() int {
	if p.Inflated == 0 || len(p.Clear) < wire.HeaderLen+p.Inflated {
		return 0
	}
	return max(0, p.Size-(len(p.Clear)-p.Inflated))
}

// Sent returns the bytes of Wire that became those of a span of Clear, or nil where there
// are none: of what was inside of a compressed payload, or is not in the trace.
func (p *Packet) Sent(s *dissect.Span) []byte {
	from, to := s.Off, s.End()
	if n := p.Compressed(); n > 0 {
		end := wire.HeaderLen + p.Inflated
		switch {
		case from >= end:
			from, to = from-p.Inflated+n, to-p.Inflated+n
		case from == wire.HeaderLen && to == end:
			to = wire.HeaderLen + n
		case to > wire.HeaderLen:
			return nil
		}
	}
	if from < 0 || to > len(p.Wire) {
		return nil
	}
	return p.Wire[from:to]
}

var (
	errNotAgreed = errors.New("the packet is compressed, which was not agreed on")
	errNotInside = errors.New("the packet is not compressed, and the one before it was")
)

// inflated computes from a packet that was opened what the record says of it.
func (v *verifier) inflated(p *Packet, packet, payload []byte) ([]byte, error) {
	s := v.streams[p.Dir]
	switch {
	case p.Inflated == 0 && s.inflater != nil:
		return nil, errNotInside
	case p.Inflated == 0:
		return packet, nil
	case s.method == compress.None:
		return nil, errNotAgreed
	case s.inflater == nil:
		s.inflater = compress.NewInflater()
	}
	message, err := s.inflater.Append(nil, payload)
	if err != nil {
		return nil, err
	}
	return inflate(packet, message), nil
}

// A stream is the compression of one direction.
type stream struct {
	method   compress.Method
	inflater *compress.Inflater // nil before its first packet
}

// delayed begins the streams of compression that was agreed on in EXT_INFO, behind the
// message that each direction has for it (RFC 8308 §3.2).
func (v *verifier) delayed(p *Packet, payload, clear []byte) {
	if n := p.Inflated; n > 0 && wire.HeaderLen+n <= len(clear) {
		payload = clear[wire.HeaderLen : wire.HeaderLen+n]
	}
	if len(payload) == 0 {
		return
	}
	switch wire.Number(payload[0]) {
	case wire.MsgExtInfo:
		var m wire.ExtInfo
		if m.Parse(payload) != nil {
			return
		}
		delete(v.delay, p.Dir) // a second message replaces the first
		for name, value := range m.Extensions.All() {
			if string(name) == wire.ExtDelayCompression {
				v.delay[p.Dir] = bytes.Clone(value)
			}
		}
	case wire.MsgUserauthSuccess, wire.MsgNewCompress:
		toServer, toClient, err := transport.AgreeDelayed(v.delay[ToServer], v.delay[ToClient])
		if err != nil {
			return // it was not agreed on
		}
		s := &stream{method: toClient}
		if p.Dir == ToServer {
			s.method = toServer
		}
		v.streams[p.Dir] = s
	}
}
