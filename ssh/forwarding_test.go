package ssh_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
)

func permitAll(*ssh.ServerConn, string, string) error { return nil }

// forwardsAll permits everything.
func forwardsAll(s *ssh.Server) {
	hang(s)
	s.Forward(&ssh.Forwarding{PermitDial: permitAll, PermitListen: permitAll})
}

// target listens on the loopback interface, and serves each connection with f.
func target(t *testing.T, network string, f func(net.Conn)) (addr string) {
	t.Helper()
	addr = "127.0.0.1:0"
	if network == "unix" {
		addr = filepath.Join(t.TempDir(), "s")
	}
	ln, err := net.Listen(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	serveAll(t, ln, f)
	return ln.Addr().String()
}

// serveAll serves each connection of ln with f, until the test ends.
func serveAll(t *testing.T, ln net.Listener, f func(net.Conn)) {
	var all sync.WaitGroup
	t.Cleanup(func() { ln.Close(); all.Wait() })
	all.Go(func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			all.Go(func() { defer nc.Close(); f(nc) })
		}
	})
}

// echo sends back what comes, and "over" behind its end.
func echo(nc net.Conn) {
	io.Copy(nc, nc)
	io.WriteString(nc, " over")
}

// says writes text, ends its half, and returns all that comes back.
func says(nc net.Conn, text string) (string, error) {
	nc.SetDeadline(time.Now().Add(20 * time.Second))
	go func() {
		io.WriteString(nc, text)
		nc.(interface{ CloseWrite() error }).CloseWrite()
	}()
	answer, err := io.ReadAll(nc)
	nc.Close()
	return string(answer), err
}

func TestTheServerConnectsAndEachHalfEndsByItself(t *testing.T) {
	cfg, addr := newPair(t, forwardsAll)
	cl := dial(t, addr, cfg)
	for _, network := range []string{"tcp", "unix"} {
		to := target(t, network, echo)
		for _, size := range []int{0, 1, 3 << 20} {
			nc, err := cl.DialContext(testContext(t), network, to)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Repeat("x", size)
			if answer, err := says(nc, text); answer != text+" over" || err != nil {
				t.Errorf("%s, %d bytes: got %d, %v", network, size, len(answer), err)
			}
		}
	}
}

func TestTheServerListens(t *testing.T) {
	cfg, addr := newPair(t, forwardsAll)
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	for _, at := range []struct{ network, addr string }{
		{"tcp", "127.0.0.1:0"}, {"tcp", "localhost:0"}, {"tcp", ":0"}, {"unix", filepath.Join(t.TempDir(), "s")},
	} {
		ln, err := cl.Listen(ctx, at.network, at.addr)
		if err != nil {
			t.Fatal(err)
		}
		seen := make(chan net.Addr, 1)
		serveAll(t, ln, func(nc net.Conn) { seen <- nc.RemoteAddr(); echo(nc) })
		there := ln.Addr().String()
		if at.network == "tcp" {
			_, port, _ := net.SplitHostPort(there)
			if there = "127.0.0.1:" + port; port == "0" {
				t.Errorf("%s: Addr is %s", at.addr, ln.Addr())
			}
		}
		nc, err := net.Dial(at.network, there)
		if err != nil {
			t.Fatal(err)
		}
		from := nc.LocalAddr().String()
		if answer, err := says(nc, "hello"); answer != "hello over" || err != nil {
			t.Errorf("%s: got %q, %v", at.addr, answer, err)
		}
		if got := <-seen; at.network == "tcp" && got.String() != from {
			t.Errorf("%s: want the originator %s, got %s", at.addr, from, got)
		}
		if err := ln.Close(); err != nil {
			t.Error(err)
		}
		if _, err := ln.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept of a closed listener: %v", err)
		}
		if nc, err := net.Dial(at.network, there); err == nil {
			nc.Close()
			t.Errorf("%s: still listens", at.addr)
		}
		if ln.Close() == nil {
			t.Error("a second Close succeeds")
		}
	}
}

