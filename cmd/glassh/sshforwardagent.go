package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/agent"
)

// The client's side of agent forwarding: programs on the server use the agent here.

// A forwardAgent is a value of ForwardAgent: no, yes for the agent of the login, or the
// socket of another.
type forwardAgent struct {
	on     bool
	socket string // "" is that of the login; or a path, or $NAME
}

func parseForwardAgent(s string) (f forwardAgent, err error) {
	switch yes, err := parseYesNo(s); {
	case err == nil:
		return forwardAgent{on: yes}, nil
	case s == "":
		return f, err
	}
	return forwardAgent{true, s}, nil
}

// forwardedAgent is the socket of the agent to forward, or "" for none.
func (o *sshOptions) forwardedAgent(e *env, t tokens) (string, error) {
	f := o.forwardAgent
	switch {
	case !f.on:
		return "", nil
	case f.socket == "":
		return o.agent, nil
	case f.socket[0] == '$':
		name := strings.TrimSuffix(strings.TrimPrefix(f.socket[1:], "{"), "}")
		if !isVariable(name) {
			return "", fmt.Errorf("ForwardAgent: %q is not the name of a variable", f.socket)
		}
		return e.getenv(name), nil
	}
	return expand(tilde(f.socket, e.home), t)
}

// offerAgent prepares the client for the server's channels to the agent, and reports
// whether to ask for them.
func (d *dialer) offerAgent(client *ssh.Client) bool {
	socket := d.o.agentForwarded
	if socket == "" || !d.mayForward("Agent") {
		return false
	}
	client.HandleAgent(func(ctx context.Context) (io.ReadWriteCloser, error) {
		conn, err := d.dialForwarded(ctx, socket, client.HostProof())
		if err != nil {
			d.log.Warn("the agent is not reached", "error", err)
			return nil, err
		}
		return counted{conn, d.carried.begin()}, nil
	})
	return true
}

// dialForwarded connects to the agent and tells it that it is the server who speaks from
// here on, so that it can keep the destinations of keys. One that does not know of that
// has no such keys.
func (d *dialer) dialForwarded(ctx context.Context, socket string, p ssh.HostProof) (net.Conn, error) {
	var nd net.Dialer
	conn, err := nd.DialContext(ctx, "unix", socket)
	if err != nil {
		return nil, unwrapOp(err)
	}
	err = agent.NewClient(conn).BindSession(ctx, agent.SessionBind{
		HostKey: p.HostKey.Blob(), SessionID: p.SessionID, Signature: p.Signature, Forwarding: true,
	})
	if err != nil {
		d.log.Info("the agent is not bound to the session: keys that are restricted will not work", "error", err)
	}
	return conn, nil
}

// mayForward warns and reports false where the host key contradicts a known one: who
// sits in between would get what is forwarded.
func (d *dialer) mayForward(what string) bool {
	if d.plain && what != "Port" {
		d.log.Warn(what + " forwarding: a client of a master in proxy mode has none")
		return false
	}
	if d.insecure {
		d.log.Warn(what + " forwarding is disabled to avoid man-in-the-middle attacks.")
	}
	return !d.insecure
}
