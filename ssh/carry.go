package ssh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/glassh/glassh/wire"
)

// What a session carries besides its own streams: the client's agent, and its display.
//
//	client                                  server
//	session: agent-req, x11-req    ──▶      a socket, a display
//	                               ◀──      agent-connect, x11: a channel for each
//	agent, X server  ◀── HandleAgent, HandleChannel     program that connects

// An X11 is a client's offer to show windows on its display (RFC 4254 §6.3.1).
type X11 struct {
	SingleConnection bool   // only the first program may connect
	Protocol         string // "MIT-MAGIC-COOKIE-1"
	Cookie           string // hexadecimal, and secret: who has it may use the display
	Screen           uint32
}

// String leaves the cookie out.
func (x X11) String() string { return fmt.Sprintf("X11 screen %d by %q", x.Screen, x.Protocol) }

// GoString leaves the cookie out.
func (x X11) GoString() string { return x.String() }

func (x *X11) request() []byte {
	msg := wire.X11Request{
		SingleConnection: x.SingleConnection, Protocol: []byte(x.Protocol), Cookie: []byte(x.Cookie), Screen: x.Screen,
	}
	return msg.Append(nil)
}

// agentRequest is the name by which to ask for the forwarding of the agent: that of
// RFC 9987 of servers that have it, as they say in EXT_INFO.
func (cl *Client) agentRequest() string {
	if cl.extensions.has(wire.ExtAgentForward) {
		return wire.RequestAgent
	}
	return wire.RequestAgentOld
}

// HandleAgent serves the server's channels to the agent, from now on: dial connects to
// it, for each of them. Agents are asked for by [Cmd.ForwardAgent].
func (cl *Client) HandleAgent(dial func(context.Context) (io.ReadWriteCloser, error)) {
	serve := func(in *Incoming) {
		if len(in.Data) > 0 {
			in.Reject(wire.OpenConnectFailed, "what follows the type is unknown")
			return
		}
		ctx, cancel := cl.c.context()
		defer cancel()
		agent, err := dial(ctx)
		if err != nil {
			in.Reject(wire.OpenConnectFailed, "there is no agent")
			return
		}
		if ch, err := in.Accept(nil); err == nil {
			ch.Splice(agent)
		}
		agent.Close()
	}
	for _, kind := range []string{wire.ChannelTypeAgent, wire.ChannelTypeAgentConnect} {
		cl.HandleChannel(kind, serve)
	}
}

// context ends with the connection, or at cancel.
func (c *conn) context() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { // both stop it
		select {
		case <-c.ended:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// offers are the requests by which the server may open channels for the command.
func (c *Cmd) offers() (list []offer) {
	if c.X11 != nil {
		list = append(list, offer{wire.RequestX11, c.X11.request(), &c.X11Refused, make(chan bool, 1)})
	}
	if c.ForwardAgent {
		list = append(list, offer{c.client.agentRequest(), nil, &c.AgentRefused, make(chan bool, 1)})
	}
	return list
}

// An offer is a request without which the command runs as well.
type offer struct {
	name    string
	payload []byte
	refused *bool // is set if it was
	reply   chan bool
}

// errNotAsked answers the opening of a channel that the client has not asked for.
var errNotAsked = errors.New("ssh: the client has not asked for that")

// ForwardsAgent reports whether the client offers its agent.
func (s *Session) ForwardsAgent() bool { return s.agent != "" }

// OpenAgent opens a channel to the client's agent.
func (s *Session) OpenAgent(ctx context.Context) (*Channel, error) {
	if s.agent == "" {
		return nil, errNotAsked
	}
	return s.sc.Open(ctx, s.agent, nil, nil)
}

// OpenX11 opens a channel to the client's display, for a program that has connected
// from origin, or nil.
func (s *Session) OpenX11(ctx context.Context, origin net.Addr) (*Channel, error) {
	if s.X11 == nil {
		return nil, errNotAsked
	}
	msg := wire.OpenX11{OriginAddress: []byte("127.0.0.1")}
	if tcp, ok := origin.(*net.TCPAddr); ok {
		msg.OriginAddress, msg.OriginPort = []byte(tcp.IP.String()), uint32(tcp.Port)
	}
	return s.sc.Open(ctx, wire.ChannelTypeX11, msg.Append(nil), nil)
}

// onAgent grants the forwarding of an agent, by either name (RFC 9987).
func (s *Session) onAgent(name string, payload []byte) bool {
	permit := s.sc.s.PermitAgent
	if len(payload) > 0 || s.started || permit == nil || !permit(s.Permit) {
		return false
	}
	s.agent = wire.ChannelTypeAgent
	if name == wire.RequestAgent {
		s.agent = wire.ChannelTypeAgentConnect
	}
	return true
}

// Bounds of an x11-req: known protocols have short names, and cookies of 16 bytes.
const (
	maxX11Protocol = 64
	maxX11Cookie   = 512
)

func (s *Session) onX11(payload []byte) bool {
	var msg wire.X11Request
	permit := s.sc.s.PermitX11
	if msg.Parse(payload) != nil || s.started || s.X11 != nil || permit == nil || !permit(s.Permit) {
		return false
	}
	if len(msg.Protocol) > maxX11Protocol || len(msg.Cookie) > maxX11Cookie || !plain(msg.Protocol, "-_.") || !plain(msg.Cookie, "") {
		return false
	}
	s.X11 = &X11{
		SingleConnection: msg.SingleConnection, Protocol: string(msg.Protocol), Cookie: string(msg.Cookie), Screen: msg.Screen,
	}
	return true
}

// plain reports whether a word is of letters, digits and others, and not empty: it
// will stand in a line for the program xauth.
func plain(word []byte, others string) bool {
	for _, c := range word {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		digit := '0' <= c && c <= '9'
		other := false
		for i := range len(others) {
			other = other || others[i] == c
		}
		if !letter && !digit && !other {
			return false
		}
	}
	return len(word) > 0
}
