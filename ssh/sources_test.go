package ssh_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// from is a connection from an address of the test's choice.
type from struct {
	net.Conn
	addr netip.Addr
}

func (f from) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(netip.AddrPortFrom(f.addr, 4022)) }

// guarded is a server whose clients come from anywhere.
type guarded struct {
	t   *testing.T
	srv *ssh.Server
	ctx context.Context
	all sync.WaitGroup
}

func newGuarded(t *testing.T, set func(*ssh.Server)) *guarded {
	g := &guarded{t: t, srv: &ssh.Server{HostKeys: []keys.Signer{newKey(t)}, Logger: pairLog("server")}}
	byPassword(g.srv)
	set(g.srv)
	ctx, cancel := context.WithCancel(context.Background())
	g.ctx = ctx
	t.Cleanup(func() { cancel(); g.all.Wait() })
	return g
}

// connect returns the client's end of a connection.
func (g *guarded) connect(addr string) net.Conn {
	a, b := net.Pipe()
	a.SetDeadline(time.Now().Add(within))
	g.all.Go(func() { g.srv.ServeConn(g.ctx, from{b, netip.MustParseAddr(addr)}) })
	g.t.Cleanup(func() { a.Close() })
	return a
}

// says returns the first line from the server, and closes the connection.
func (g *guarded) says(nc net.Conn) string {
	defer nc.Close()
	buf := make([]byte, 200)
	n, _ := nc.Read(buf)
	line, _, _ := strings.Cut(string(buf[:n]), "\r\n")
	return line
}

func (g *guarded) login(addr, user, password string) error {
	nc := g.connect(addr)
	cl, err := ssh.NewClient(testContext(g.t), nc, "host", &ssh.ClientConfig{
		User: user, Auth: []ssh.Auth{ssh.Password(1, answers(password))},
		HostKey: ssh.FixedHostKey(g.srv.HostKeys[0].PublicKey()),
	})
	if err == nil {
		cl.Close()
		cl.Wait()
	}
	nc.Close()
	return err
}

const identification = ssh.Version

func TestSourcesOfOffencesAreTurnedAway(t *testing.T) {
	for _, c := range []struct {
		what   string
		offend func(g *guarded, addr string)
		times  int // until the source is refused
	}{
		{"a wrong password", func(g *guarded, addr string) { g.login(addr, "user", "wrong") }, 3},
		{"a user who does not exist", func(g *guarded, addr string) { g.login(addr, "nobody", "secret") }, 2},
		{"a look at the version", func(g *guarded, addr string) { g.says(g.connect(addr)) }, 15},
		{"a login that takes too long", func(g *guarded, addr string) { io.Copy(io.Discard, g.connect(addr)) }, 2},
		{"a user who is refused", func(g *guarded, addr string) { g.login(addr, "refused", "secret") }, 1},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			now := time.Now()
			g := newGuarded(t, func(s *ssh.Server) {
				s.LoginGrace = 2 * time.Second
				if c.what == "a login that takes too long" {
					s.LoginGrace = 20 * time.Millisecond
				}
				s.Penalties = &ssh.Penalties{Now: func() time.Time { return now }, InvalidUser: 10 * time.Second, RefuseConnection: time.Minute}
				byPassword := s.Password
				s.Password = func(ctx context.Context, l ssh.Login, password []byte) (any, error) {
					if l.User == "nobody" {
						return nil, ssh.ErrNoSuchUser
					}
					return byPassword(ctx, l, password)
				}
				s.Require = func(_ context.Context, l ssh.Login) (ssh.MethodLists, error) {
					if l.User == "refused" {
						return nil, ssh.ErrRefuseConnection
					}
					return nil, nil
				}
			})
			const bad, good = "2001:db8::1", "2001:db8::2"
			for n := range c.times {
				if line := g.peek(bad); line != identification {
					t.Fatalf("behind %d offences: %q", n, line)
				}
				c.offend(g, bad)
				g.all.Wait()
			}
			if line := g.says(g.connect(bad)); line != "Not allowed at this time" {
				t.Errorf("want a refusal, got %q", line)
			}
			if c.what != "a login that takes too long" {
				if err := g.login(good, "user", "secret"); err != nil {
					t.Errorf("another source: %v", err)
				}
			}
		})
	}
}

// peek asks what the server says to an address, without an offence.
func (g *guarded) peek(addr string) string {
	if why, ok := g.srv.Penalties.Check(netip.MustParseAddr(addr)); !ok {
		return why.String()
	}
	return identification
}

