package ssh

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A ClientConfig is how a client connects. It is not changed, and may serve many
// connections.
type ClientConfig struct {
	// User is the name to log in with.
	User string
	// Auth are the ways to prove it, best first.
	Auth []Auth
	// HostKey decides whether a key is the right one of host, the host:port that
	// was dialed; an error refuses it and ends the connection. It may ask a person.
	// The owner of the key has proved that it has it. A server may show a certificate
	// instead of its plain key, which is key.Plain() then: its authority signed it,
	// and whether that means anything is for HostKey to say. It must be set:
	// FixedHostKey makes the simplest one, package knownhosts the usual one.
	HostKey func(ctx context.Context, host string, remote net.Addr, key *keys.PublicKey) error

	Algorithms Algorithms
	// RequiredRSASize is how many bits an RSA key must have: shorter ones of the user
	// are passed over, and one of the server ends the connection. 0 means 1024.
	RequiredRSASize int
	Rekey           RekeyLimit
	// KeepAlive asks a silent server whether it is there. The zero value does not.
	KeepAlive KeepAlive
	// Channels bounds the channels and windows of the connection.
	Channels connection.Config
	// Banner shows a text that the server sends before the login, already escaped.
	Banner func(text string)
	// Logger gets one line for each event of the protocol, and nothing secret.
	Logger *slog.Logger
	// Tracer is told every byte and every secret of the connection; nil is nobody. It
	// serves one connection only.
	Tracer transport.Tracer
}

// FixedHostKey accepts one host key, with or without a certificate, and no other.
func FixedHostKey(want *keys.PublicKey) func(context.Context, string, net.Addr, *keys.PublicKey) error {
	return func(_ context.Context, host string, _ net.Addr, got *keys.PublicKey) error {
		if !want.Plain().Equal(got.Plain()) {
			return fmt.Errorf("the host key of %s is %s, not %s", host, got.Fingerprint(), want.Fingerprint())
		}
		return nil
	}
}

// A Client is an authenticated connection to a server.
type Client struct {
	c             *conn
	user          string
	serverVersion string
	algorithms    kex.Algorithms
	handlers      handlers
	forwards      forwards
}

// Dial connects to addr, host:port or a host at port 22, and logs in. ctx covers
// all of it, and no more than it.
func Dial(ctx context.Context, addr string, cfg *ClientConfig) (*Client, error) {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		addr = net.JoinHostPort(addr, "22")
	}
	logger(cfg.Logger).Info("connecting", "address", addr)
	var d net.Dialer
	nc, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	client, err := NewClient(ctx, nc, addr, cfg)
	if err != nil {
		nc.Close()
		return nil, err
	}
	return client, nil
}

// NewClient logs in over an established connection, to the server known as host.
// It takes nc over, but for a failure.
func NewClient(ctx context.Context, nc net.Conn, host string, cfg *ClientConfig) (*Client, error) {
	if cfg.HostKey == nil {
		return nil, errors.New("ssh: ClientConfig.HostKey is not set")
	}
	tc := transportConfig(cfg.Algorithms, cfg.Rekey)
	tc.Tracer = cfg.Tracer
	t, err := transport.New(transport.Client, tc)
	if err != nil {
		return nil, err
	}
	client := &Client{c: newConn(nc, t, cfg.Logger), user: cfg.User}
	client.c.every = cfg.Rekey.Every
	err = client.c.guard(ctx, func() error { return client.handshake(ctx, host, cfg) })
	if err != nil {
		client.c.finish(err)
		return nil, err
	}
	client.c.start(cfg.Channels, client, cfg.KeepAlive, "server "+peerHost(host))
	return client, nil
}

