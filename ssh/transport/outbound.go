package transport

import (
	"encoding/binary"
	"errors"
	"strings"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// outbound is what the holder of the right to write owns.
type outbound struct {
	buf   []byte // sealed packets that TakeOutput has not taken
	seal  *protect.Sealer
	seq   uint32 // of the next packet
	used  traffic
	limit Limit

	// kexSent is true between our KEXINIT and our NEWKEYS. In that time only
	// messages 1 to 49 may be sent (RFC 4253 §7.1): others wait in held, each
	// behind its length as a uint32.
	kexSent bool
	held    []byte
	running bool // the inbound phase is Running

	deflating deflating

	trace outTrace
}

// maxHeld bounds what answers to the peer may pile up while an exchange runs.
const maxHeld = 1 << 20

var (
	errHeld      = errors.New("ssh: the peer leaves a key exchange open and asks for ever more answers")
	errTooLong   = errors.New("ssh: a message is too long for a packet")
	errWrapped   = errors.New("sequence numbers used up during the first key exchange")
	errTalkative = errors.New("too much traffic before the end of authentication")
	errWornOut   = errors.New("the peer uses its keys for all sequence numbers there are")
)

// Begin returns the output buffer, for the caller to append one message of the
// layers above to, and to pass to End. While a key exchange holds messages back,
// it is the queue of those that is returned.
func (m *Machine) Begin() []byte {
	o := &m.out
	if o.kexSent {
		return append(o.held, 0, 0, 0, 0)
	}
	return append(o.buf, make([]byte, wire.HeaderLen)...)
}

// End seals the message that was appended to what Begin returned.
func (m *Machine) End(buf []byte) error {
	o := &m.out
	if o.kexSent {
		n := len(buf) - len(o.held) - 4
		if n > maxMessage {
			return errTooLong
		}
		binary.BigEndian.PutUint32(buf[len(o.held):], uint32(n))
		if len(buf) > maxHeld {
			return errHeld
		}
		o.held = buf
		return nil
	}
	if len(buf)-len(o.buf)-wire.HeaderLen > maxMessage {
		return errTooLong
	}
	m.sealTail(buf)
	if o.running && o.used.over(o.limit) {
		return m.Rekey()
	}
	return nil
}

// Send seals one packet into the output buffer, or holds it back until the key
// exchange that is under way has new keys. payload is a message of the layers
// above, of 1 byte to 256 less than protect.MaxPayload; it is copied.
func (m *Machine) Send(payload []byte) error {
	if len(payload) == 0 {
		panic("transport: empty payload")
	}
	return m.End(append(m.Begin(), payload...))
}

// Held reports whether messages are held back by a key exchange. Bulk data
// should wait until they are not.
func (m *Machine) Held() bool { return m.out.kexSent }

// emit sends one of the transport's own messages at once.
func (m *Machine) emit(message func(dst []byte) []byte) {
	m.sealTail(message(append(m.out.buf, make([]byte, wire.HeaderLen)...)))
}

// emitPayload is emit for a message that is there already.
func (m *Machine) emitPayload(payload []byte) {
	m.emit(func(dst []byte) []byte { return append(dst, payload...) })
}

// sealTail seals what follows o.buf in buf: the gap for the header and the
// payload.
func (m *Machine) sealTail(buf []byte) {
	o := &m.out
	start := len(o.buf)
	success := o.deflating.success && wire.Number(buf[start+wire.HeaderLen]) == wire.MsgUserauthSuccess
	if o.deflating.stream != nil {
		buf = m.compressTail(buf, start)
	}
	var began int64
	if m.cfg.Tracer != nil {
		began = m.cfg.Tracer.Now()
	}
	o.buf = o.seal.Seal(buf, start, o.seq)
	if m.cfg.Tracer != nil {
		m.sent(o.buf[start:], began)
	}
	o.seq++
	o.used.count(len(o.buf) - start)
	if success {
		m.userIn()
	}
}

// release sends what was held back, behind our NEWKEYS.
func (m *Machine) release() error {
	held := m.out.held
	m.out.held = nil // what follows may reach the limit and be held again
	defer mem.Wipe(held)
	for len(held) > 0 {
		n := binary.BigEndian.Uint32(held)
		if err := m.Send(held[4 : 4+n]); err != nil {
			return err
		}
		held = held[4+n:]
	}
	return nil
}

// TakeOutput returns all sealed bytes and adopts spare as the next buffer. The
// caller owns what it gets, and no longer owns spare.
func (m *Machine) TakeOutput(spare []byte) []byte {
	out := m.out.buf
	m.out.buf = spare[:0]
	return out
}

// MoveOutput moves the sealed bytes to the buffer to, which has room for them, and
// returns the buffer that held them.
func (m *Machine) MoveOutput(to []byte) []byte {
	old := m.out.buf
	m.out.buf = append(to[:0], old...)
	return old[:0]
}

// Room returns how many bytes the output buffer takes before it grows.
func (m *Machine) Room() int { return cap(m.out.buf) - len(m.out.buf) }

// Pending returns the number of sealed bytes that wait for TakeOutput.
func (m *Machine) Pending() int { return len(m.out.buf) }

// maxText bounds the text of a DISCONNECT message, in bytes.
const maxText = 4 << 10

// Disconnect seals a DISCONNECT message, the last that a connection sends.
func (m *Machine) Disconnect(reason wire.Reason, text string) {
	if m.plain {
		return // it is not this connection that ends
	}
	msg := wire.Disconnect{Reason: reason, Description: []byte(text[:min(len(text), maxText)])}
	m.emit(msg.Append)
}

// Fail turns the error that ended the connection into a DISCONNECT message for
// the peer, where it has a reason to give: an Error of this package or of the
// layers above. A server is not told why its host key is wrong: the error may say
// where the right one is kept.
func (m *Machine) Fail(err error) {
	var fault interface {
		error
		DisconnectReason() wire.Reason
	}
	if !errors.As(err, &fault) {
		return
	}
	switch reason := fault.DisconnectReason(); reason {
	case wire.ReasonConnectionLost:
	case wire.ReasonHostKeyNotVerifiable:
		m.Disconnect(reason, reason.String())
	default:
		m.Disconnect(reason, strings.TrimPrefix(fault.Error(), "ssh: "))
	}
}
