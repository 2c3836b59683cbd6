package connection

import (
	"fmt"

	"github.com/glassh/glassh/wire"
)

// A Kind says what happened.
type Kind uint8

// The kinds of event.
const (
	None          Kind = iota
	Data               // Channel, Data, Extended
	Open               // ? the peer opens Channel: Accept or Reject it; Data is type-specific
	Opened             // the peer has confirmed Channel
	OpenFailed         // the peer has refused Channel: Reason, Text
	Window             // Channel may send again
	EOF                // no more data on Channel
	Close              // the peer has closed Channel
	Request            // ? a request on Channel: Name, WantReply, Data; Reply to it if it wants
	Reply              // the answer to our request on Channel: OK, Token
	GlobalRequest      // ? Name, WantReply, Data; ReplyGlobal to it if it wants
	GlobalReply        // the answer to our global request: OK, Token, Data
)

// String returns the kind in words.
func (k Kind) String() string {
	return [...]string{
		"nothing", "data", "open", "opened", "open failed", "window", "end of file",
		"close", "request", "reply", "global request", "global reply",
	}[k]
}

// An Event is one thing that happened. Which fields are set depends on its Kind.
// The slices alias the payload that was given to Next.
type Event struct {
	Kind     Kind
	Channel  *Channel
	Data     []byte
	Extended uint32 // 0, or the type of extended data: 1 is stderr
	Name     string // of a request
	// WantReply says that the peer waits for an answer; answers go in the order
	// of the requests.
	WantReply bool
	OK        bool
	Token     any    // as given to SendRequest or SendGlobal
	Reason    uint32 // why an open failed (RFC 4254 §5.1)
	Text      string // the peer's words, control characters escaped
}

// String renders the event as one readable line, without data.
func (e Event) String() string {
	s := e.Kind.String()
	if e.Channel != nil {
		s += fmt.Sprintf(" on channel %d (%s)", e.Channel.id, wire.Escape([]byte(e.Channel.kind)))
	}
	switch e.Kind {
	case Data:
		s += fmt.Sprintf(": %d bytes", len(e.Data))
	case Request, GlobalRequest:
		s += fmt.Sprintf(": %s, reply wanted %v", wire.Escape([]byte(e.Name)), e.WantReply)
	case Reply, GlobalReply:
		s += fmt.Sprintf(": %v", e.OK)
	case OpenFailed:
		s += fmt.Sprintf(": %s (reason %d)", e.Text, e.Reason)
	}
	return s
}
