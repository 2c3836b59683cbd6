package dissect

import "github.com/glassh/glassh/wire"

// A Context is what the bytes of a message do not say themselves. Its zero value is
// right for most of them.
type Context struct {
	Sender Side

	// Kex is the key exchange method in use, "curve25519-sha256": it decides what the
	// numbers 30 to 49 are.
	Kex string
	// Auth is the method of the authentication request before, "publickey": it decides
	// what the numbers 60 to 79 are.
	Auth string
	// Request is the name of the global request that a REQUEST_SUCCESS answers.
	Request string
	// Echo says of each prompt of the INFO_REQUEST before whether its answer may show.
	// An answer to another prompt, or to one without echo, is secret.
	Echo []bool
}

// A Side is who sent a message. It changes notes only.
type Side uint8

// The sides.
const (
	NoSide Side = iota // it is not known
	Client
	Server
)

// String returns "client" or "server".
func (s Side) String() string {
	switch s {
	case Client:
		return "client"
	case Server:
		return "server"
	}
	return "either side"
}

// method returns the method that decides what a number of that layer means.
func (c *Context) method(l wire.Layer) string {
	switch l {
	case wire.LayerKex:
		return c.Kex
	case wire.LayerUserauthMethod:
		return c.Auth
	}
	return ""
}

// The names by which a [Choice] asks for a part of the context.
const (
	onKex     = "key exchange method"
	onRequest = "request that is answered"
)

// get returns what a [Choice] asks for.
func (c *Context) get(name string) string {
	switch name {
	case onKex:
		return c.Kex
	case onRequest:
		return c.Request
	}
	panic("dissect: a table asks for " + name)
}

// echoes reports whether the answer at that place may show.
func (c *Context) echoes(i int) bool { return i < len(c.Echo) && c.Echo[i] }
