package kex

import "errors"

// A Client is the client's side of one exchange: [Client.Init] is what it says first,
// and each message of the server between the KEXINIT and the NEWKEYS goes to
// [Client.Handle], until that is done.
//
// The result still has to be believed: its Signature must verify over H with HostKey,
// and HostKey must be the right one.
type Client struct {
	cfg    *Config
	side   clientSide // nil behind the end
	result *Result
}

// A clientSide is a client of one family. Its errors are made by Config.fail.
type clientSide interface {
	// init appends the client's first message, if it speaks first.
	init(dst []byte) []byte
	// handle takes a message and appends the answer, if there is one. Behind the last
	// one it returns the result, and before nil.
	handle(dst, payload []byte) (out []byte, r *Result, err error)
	wipe()
}

// NewClient returns a Client with an ephemeral key. It fails only if Rand does.
func NewClient(cfg *Config) (*Client, error) {
	side, err := cfg.Method.family.client(cfg)
	if err != nil {
		return nil, cfg.fail("making an ephemeral key", err)
	}
	return &Client{cfg: cfg, side: side}, nil
}

// Init appends the payload of the first message to dst, and nothing if the method is one
// in which the server speaks first, rsa2048-sha256. It comes before Handle.
func (c *Client) Init(dst []byte) []byte { return c.side.init(dst) }

// Handle takes the payload of one message, of a number in 30 … 49, and appends the
// payload of the answer, if there is one, to dst. With done, the exchange has a
// [Client.Result] and takes no more messages. The error is an [*Error], and ends the
// exchange too.
func (c *Client) Handle(dst, payload []byte) (out []byte, done bool, err error) {
	if c.side == nil {
		return dst, false, c.cfg.fail("waiting for NEWKEYS", errOver)
	}
	out, c.result, err = c.side.handle(dst, payload)
	if err != nil || c.result != nil {
		c.Wipe()
	}
	return out, c.result != nil, err
}

// Result returns what the exchange ended in, or nil if it has not.
func (c *Client) Result() *Result { return c.result }

// Wipe overwrites the ephemeral key with zeros, as Handle does at the end; it is for
// an exchange that is given up.
func (c *Client) Wipe() {
	if c.side != nil {
		c.side.wipe()
		c.side = nil
	}
}

var errOver = errors.New("the exchange is over")