func TestALoginHasNoPenaltyForWhatFailedBefore(t *testing.T) {
	g := newGuarded(t, func(s *ssh.Server) { s.Penalties = &ssh.Penalties{Min: 1} })
	nc := g.connect("192.0.2.1")
	cl, err := ssh.NewClient(testContext(t), nc, "host", &ssh.ClientConfig{
		User: "user", Auth: []ssh.Auth{ssh.Password(3, answers("wrong", "wrong", "secret"))},
		HostKey: ssh.FixedHostKey(g.srv.HostKeys[0].PublicKey()),
	})
	if err != nil {
		t.Fatal(err)
	}
	cl.Close()
	g.all.Wait()
	if g.peek("192.0.2.1") != identification {
		t.Error("the user who is in is refused")
	}
}

func TestOneSourceDoesNotTakeAllPlaces(t *testing.T) {
	g := newGuarded(t, func(s *ssh.Server) {
		s.MaxStartups = ssh.Startups{Begin: 8, Rate: 100, Full: 8}
		s.PerSourceMaxStartups, s.NetBlock = 3, ssh.NetBlock{Bits6: 64}
	})
	var waiting []net.Conn
	hold := func(addr string) bool {
		nc := g.connect(addr)
		line := make([]byte, 100)
		n, _ := nc.Read(line)
		if strings.HasPrefix(string(line[:n]), identification) {
			waiting = append(waiting, nc)
			return true
		}
		if !strings.HasPrefix(string(line[:n]), "Exceeded MaxStartups") {
			t.Errorf("got %q", line[:n])
		}
		return false
	}
	for _, c := range []struct {
		addr string
		want bool
	}{
		{"2001:db8::1", true}, {"2001:db8::2", true}, {"2001:db8::ffff:3", true}, {"2001:db8::4", false}, // one /64
		{"2001:db8:0:1::1", true}, {"192.0.2.1", true}, {"192.0.2.1", true}, {"192.0.2.1", true}, {"192.0.2.1", false},
		{"192.0.2.2", true}, {"192.0.2.3", false}, // there are 8
	} {
		if got := hold(c.addr); got != c.want {
			t.Errorf("%s: let in %v, want %v", c.addr, got, c.want)
		}
	}
	for _, nc := range waiting {
		nc.Close()
	}
	g.all.Wait()
	if waiting = nil; !hold("192.0.2.1") || !hold("2001:db8::4") {
		t.Error("the places are not free again")
	}
	if err := g.login("192.0.2.9", "user", "secret"); err != nil {
		t.Error(err)
	}
}

// Whoever logs in with a name that nobody has waits as long as others do, and the work
// for it is the same.
func TestARefusalDoesNotTellWhetherAUserExists(t *testing.T) {
	const tries = 9
	worked := make(map[string]int)
	var mu sync.Mutex // guards worked
	g := newGuarded(t, func(s *ssh.Server) {
		s.Password = func(_ context.Context, l ssh.Login, _ []byte) (any, error) {
			mu.Lock()
			worked[l.User]++
			mu.Unlock()
			if l.User == "nobody" {
				return nil, ssh.ErrNoSuchUser
			}
			time.Sleep(2 * time.Millisecond) // a check that only users who exist have
			return nil, errNo
		}
	})
	times := make(map[string][]time.Duration)
	for range tries {
		for _, user := range []string{"user", "nobody"} {
			r := dialRaw(t, g.connect("192.0.2.1"))
			a := newRawAuthOf(r, user)
			start := time.Now()
			if ev := a.try(a.c.TryPassword([]byte("x"))); ev.Kind != failure || !slices.Equal(ev.Methods, []string{"password"}) {
				t.Fatalf("got %+v", ev)
			}
			times[user] = append(times[user], time.Since(start))
			r.nc.Close()
		}
	}
	for user, list := range times {
		slices.Sort(list)
		if list[0] < 5*time.Millisecond {
			t.Errorf("%s: refused after %v", user, list[0])
		}
	}
	if worked["user"] != tries || worked["nobody"] != tries {
		t.Errorf("the server looked at %v", worked)
	}
	// Their least times are those of their names' hashes, 0 to 4.3 ms apart.
	if a, b := times["user"][0], times["nobody"][0]; (a - b).Abs() > 6*time.Millisecond {
		t.Errorf("%v for a user, %v for nobody", a, b)
	}
}

func TestTheEndOfTheServerIsNoOffence(t *testing.T) {
	p := &ssh.Penalties{Min: 1}
	srv := &ssh.Server{HostKeys: []keys.Signer{newKey(t)}, Penalties: p}
	byPassword(srv)
	ctx, cancel := context.WithCancel(context.Background())
	a, b := net.Pipe()
	defer a.Close()
	done := make(chan error, 1)
	go func() { done <- srv.ServeConn(ctx, from{b, netip.MustParseAddr("192.0.2.1")}) }()
	io.ReadFull(a, make([]byte, 8))
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, ok := p.Check(netip.MustParseAddr("192.0.2.1")); !ok {
		t.Error("the client has a penalty")
	}
}
