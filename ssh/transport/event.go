package transport

import (
	"fmt"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

// A Kind says what happened.
type Kind uint8

// The kinds of event. Those marked ? must be answered before the machine goes on.
const (
	None         Kind = iota // nothing to tell; input may have been consumed
	Control                  // of NextData: call Next with both halves held
	Banner                   // a line before the server's identification: Text
	Version                  // the peer's identification string: Text
	Negotiated               // both KEXINITs are there: Algorithms
	HostKeyProof             // ? the server has proved its host key: HostKey
	KeysSent                 // our NEWKEYS is out: the outbound half has new keys
	KeysReceived             // the peer's NEWKEYS: the inbound half has new keys
	ExtInfo                  // extensions of the peer: Payload is an EXT_INFO message
	ServiceAsked             // a client has asked for ssh-userauth, and was accepted
	ServiceGiven             // the server has accepted it
	Debug                    // a DEBUG message: Text, already escaped
	Payload                  // a message for the layer above: Payload
	Pong                     // the answer to a PING: Payload is the data of that
)

// String returns the kind in words.
func (k Kind) String() string {
	return [...]string{
		"nothing", "control", "line before the version", "peer's version", "negotiated", "host key",
		"NEWKEYS sent, our packets have new keys", "NEWKEYS received, the peer's packets have new keys",
		"EXT_INFO received", "the client asked for ssh-userauth", "the server accepted ssh-userauth",
		"debug message", "payload", "pong",
	}[k]
}

// An Event is one thing that happened. Which fields are set depends on its Kind.
type Event struct {
	Kind Kind

	// Payload aliases the input of Next, and is valid until that is reused; where it was
	// compressed, a buffer of the machine, until the next call.
	Payload []byte
	// Text comes from the peer; control characters are escaped.
	Text string
	// Algorithms is what the two KEXINITs agreed on.
	Algorithms *kex.Algorithms
	// Guess, of Negotiated, is what a client may guess the next time that it connects to
	// this server; the zero value if no guess would be right. Guessed says that the
	// guess of this time was.
	Guess   Guess
	Guessed bool
	// HostKey is the proof that AcceptHostKey takes.
	HostKey *HostKeyProven
}

// String renders the event as one readable line, without anything secret.
func (e Event) String() string {
	switch e.Kind {
	case Negotiated:
		s := "negotiated " + e.Algorithms.String()
		if e.Guessed {
			s += ", as guessed"
		}
		return s
	case HostKeyProof:
		return fmt.Sprintf("host key %s %s, which signed the exchange hash", e.HostKey.key.Type(), e.HostKey.key.Fingerprint())
	case Payload:
		return fmt.Sprintf("received %v, %d bytes", wire.Number(e.Payload[0]), len(e.Payload))
	}
	if e.Text != "" {
		return fmt.Sprintf("%v %q", e.Kind, e.Text)
	}
	return e.Kind.String()
}