// handshake exchanges keys, checks the host key and authenticates.
func (cl *Client) handshake(ctx context.Context, host string, cfg *ClientConfig) error {
	c := cl.c
	l := &login{c: c, cfg: cfg, err: AuthError{User: cfg.User}}
	requested := false // ssh-userauth; a server may exchange keys again before it answers
	for {
		ev, err := c.next()
		if err != nil {
			return err
		}
		switch ev.Kind {
		case transport.Version:
			cl.serverVersion = ev.Text
		case transport.Negotiated:
			if c.t.SessionID() == nil { // the first exchange
				cl.algorithms = *ev.Algorithms
				cl.warn()
			}
		case transport.HostKeyProof:
			if err := cfg.checkHostKey(ctx, host, c.nc.RemoteAddr(), ev.HostKey.Key()); err != nil {
				return &HostKeyError{Err: err}
			}
			l.proof = HostProof{HostKey: ev.HostKey.Key(), Signature: ev.HostKey.Signature()}
			c.log.Info("host key accepted", "host", host)
			if err := c.do(func() error {
				sent, err := c.t.AcceptHostKey(ev.HostKey)
				c.trace("transport", sent)
				return err
			}); err != nil {
				return err
			}
		case transport.KeysReceived:
			if requested {
				continue
			}
			requested = true
			if err := c.do(c.t.RequestUserauth); err != nil {
				return err
			}
		case transport.ExtInfo:
			l.extensions(ev.Payload)
		case transport.ServiceGiven:
			l.proof.SessionID = append([]byte(nil), c.t.SessionID()...)
			l.m = userauth.NewClient(c, cfg.User, l.proof.SessionID)
			if err := l.run(ctx); err != nil {
				return err
			}
			if err := c.do(c.authenticated); err != nil {
				return err
			}
			c.log.Info("authenticated", "user", cfg.User)
			return nil
		}
	}
}

func (cfg *ClientConfig) checkHostKey(ctx context.Context, host string, remote net.Addr, key *keys.PublicKey) error {
	if least := orDefault(cfg.RequiredRSASize, requiredRSA); key.ShortRSA(least) {
		return fmt.Errorf("the host key of %s is an RSA key of %d bits, and %d are required", host, key.Bits(), least)
	}
	return cfg.HostKey(ctx, host, remote, key)
}

// warn says so in the log if the connection can be read later.
func (cl *Client) warn() {
	if m, _ := kex.LookupMethod(cl.algorithms.Kex); !m.PostQuantum {
		cl.c.log.Info("this key exchange is not post-quantum: who records the connection can read it once there are quantum computers",
			"kex", m.Name)
	}
}

// A HostKeyError says that ClientConfig.HostKey refused the server's key.
type HostKeyError struct{ Err error }

// Error returns one line.
func (e *HostKeyError) Error() string { return "ssh: " + e.Err.Error() }

// Unwrap returns the error of ClientConfig.HostKey.
func (e *HostKeyError) Unwrap() error { return e.Err }

// DisconnectReason returns the reason to give to the server.
func (e *HostKeyError) DisconnectReason() wire.Reason { return wire.ReasonHostKeyNotVerifiable }

// User returns the name that the client logged in with.
func (cl *Client) User() string { return cl.user }

// ServerVersion returns the identification string of the server, escaped.
func (cl *Client) ServerVersion() string { return cl.serverVersion }

// Algorithms returns what the first key exchange agreed on.
func (cl *Client) Algorithms() kex.Algorithms { return cl.algorithms }

// SessionID returns the session identifier (RFC 4253 §7.2).
func (cl *Client) SessionID() []byte { return append([]byte(nil), cl.c.t.SessionID()...) }

// RemoteAddr returns the server's address.
func (cl *Client) RemoteAddr() net.Addr { return cl.c.nc.RemoteAddr() }

// Open opens a channel of any type; rest is the part of CHANNEL_OPEN that depends
// on the type. requests handles the server's requests on it; it must not wait, nor
// use the channel. nil refuses them.
func (cl *Client) Open(ctx context.Context, kind string, rest []byte, requests func(name string, payload []byte) bool) (*Channel, error) {
	return cl.c.open(ctx, kind, rest, func(ch *Channel) { ch.request = requests })
}

// SendRequest sends a global request (RFC 4254 §4) and returns the answer.
func (cl *Client) SendRequest(ctx context.Context, name string, payload []byte) (ok bool, rest []byte, err error) {
	return cl.c.global(ctx, name, payload)
}

// Rekey starts an exchange of keys. Data goes on meanwhile where it may.
func (cl *Client) Rekey() error { return cl.c.do(cl.c.startRekey) }

// Close ends the connection, and all channels with it.
func (cl *Client) Close() error {
	cl.c.shut()
	return nil
}

// Wait waits until the connection ends, and returns why: net.ErrClosed behind
// Close, io.EOF if the server closed it in order.
func (cl *Client) Wait() error {
	<-cl.c.ended
	return cl.c.why()
}
