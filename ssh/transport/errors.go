package transport

import (
	"errors"
	"fmt"

	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// An Error is a fault of the peer, or of its bytes, that ends the connection. It
// carries the reason that DISCONNECT gives to the peer (RFC 4253 §11.1).
type Error struct {
	Reason  wire.Reason
	State   State       // where the machine stood
	Message wire.Number // the message at fault, or 0
	Text    string      // what was wrong with it
	Err     error       // the cause, or nil
}

// Error returns one line: what was wrong, with which message, in which state.
func (e *Error) Error() string {
	s := "ssh: "
	if e.Message != 0 {
		s += e.Message.String() + " during " + e.State.String() + ": "
	}
	s += e.Text
	if e.Err != nil {
		if e.Text != "" {
			s += ": "
		}
		s += e.Err.Error()
	}
	return s
}

// DisconnectReason returns the reason to give to the peer.
func (e *Error) DisconnectReason() wire.Reason { return e.Reason }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// A DisconnectError is the end that the peer announced.
type DisconnectError struct {
	Reason wire.Reason
	Text   string // the peer's words, with control characters escaped
}

// Error returns the peer's reason and words.
func (e *DisconnectError) Error() string {
	return fmt.Sprintf("ssh: the peer disconnected: %s (%v)", e.Text, e.Reason)
}

// errClosed answers every call behind the end.
var errClosed = errors.New("ssh: the connection has ended")

// fault makes an Error of the message that is being handled.
func (m *Machine) fault(reason wire.Reason, msg wire.Number, text string, err error) *Error {
	return &Error{Reason: reason, State: m.in.state, Message: msg, Text: text, Err: err}
}

// malformed makes an Error of a message that did not parse.
func (m *Machine) malformed(msg wire.Number, err error) *Error {
	return m.fault(wire.ReasonProtocolError, msg, "malformed", err)
}

// openError makes an Error of a packet that did not open, or decompress. A failed
// authentication says so, and nothing else.
func (h *inbound) openError(err error) *Error {
	reason := wire.ReasonProtocolError
	var damaged *compress.Error
	switch {
	case errors.Is(err, protect.ErrAuth):
		reason = wire.ReasonMACError
	case errors.As(err, &damaged):
		reason = wire.ReasonCompressionError
	}
	return &Error{Reason: reason, State: h.state, Err: err}
}
