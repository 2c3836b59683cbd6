package agent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/wire"
)

// A Client is a connection to an agent. It may be used from several goroutines, whose
// requests wait for one another.
//
// The end of a request's ctx ends the wait for its answer. As the answer could then be
// taken for that of the next request, the connection is of no use any more.
type Client struct {
	rw io.ReadWriteCloser

	mu  sync.Mutex // held from a request to its answer; guards err
	err error      // why there can be no more requests
}

// NewClient returns a Client over an established connection, which is the client's to
// close from then on. A net.Conn's deadline ends a wait; another connection is closed
// for that.
func NewClient(rw io.ReadWriteCloser) *Client { return &Client{rw: rw} }

// Dial connects to the agent at a socket, the value of SSH_AUTH_SOCK.
func Dial(ctx context.Context, socket string) (*Client, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", socket)
	if err != nil {
		return nil, fmt.Errorf("agent: %w", err)
	}
	return NewClient(c), nil
}

// Close ends the connection. The agent keeps its keys.
func (c *Client) Close() error { return c.rw.Close() }

// List returns the keys of the agent, in its order. They may be of any type.
func (c *Client) List(ctx context.Context) ([]Identity, error) {
	reply, err := c.ask(ctx, append(startMessage(1), byte(MsgRequestIdentities)))
	if err != nil {
		return nil, err
	}
	var m IdentitiesAnswer
	if err := expect(reply, MsgIdentitiesAnswer, &m); err != nil {
		return nil, err
	}
	return m.Identities, nil
}

// Sign returns a signature blob of message, at most [MaxMessage] bytes with the rest of
// the request, by the key of blob, as the agent made it.
func (c *Client) Sign(ctx context.Context, blob, message []byte, flags SignFlags) ([]byte, error) {
	m := SignRequest{blob, message, flags}
	reply, err := c.ask(ctx, m.Append(startMessage(13+len(blob)+len(message))))
	if err != nil {
		return nil, err
	}
	var answer SignResponse
	if err := expect(reply, MsgSignResponse, &answer); err != nil {
		return nil, err
	}
	return answer.Signature, nil
}

// Add gives a private key to the agent, which then has a copy.
func (c *Client) Add(ctx context.Context, m AddIdentity) error {
	for i := range m.Constraints.Destinations {
		if err := m.Constraints.Destinations[i].check(); err != nil {
			return err
		}
	}
	request, err := m.Append(startMessage(m.Len()))
	if err != nil {
		return err
	}
	defer mem.Wipe(request)
	return c.do(ctx, request)
}

// Remove makes the agent forget the key of blob.
func (c *Client) Remove(ctx context.Context, blob []byte) error {
	m := RemoveIdentity{blob}
	return c.do(ctx, m.Append(startMessage(5+len(blob))))
}

// RemoveAll makes the agent forget all keys.
func (c *Client) RemoveAll(ctx context.Context) error {
	return c.do(ctx, append(startMessage(1), byte(MsgRemoveAll)))
}

// Lock locks the agent, which then lists and does nothing until Unlock. The passphrase
// must not be empty.
func (c *Client) Lock(ctx context.Context, passphrase []byte) error {
	return c.lock(ctx, Lock{Passphrase: passphrase})
}

// Unlock unlocks the agent with the passphrase of Lock. A wrong one takes the longer to
// be refused the more of them there were.
func (c *Client) Unlock(ctx context.Context, passphrase []byte) error {
	return c.lock(ctx, Lock{Unlock: true, Passphrase: passphrase})
}

func (c *Client) lock(ctx context.Context, m Lock) error {
	request := m.Append(startMessage(5 + len(m.Passphrase)))
	defer mem.Wipe(request)
	return c.do(ctx, request)
}

// Extension makes the request of an extension. Its answer is nil if the agent has
// nothing to say but success. An agent that has no such extension gives
// [ErrUnsupported], and one that has it and fails [ErrFailure]; OpenSSH's, up to its
// version 10.2, makes no difference.
func (c *Client) Extension(ctx context.Context, name string, contents []byte) ([]byte, error) {
	m := Extension{[]byte(name), contents}
	reply, err := c.ask(ctx, m.Append(startMessage(5+len(name)+len(contents))))
	if err != nil {
		return nil, err
	}
	switch Number(reply[0]) {
	case MsgSuccess:
		return nil, bare(reply, MsgSuccess)
	case MsgFailure:
		return nil, ErrUnsupported
	}
	var answer ExtensionResponse
	if err := expect(reply, MsgExtensionResponse, &answer); err != nil {
		return nil, err
	}
	if string(answer.Name) != name {
		return nil, fmt.Errorf("agent: the answer to extension %s is of %s", name, wire.Escape(answer.Name))
	}
	return answer.Contents, nil
}

// Query returns the names of the extensions that the agent has (RFC 9987 §5.7.1), or
// [ErrUnsupported] from an agent that does not tell.
func (c *Client) Query(ctx context.Context) ([]string, error) {
	contents, err := c.Extension(ctx, ExtensionQuery, nil)
	if err != nil {
		return nil, err
	}
	var m QueryAnswer
	return m.Names, m.Parse(contents)
}

// BindSession tells the agent which SSH session this connection is used in, so that it
// can keep the destinations of keys (PROTOCOL.agent §1). An agent that does not know of
// that gives [ErrUnsupported].
func (c *Client) BindSession(ctx context.Context, m SessionBind) error {
	_, err := c.Extension(ctx, ExtensionSessionBind, m.Append(nil))
	return err
}

// do makes a request that is answered by success or failure.
func (c *Client) do(ctx context.Context, request []byte) error {
	reply, err := c.ask(ctx, request)
	if err != nil {
		return err
	}
	return expect(reply, MsgSuccess, nil)
}

// expect parses a reply of that number into m; a failure gives [ErrFailure].
func expect(reply []byte, n Number, m interface{ Parse([]byte) error }) error {
	got := Number(reply[0])
	switch {
	case got == n && m == nil:
		return bare(reply, n)
	case got == n:
		return m.Parse(reply)
	case got == MsgFailure || got == MsgExtensionFailure:
		return ErrFailure
	}
	return fmt.Errorf("agent: the answer is %v instead of %v", got, n)
}

// ask makes a request and waits for the answer.
func (c *Client) ask(ctx context.Context, request []byte) (reply []byte, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return nil, c.err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if n := len(request) - headerLen; n > MaxMessage {
		return nil, tooLong(n)
	}
	stop := context.AfterFunc(ctx, c.interrupt)
	err = writeMessage(c.rw, request)
	if err == nil {
		reply, err = readMessage(c.rw, nil)
	}
	if !stop() {
		err = context.Cause(ctx)
	}
	if err == io.EOF {
		err = errGone
	}
	c.err = err
	return reply, err
}

var errGone = errors.New("agent: the agent has closed the connection")

// interrupt ends the wait for an answer.
func (c *Client) interrupt() {
	if d, ok := c.rw.(interface{ SetDeadline(time.Time) error }); ok && d.SetDeadline(time.Unix(1, 0)) == nil {
		return
	}
	c.rw.Close()
}
