package ssh

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"time"

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
	// Guesses, if set, remembers what hosts have chosen, so that connecting to one
	// again takes a round trip less.
	Guesses *GuessCache
	// Elevation tells a server on a system like Windows whether the session should have
	// the user's elevated rights: "y", "n", or "d" for what the server does by default
	// (RFC 8308 §3.4). Empty says nothing.
	Elevation string
	// NoFlowControl asks for a connection without windows, with one channel at a time
	// (RFC 8308 §3.3): "p" prefers that, "s" does it if the server prefers it. Empty does
	// not.
	NoFlowControl string
	// RequiredRSASize is how many bits an RSA key must have: shorter ones of the user
	// are passed over, and one of the server ends the connection. 0 means 1024.
	RequiredRSASize int
	Rekey           RekeyLimit
	// KeepAlive asks a silent server whether it is there. The zero value does not.
	KeepAlive KeepAlive
	// ChannelTimeout, if set, returns after how long without data a channel of that kind is
	// closed; 0 is never.
	ChannelTimeout func(kind string) time.Duration
	// Channels bounds the channels and windows of the connection.
	Channels connection.Config
	// Banner shows a text that the server sends before the login, already escaped.
	Banner func(text string)
	// HostKeys, if set, is told which host keys the server says that it has, if it does,
	// in a goroutine of its own. ctx ends with the connection.
	HostKeys func(ctx context.Context, set *HostKeySet)
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
	extensions    Extensions
	handlers      handlers
	forwards      forwards
	proof         HostProof
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
	tc.Guess = cfg.Guesses.Get(host)
	tc.Extensions = clientExtensions(cfg)
	t, err := transport.New(transport.Client, tc)
	if err != nil {
		return nil, err
	}
	client := &Client{c: newConn(nc, t, cfg.Logger), user: cfg.User}
	client.c.every = cfg.Rekey.Every
	if cfg.ChannelTimeout != nil {
		client.c.idle = &idleness{c: client.c, of: cfg.ChannelTimeout}
	}
	err = client.c.guard(ctx, func() error { return client.handshake(ctx, host, cfg) })
	if err != nil {
		client.c.finish(err)
		if t.SessionID() == nil {
			cfg.Guesses.Set(host, Guess{}) // which a server may not be up to
		}
		return nil, err
	}
	if cfg.HostKeys != nil { // before the reader runs: they come at once
		client.hostKeysRequest(cfg.HostKeys)
	}
	channels := cfg.Channels
	channels.NoFlowControl = flowless(cfg.NoFlowControl, t.Asked(), client.extensions)
	client.c.start(channels, client, cfg.KeepAlive, "server "+peerHost(host))
	go client.c.read() // the end of the connection stops it
	return client, nil
}

// handshake exchanges keys, checks the host key and authenticates. The client waits for
// no answer that it can do without:
//
//	client                                      server
//	SSH-2.0-…, KEXINIT, (a guess) ────────────▶
//	                              ◀────────────  SSH-2.0-…, KEXINIT
//	KEX_ECDH_INIT ────────────────────────────▶
//	                              ◀────────────  KEX_ECDH_REPLY, NEWKEYS, EXT_INFO
//	NEWKEYS, EXT_INFO, SERVICE_REQUEST, USERAUTH_REQUEST ─▶
//	                              ◀────────────  SERVICE_ACCEPT, USERAUTH_SUCCESS
func (cl *Client) handshake(ctx context.Context, host string, cfg *ClientConfig) error {
	c := cl.c
	l := &login{c: c, cfg: cfg, err: AuthError{User: cfg.User}}
	var guess Guess
	wrong := false // the guess was, and its exchange has not got through yet
	for keyed := false; !keyed; {
		ev, err := c.next()
		if err != nil && wrong {
			return &WrongGuessError{Err: err}
		} else if err != nil {
			return err
		}
		switch ev.Kind {
		case transport.Version:
			cl.serverVersion = ev.Text
		case transport.Negotiated:
			cl.algorithms, guess = *ev.Algorithms, ev.Guess
			wrong = cfg.Guesses.Get(host) != Guess{} && !ev.Guessed
			cl.warn()
		case transport.HostKeyProof:
			wrong = false
			if err := cfg.checkHostKey(ctx, host, c.nc.RemoteAddr(), ev.HostKey.Key()); err != nil {
				return &HostKeyError{Err: err}
			}
			c.log.Info("host key accepted", "host", host)
			l.proof = HostProof{HostKey: ev.HostKey.Key(), Signature: ev.HostKey.Signature()}
			if err := l.accept(ev.HostKey); err != nil {
				return err
			}
			cfg.Guesses.Set(host, guess)
		case transport.KeysReceived:
			keyed = true
		}
	}
	// The server's EXT_INFO is right behind its NEWKEYS, and mostly here by now.
	for {
		ev, ok, err := c.poll()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		l.on(ev)
	}
	if err := l.run(ctx); err != nil {
		return err
	}
	cl.extensions, cl.proof = l.extensions, l.proof
	if err := c.do(c.authenticated); err != nil {
		return err
	}
	c.log.Info("authenticated", "user", cfg.User)
	return nil
}

// accept answers a host key that is the right one: with NEWKEYS, and the request for the
// authentication protocol, which a server need not grant before more is sent.
func (l *login) accept(key *transport.HostKeyProven) error {
	c := l.c
	err := c.do(func() error {
		sent, err := c.t.AcceptHostKey(key)
		if err != nil {
			return err
		}
		c.trace("transport", sent)
		return c.t.RequestUserauth()
	})
	l.proof.SessionID = append([]byte(nil), c.t.SessionID()...)
	l.m = userauth.NewClient(c, l.cfg.User, l.proof.SessionID)
	return err
}

// on takes what the transport has to say during the login.
func (l *login) on(ev transport.Event) {
	switch ev.Kind {
	case transport.ExtInfo:
		l.told = true
		l.extend(ev.Payload)
	case transport.ServiceGiven:
		l.given = true
	}
}

// know waits until it is known how a key should sign, if it can in several ways: a
// server that says so does it before it accepts the service.
func (l *login) know(s keys.Signer) error {
	for len(s.Algorithms()) > 1 && !l.told && !l.given {
		ev, err := l.c.next()
		if err != nil {
			return err
		}
		l.on(ev)
	}
	return nil
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

// Extensions returns what the server has said in EXT_INFO. It is the caller's.
func (cl *Client) Extensions() Extensions { return maps.Clone(cl.extensions) }

// HostProof returns the host key, and the server's proof of it, for an agent.
func (cl *Client) HostProof() HostProof { return cl.proof }

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
