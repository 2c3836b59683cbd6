package ssh_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A raw is a peer that says whatever a test wants: a transport machine, without
// the layers above it and without a reader of its own.
type raw struct {
	t  testing.TB
	nc net.Conn
	m  *transport.Machine
	in []byte
}

func newRaw(t testing.TB, role transport.Role, nc net.Conn, hostKey *keys.PrivateKey) *raw {
	def := ssh.DefaultAlgorithms()
	cfg := &transport.Config{
		Version: "SSH-2.0-raw", Rand: rand.Reader,
		Kex: def.Kex, HostKeyAlgorithms: keys.Supported(), Ciphers: def.Ciphers, MACs: def.MACs,
		ServerSigAlgs: def.HostKey,
	}
	if hostKey != nil {
		cfg.HostKeys = []keys.Signer{hostKey}
	}
	m, err := transport.New(role, cfg)
	if err != nil {
		t.Fatal(err)
	}
	nc.SetDeadline(time.Now().Add(within))
	t.Cleanup(func() { nc.Close() })
	return &raw{t: t, nc: nc, m: m}
}

// flush writes what the machine has to say.
func (r *raw) flush() error {
	_, err := r.nc.Write(r.m.TakeOutput(nil))
	return err
}

// send sends one message.
func (r *raw) send(message func(dst []byte) []byte) error {
	if err := r.m.Send(message(nil)); err != nil {
		return err
	}
	return r.flush()
}

// next returns the next event, with a payload that the caller may keep.
func (r *raw) next() (transport.Event, error) {
	for {
		ev, n, err := r.m.Next(r.in)
		ev.Payload = slices.Clone(ev.Payload)
		r.in = r.in[n:]
		if r.m.Pending() > 0 {
			if e := r.flush(); err == nil {
				err = e
			}
		}
		if err != nil || ev.Kind != transport.None {
			return ev, err
		}
		if n == 0 {
			buf := make([]byte, 64<<10)
			n, err := r.nc.Read(buf)
			r.in = append(slices.Clone(r.in), buf[:n]...)
			if n == 0 && err != nil {
				return ev, err
			}
		}
	}
}

// message returns the next message of the layers above.
func (r *raw) message() ([]byte, error) {
	for {
		ev, err := r.next()
		if err != nil || ev.Kind == transport.Payload {
			return ev.Payload, err
		}
	}
}

// want reads up to a message of that number.
func (r *raw) want(n wire.Number) []byte {
	r.t.Helper()
	for {
		payload, err := r.message()
		if err != nil {
			r.t.Fatalf("waiting for %v: %v", n, err)
		}
		if wire.Number(payload[0]) == n {
			return payload
		}
	}
}

