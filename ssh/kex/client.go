package kex

import (
	"bytes"
	"errors"
	"io"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/wire"
)

// A Client is the client's side of one exchange: [Client.Init] is what it says first,
// and each message of the server between the NEWKEYS goes to [Client.Handle], until
// that is done.
//
// The result still has to be believed: its Signature must verify over H with HostKey,
// and HostKey must be the right one.
type Client struct {
	method     Method
	transcript Transcript
	key        *dh.X25519Key // of x25519; nil behind the end
	public     []byte        // Q_C
	result     *Result
}

// NewClient returns a Client with an ephemeral key made from rand. It fails only if
// rand does.
func NewClient(m Method, t Transcript, rand io.Reader) (*Client, error) {
	c := &Client{method: m, transcript: t}
	switch m.agreement {
	case x25519:
		key, err := dh.GenerateX25519(rand)
		if err != nil {
			return nil, c.fail("making an ephemeral key", err)
		}
		c.key, c.public = key, key.PublicKey()
	default:
		panic("kex: unknown method " + m.Name)
	}
	return c, nil
}

// Init appends the payload of the first message to dst.
func (c *Client) Init(dst []byte) []byte {
	return (&wire.KexECDHInit{ClientPublic: c.public}).Append(dst)
}

// Handle takes the payload of one message, of a number in 30 … 49, and appends the
// payload of the answer, if there is one, to dst. With done, the exchange has a
// [Client.Result] and takes no more messages. The error is an [*Error], and ends the
// exchange too.
func (c *Client) Handle(dst, payload []byte) (out []byte, done bool, err error) {
	if c.key == nil {
		return dst, false, c.fail("waiting for NEWKEYS", errOver)
	}
	defer c.Wipe()

	var reply wire.KexECDHReply
	if err := reply.Parse(payload); err != nil {
		return dst, false, c.fail("reading the server's reply", err)
	}
	secret, err := c.key.Shared(reply.ServerPublic)
	if err != nil {
		return dst, false, c.fail("agreeing with the server's key", err)
	}
	k := secretMpint(secret)
	c.result = &Result{
		Hash:      c.method.Hash,
		H:         hashECDH(c.method.Hash, &c.transcript, reply.HostKey, c.public, reply.ServerPublic, k),
		K:         k,
		HostKey:   bytes.Clone(reply.HostKey),
		Signature: bytes.Clone(reply.Signature),
	}
	return dst, true, nil
}

// Result returns what the exchange ended in, or nil if it has not.
func (c *Client) Result() *Result { return c.result }

// Wipe overwrites the ephemeral key with zeros, as Handle does at the end; it is for
// an exchange that is given up.
func (c *Client) Wipe() {
	if c.key != nil {
		c.key.Wipe()
		c.key = nil
	}
}

func (c *Client) fail(doing string, err error) error {
	return &Error{Method: c.method.Name, Doing: doing, Err: err}
}

var errOver = errors.New("the exchange is over")
