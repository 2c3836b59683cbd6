package kex

import (
	"strconv"
	"strings"

	"github.com/glassh/glassh/wire"
)

// A NegotiationError says that the peers have no algorithm of a category in common.
type NegotiationError struct {
	Category string   // "host key algorithm", "cipher from client to server", …
	Client   []string // what the client offers
	Server   []string // what the server offers
}

// Error names the category and both offers, with control characters escaped. Of a long
// offer it gives the beginning.
func (e *NegotiationError) Error() string {
	return "kex: no common " + e.Category + ": the client offers " + offer(e.Client) +
		"; the server offers " + offer(e.Server)
}

// Reason returns the reason to give in DISCONNECT.
func (e *NegotiationError) Reason() wire.Reason { return wire.ReasonKeyExchangeFailed }

// offer lists names within some hundred bytes: they are the peer's, and may be many.
func offer(names []string) string {
	const most = 1024
	var list strings.Builder
	for i, name := range names {
		name = wire.Escape([]byte(name))
		if list.Len()+len(name) > most {
			list.WriteString("… (" + strconv.Itoa(len(names)) + " names)")
			break
		}
		if i > 0 {
			list.WriteString(", ")
		}
		list.WriteString(name)
	}
	if list.Len() == 0 {
		return "nothing"
	}
	return list.String()
}

// An Error says why an exchange failed: a message out of place or malformed, or a
// public key of the peer that must be refused.
type Error struct {
	Method string // the name of the key exchange method
	Doing  string // "reading the server's reply", …
	Err    error  // the cause
}

// Error returns one line of method, step and cause.
func (e *Error) Error() string {
	return "kex: " + e.Method + ": " + e.Doing + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Reason returns the reason to give in DISCONNECT.
func (e *Error) Reason() wire.Reason { return wire.ReasonKeyExchangeFailed }