// dialRaw connects to a server, and stops before authentication.
func dialRaw(t testing.TB, nc net.Conn) *raw {
	t.Helper()
	r := newRaw(t, transport.Client, nc, nil)
	for {
		ev, err := r.next()
		switch {
		case err != nil:
			t.Fatal(err)
		case ev.Kind == transport.HostKeyProof:
			if _, err = r.m.AcceptHostKey(ev.HostKey); err == nil {
				err = r.flush()
			}
		case ev.Kind == transport.KeysReceived:
			if err = r.m.RequestUserauth(); err == nil {
				err = r.flush()
			}
		case ev.Kind == transport.ServiceGiven:
			return r
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// login goes on into the connection protocol, by a key.
func (r *raw) login(key keys.Signer) *raw {
	r.t.Helper()
	c := userauth.NewClient(r.m, "user", r.m.SessionID())
	if err := c.TryKey(key, "ssh-ed25519", rand.Reader); err != nil {
		r.t.Fatal(err)
	}
	if err := r.flush(); err != nil {
		r.t.Fatal(err)
	}
	r.want(wire.MsgUserauthSuccess)
	r.m.Authenticated()
	return r
}

// open opens a session, and returns the server's number of it.
func (r *raw) open() uint32 {
	r.t.Helper()
	open := wire.ChannelOpen{Type: []byte("session"), Window: 1 << 20, MaxPacket: 32 << 10}
	if err := r.send(open.Append); err != nil {
		r.t.Fatal(err)
	}
	var c wire.ChannelOpenConfirmation
	if err := c.Parse(r.want(wire.MsgChannelOpenConfirmation)); err != nil {
		r.t.Fatal(err)
	}
	return c.Sender
}

// exec runs a command on a session of its own.
func (r *raw) exec(command string) uint32 {
	r.t.Helper()
	id := r.open()
	exec := wire.ExecRequest{Command: []byte(command)}
	request := wire.ChannelRequest{Recipient: id, Type: []byte("exec"), WantReply: true, Rest: exec.Append(nil)}
	if err := r.send(request.Append); err != nil {
		r.t.Fatal(err)
	}
	r.want(wire.MsgChannelSuccess)
	return id
}

// acceptRaw is the server's side: it lets whoever comes in.
func acceptRaw(t testing.TB, nc net.Conn, hostKey *keys.PrivateKey) *raw {
	r := newRaw(t, transport.Server, nc, hostKey)
	again := false
	for {
		ev, err := r.next()
		if err == nil && ev.Kind == transport.KeysReceived && !again {
			again = true // a second exchange, which a server may start whenever it likes
			err = errors.Join(r.m.Rekey(), r.flush())
		}
		if err != nil {
			t.Error(err)
			return nil
		}
		if ev.Kind == transport.Payload && wire.Number(ev.Payload[0]) == wire.MsgUserauthRequest {
			var success wire.UserauthSuccess
			if err := r.send(success.Append); err != nil {
				t.Error(err)
				return nil
			}
			r.m.Authenticated()
			return r
		}
	}
}

// give accepts the client's session and its command.
func (r *raw) give() {
	var open wire.ChannelOpen
	if err := open.Parse(r.want(wire.MsgChannelOpen)); err != nil {
		r.t.Error(err)
	}
	c := wire.ChannelOpenConfirmation{Recipient: open.Sender, Window: 1 << 20, MaxPacket: 32 << 10}
	if err := r.send(c.Append); err != nil {
		r.t.Error(err)
	}
	r.want(wire.MsgChannelRequest)
	ok := wire.ChannelSuccess{Recipient: open.Sender}
	if err := r.send(ok.Append); err != nil {
		r.t.Error(err)
	}
}

// rawServed connects a Client to a raw server, which f plays once the client is
// in. Nothing is buffered between them: a peer that does not read is felt at once.
func rawServed(t testing.TB, f func(r *raw)) *ssh.Client {
	t.Helper()
	return rawServedConfig(t, new(ssh.ClientConfig), f)
}

// rawServedConfig is rawServed with a configuration, but for user and host key.
func rawServedConfig(t testing.TB, cfg *ssh.ClientConfig, f func(r *raw)) *ssh.Client {
	t.Helper()
	hostKey := newKey(t)
	a, b := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		if r := acceptRaw(t, b, hostKey); r != nil {
			f(r)
		}
	}()
	t.Cleanup(func() { b.Close(); <-done })
	cfg.User, cfg.HostKey = "user", ssh.FixedHostKey(hostKey.PublicKey())
	cl, err := ssh.NewClient(testContext(t), a, "host", cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cl.Close() })
	return cl
}

// serveRawClient serves one connection over a pipe, and returns its other end and
// the user's key; ended gives the server's error.
func serveRawClient(t testing.TB, set func(*ssh.Server)) (nc net.Conn, user *keys.PrivateKey, ended chan error) {
	user = newKey(t)
	srv := &ssh.Server{
		HostKeys:  []keys.Signer{newKey(t)},
		PublicKey: func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil },
		Logger:    pairLog("server"),
	}
	set(srv)
	a, b := net.Pipe()
	ended = make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		ended <- srv.ServeConn(ctx, b)
	}()
	t.Cleanup(func() { cancel(); a.Close(); <-done })
	return a, user, ended
}