func TestWhatIsNotPermittedIsNotForwarded(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		no := func(sc *ssh.ServerConn, network, addr string) error {
			if sc.Login().User != "user" || !strings.HasPrefix(addr, "127.0.0.1:") && !strings.HasPrefix(addr, "/yes") {
				return errors.New("no")
			}
			return nil
		}
		s.Forward(&ssh.Forwarding{PermitDial: no, PermitListen: no})
	})
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	var refused *ssh.OpenError
	for _, network := range []string{"tcp", "unix"} {
		at := map[string]string{"tcp": "127.0.0.2:1", "unix": "/no/1"}[network]
		if _, err := cl.DialContext(ctx, network, at); !errors.As(err, &refused) || refused.Text != "open failed" {
			t.Errorf("dial: %v", err)
		}
		if ln, err := cl.Listen(ctx, network, at); err == nil {
			ln.Close()
			t.Error("it listens")
		}
	}
	// The client is told why, and not where.
	_, err := cl.DialContext(ctx, "unix", "/yes/it/is/not/there")
	if !errors.As(err, &refused) || strings.Contains(refused.Text, "/") || !strings.Contains(refused.Text, "no such file") {
		t.Errorf("got %v", err)
	}
}

// 0.0.0.0 is all addresses of IPv4, and none of IPv6.
func TestAllAddressesOfOneFamily(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Forward(&ssh.Forwarding{
			PermitListen: permitAll,
			GatewayPorts: func(*ssh.ServerConn) ssh.GatewayPorts { return ssh.AsAsked },
		})
	})
	cl := dial(t, addr, cfg)
	ln, err := cl.Listen(testContext(t), "tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	for host, want := range map[string]bool{"127.0.0.1": true, "::1": false} {
		nc, err := net.Dial("tcp", net.JoinHostPort(host, port))
		if err == nil {
			nc.Close()
		}
		if (err == nil) != want {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestOnlyTheMachineItselfConnectsUnlessItIsAGateway(t *testing.T) {
	for _, test := range []struct {
		gateway ssh.GatewayPorts
		asked   string
		want    string
	}{
		{ssh.LoopbackOnly, "", "127.0.0.1 ::1"}, {ssh.LoopbackOnly, "0.0.0.0", "127.0.0.1 ::1"},
		{ssh.LoopbackOnly, "::1", "::1"}, {ssh.LoopbackOnly, "localhost", "127.0.0.1 ::1"},
		{ssh.LoopbackOnly, "192.0.2.1", "127.0.0.1 ::1"}, {ssh.LoopbackOnly, "host", "127.0.0.1 ::1"},
		{ssh.AnyAddress, "127.0.0.1", ""}, {ssh.AnyAddress, "localhost", ""}, {ssh.AnyAddress, "", ""},
		{ssh.AsAsked, "", ""}, {ssh.AsAsked, "*", ""}, {ssh.AsAsked, "192.0.2.1", "192.0.2.1"},
		{ssh.AsAsked, "localhost", "127.0.0.1 ::1"}, {ssh.AsAsked, "host", "host"},
	} {
		if got := strings.Join(test.gateway.Bind(test.asked), " "); got != test.want {
			t.Errorf("%v, %q: want %q, got %q", test.gateway, test.asked, test.want, got)
		}
	}
}

func TestManyConnectionsThroughOneListener(t *testing.T) {
	cfg, addr := newPair(t, forwardsAll)
	cl := dial(t, addr, cfg)
	ln, err := cl.Listen(testContext(t), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serveAll(t, ln, echo)
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			nc, err := net.Dial("tcp", ln.Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			text := strings.Repeat(strconv.Itoa(i), 1+100*i)
			if answer, err := says(nc, text); answer != text+" over" || err != nil {
				t.Errorf("connection %d: %d of %d bytes, %v", i, len(answer), len(text), err)
			}
		})
	}
	all.Wait()
}

// The end of the connection ends all that was forwarded through it, on both sides.
func TestTheEndOfTheConnectionEndsItsForwards(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("connection", func(t *testing.T) {
		cfg, addr := newPair(t, forwardsAll)
		cl := dial(t, addr, cfg)
		ctx := testContext(t)
		silent := target(t, "tcp", func(nc net.Conn) { nc.Read(make([]byte, 1)) })
		out, err := cl.DialContext(ctx, "tcp", silent)
		if err != nil {
			t.Fatal(err)
		}
		ln, err := cl.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		accepted := make(chan net.Conn, 1)
		ended := make(chan error, 1)
		go func() {
			nc, _ := ln.Accept()
			accepted <- nc
			_, err := ln.Accept()
			ended <- err
		}()
		in, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		there := <-accepted
		cl.Close()
		for name, nc := range map[string]net.Conn{"dialed": out, "accepted": there, "at the server": in} {
			soon(t, name, func() {
				if _, err := nc.Read(make([]byte, 1)); err == nil {
					t.Errorf("%s: there is data", name)
				}
			})
		}
		soon(t, "Accept", func() {
			if err := <-ended; !errors.Is(err, net.ErrClosed) {
				t.Errorf("Accept: %v", err)
			}
		})
		soon(t, "the server's listener", func() {
			for {
				nc, err := net.Dial("tcp", ln.Addr().String())
				if err != nil {
					return
				}
				nc.Close()
				time.Sleep(5 * time.Millisecond)
			}
		})
	})
	settled(t, before)
}

// settled waits until there are no more goroutines than before.
func settled(t *testing.T, before int) {
	t.Helper()
	for range 500 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	var stacks bytes.Buffer
	b := make([]byte, 1<<20)
	stacks.Write(b[:runtime.Stack(b, true)])
	t.Errorf("%d goroutines, and %d before:\n%s", runtime.NumGoroutine(), before, stacks.String())
}

// A target that takes nothing does not outlive the connection, nor does its server.
func TestATargetThatReadsNothingHoldsNobodyUp(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("connection", func(t *testing.T) {
		cfg, addr := newPair(t, func(s *ssh.Server) {
			forwardsAll(s)
			s.Handle("exec", func(s *ssh.Session) { io.WriteString(s, "quick") })
		})
		cl := dial(t, addr, cfg)
		release := make(chan struct{})
		defer close(release)
		nc, err := cl.DialContext(testContext(t), "tcp", target(t, "tcp", func(net.Conn) { <-release }))
		if err != nil {
			t.Fatal(err)
		}
		nc.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
		for i := 0; err == nil; i++ {
			if i > 1<<10 {
				t.Fatal("a target that reads nothing takes a gigabyte")
			}
			_, err = nc.Write(make([]byte, 1<<20))
		}
		if out, err := cl.Run(testContext(t), "x"); string(out) != "quick" || err != nil {
			t.Errorf("a command beside it: %q, %v", out, err)
		}
		cl.Close()
	})
	settled(t, before)
}

func TestAListenerWhoseAnswerComesTooLateIsGivenBack(t *testing.T) {
	decide, listening := make(chan struct{}), make(chan net.Listener, 1)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Forward(&ssh.Forwarding{
			PermitListen: func(*ssh.ServerConn, string, string) error { <-decide; return nil },
			Listen: func(_ context.Context, _ *ssh.ServerConn, network, addr string) (net.Listener, error) {
				ln, err := net.Listen(network, addr)
				listening <- ln
				return ln, err
			},
		})
	})
	cl := dial(t, addr, cfg)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := cl.Listen(ctx, "tcp", "127.0.0.1:0"); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
	close(decide)
	at := (<-listening).Addr().String()
	soon(t, "the listener", func() {
		for {
			nc, err := net.Dial("tcp", at)
			if err != nil {
				return
			}
			nc.Close()
			time.Sleep(5 * time.Millisecond)
		}
	})
}

func TestAConnectionListensAtSoManyAddresses(t *testing.T) {
	cfg, addr := newPair(t, forwardsAll)
	cl := dial(t, addr, cfg)
	dir := t.TempDir()
	listens := 0
	for i := range 200 {
		ln, err := cl.Listen(testContext(t), "unix", filepath.Join(dir, fmt.Sprint(i)))
		if err != nil {
			break
		}
		defer ln.Close()
		listens++
	}
	if listens != 128 {
		t.Errorf("want 128, got %d", listens)
	}
	if _, err := cl.Listen(testContext(t), "unix", filepath.Join(dir, "0")); err == nil {
		t.Error("one path twice")
	}
}
