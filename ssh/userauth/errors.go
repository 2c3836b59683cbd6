package userauth

import "github.com/glassh/glassh/wire"

// An Error is a fault of the peer, or the end of its attempts, that ends the
// connection.
type Error struct {
	Reason wire.Reason
	Text   string
	Err    error
}

// Error returns one line. It holds nothing that the peer sent as a secret.
func (e *Error) Error() string {
	if e.Err != nil {
		return "ssh: authentication: " + e.Text + ": " + e.Err.Error()
	}
	return "ssh: authentication: " + e.Text
}

// DisconnectReason returns the reason to give to the peer.
func (e *Error) DisconnectReason() wire.Reason { return e.Reason }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func malformed(err error) error {
	return &Error{Reason: wire.ReasonProtocolError, Text: "malformed message", Err: err}
}

func unexpected(msg wire.Number) error {
	return &Error{Reason: wire.ReasonProtocolError, Text: msg.String() + " is not legal here"}
}

// A Sender takes messages for the peer, and copies them: a transport.Machine is
// one.
type Sender interface {
	Send(payload []byte) error
}

// A Prompt is one question of keyboard-interactive (RFC 4256 §3.2).
type Prompt struct {
	Text string
	Echo bool // the answer may be shown while it is typed
}

// maxPrompts bounds the questions in one message.
const maxPrompts = 32
