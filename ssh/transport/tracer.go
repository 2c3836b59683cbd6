package transport

import (
	"bytes"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// A Tracer is told what a machine does, as it does it, for a trace that explains the
// connection. It sees every byte, in clear too, and every secret but the long-term keys:
// what of that it keeps is its responsibility.
//
// Its methods are called by who calls the machine: for what comes in by the owner of that
// half, for the rest by the owner of the other, and so by two goroutines at once. What
// they are given is valid during the call only, and must not be changed.
type Tracer interface {
	// Now is a clock, in nanoseconds. The machine has none.
	Now() int64
	Line(*TracedLine)
	Packet(*TracedPacket)
	Exchange(*TracedExchange)
	Keys(*TracedKeys)
}

// A TracedLine is a line of the version exchange (RFC 4253 §4.2).
type TracedLine struct {
	ClientToServer bool
	Wire           []byte // with its CR LF
}

// A TracedPacket is one packet, behind its sealing or opening.
type TracedPacket struct {
	ClientToServer bool
	Seq            uint32
	Epoch          int // how many NEWKEYS went this way before
	Suite          protect.Suite
	Wire           []byte // as it is on the network
	Clear          []byte // packet_length ‖ padding_length ‖ payload ‖ padding
	Message        []byte // the payload in Clear, decompressed; nil where it is no other
	Took           int64  // nanoseconds for protecting it, or undoing that

	// Err says why a packet that came in is none. Clear is nil then, and Wire all that
	// there was.
	Err error
}

// Payload returns the message in the packet.
func (p *TracedPacket) Payload() []byte {
	if p.Clear == nil || p.Message != nil {
		return p.Message
	}
	return p.Clear[wire.HeaderLen : len(p.Clear)-int(p.Clear[wire.LengthLen])]
}

// A TracedExchange is the outcome of a key exchange, before either side has new keys. On
// the client's side the signature is not verified yet.
type TracedExchange struct {
	Algorithms *kex.Algorithms
	Strict     bool
	Transcript kex.Transcript
	Result     kex.Result // with the signature on either side
	SessionID  []byte     // H of the first exchange
	Private    []byte     // our ephemeral key of the curve or group; nil for others
}

// A TracedKeys is the new suite of one direction, behind a NEWKEYS.
type TracedKeys struct {
	ClientToServer bool
	Epoch          int // counts from 1
	Suite          protect.Suite
	Compression    string // "none", or the method, whose stream begins anew
	Keys           protect.Keys
	SeqReset       bool // strict key exchange: the next packet is number 0
}

// outTrace is what the outbound half keeps for a tracer.
type outTrace struct {
	clear []byte // the packet being sealed
	// message is what it said before it was compressed; empty if it was not.
	message []byte
	epoch   int
	suite   protect.Suite
}

// inTrace is what the inbound half keeps.
type inTrace struct {
	to             Tracer // nil: nobody looks
	clientToServer bool
	epoch          int
	suite          protect.Suite

	// raw[done:] is what came in of the packet at the front, and behind it, before the
	// opener changed any of it.
	raw  []byte
	done int
}

// maxRaw bounds what is kept ahead, and what lies about behind it: the longest packet.
const maxRaw = wire.LengthLen + wire.MaxPacket + protect.MaxOverhead

// keep notes what was not there the last time.
func (t *inTrace) keep(in []byte) {
	have := len(t.raw) - t.done
	if have == 0 || t.done > maxRaw {
		t.raw = append(t.raw[:0], t.raw[t.done:]...)
		t.done = 0
	}
	if upTo := min(len(in), maxRaw); upTo > have {
		t.raw = append(t.raw, in[have:upTo]...)
	}
}

// received tells of the packet that was opened in place at the front of in.
func (t *inTrace) received(in []byte, n, tag int, seq uint32, message []byte, began int64, err error) {
	p := &TracedPacket{
		ClientToServer: t.clientToServer, Seq: seq, Epoch: t.epoch, Suite: t.suite,
		Wire: t.raw[t.done:], Took: t.to.Now() - began, Err: err,
	}
	if err == nil {
		p.Wire, p.Clear, p.Message = p.Wire[:n], in[:n-tag], message
	}
	t.to.Packet(p)
	t.done += len(p.Wire)
}

// startTrace prepares both halves, before anything is sent.
func (m *Machine) startTrace() {
	if m.cfg.Tracer == nil {
		return
	}
	m.in.trace.to, m.in.trace.clientToServer = m.cfg.Tracer, m.role == Server
	m.tap()
}

// tap makes the sealer tell what it is about to seal.
func (m *Machine) tap() {
	if m.cfg.Tracer != nil {
		m.out.seal.Tap = func(packet []byte) { m.out.trace.clear = append(m.out.trace.clear[:0], packet...) }
	}
}

// sent tells of a packet that was sealed.
func (m *Machine) sent(packet []byte, began int64) {
	t := &m.out.trace
	p := &TracedPacket{
		ClientToServer: m.role == Client, Seq: m.out.seq, Epoch: t.epoch, Suite: t.suite,
		Wire: packet, Clear: t.clear, Took: m.cfg.Tracer.Now() - began,
	}
	if len(t.message) > 0 {
		p.Message = t.message
	}
	m.cfg.Tracer.Packet(p)
	mem.Wipe(t.clear)
	mem.Wipe(t.message)
	t.message = t.message[:0]
}

// traceLine tells of a line of the version exchange.
func (m *Machine) traceLine(sent bool, line []byte) {
	if m.cfg.Tracer != nil {
		m.cfg.Tracer.Line(&TracedLine{ClientToServer: sent == (m.role == Client), Wire: line})
	}
}

// reveal keeps the ephemeral key of an exchange for the tracer; nil if there is none.
func (m *Machine) reveal() func(private []byte) {
	if m.cfg.Tracer == nil {
		return nil
	}
	return func(private []byte) { m.kx.private = bytes.Clone(private) }
}

// traceExchange tells what an exchange has come to.
func (m *Machine) traceExchange(signature []byte) {
	if m.cfg.Tracer == nil {
		return
	}
	x := &m.kx
	e := &TracedExchange{
		Algorithms: x.algorithms, Strict: m.strict, Transcript: m.transcript(),
		Result: *x.result, SessionID: m.sessionID, Private: x.private,
	}
	e.Result.Signature = signature
	if e.SessionID == nil {
		e.SessionID = e.Result.H
	}
	m.cfg.Tracer.Exchange(e)
	mem.Wipe(x.private)
	x.private = nil
}

// traceKeys tells of new keys, of our packets if sent, or the peer's.
func (m *Machine) traceKeys(sent bool, suite protect.Suite, k protect.Keys) {
	if m.cfg.Tracer == nil {
		return
	}
	epoch, last := &m.in.trace.epoch, &m.in.trace.suite
	if sent {
		epoch, last = &m.out.trace.epoch, &m.out.trace.suite
	}
	clientToServer, direction := sent == (m.role == Client), m.kx.algorithms.ServerToClient
	if clientToServer {
		direction = m.kx.algorithms.ClientToServer
	}
	*epoch++
	*last = suite
	m.cfg.Tracer.Keys(&TracedKeys{
		ClientToServer: clientToServer, Epoch: *epoch, Suite: suite, Compression: direction.Compression,
		Keys: k, SeqReset: m.strict,
	})
}
