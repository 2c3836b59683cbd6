package ssh_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// echoes accepts what clients dial, sends them their own request, and then whatever comes.
func echoes(s *ssh.Server) {
	echo := func(_ *ssh.ServerConn, in *ssh.Incoming) {
		ch, err := in.Accept(nil)
		if err != nil {
			return
		}
		ch.Write(in.Data)
		io.Copy(ch, ch)
		ch.CloseWrite()
	}
	s.HandleChannel(wire.ChannelTypeDirectTCPIP, echo)
	s.HandleChannel(wire.ChannelTypeDirectStreamlocal, echo)
}

// A dialed connection is a net.Conn: it has addresses, deadlines and two halves.
func TestAConnectionThroughTheServerIsANetConn(t *testing.T) {
	cfg, addr := newPair(t, echoes)
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	for _, target := range []struct{ network, addr, remote, says string }{
		{"tcp", "example.com:443", "example.com:443", "\x00\x00\x00\x0bexample.com\x00\x00\x01\xbb\x00\x00\x00\x09127.0.0.1\x00\x00\xff\xff"},
		{"tcp", "[::1]:80", "[::1]:80", "\x00\x00\x00\x03::1\x00\x00\x00\x50\x00\x00\x00\x09127.0.0.1\x00\x00\xff\xff"},
		{"unix", "/run/socket", "/run/socket", "\x00\x00\x00\x0b/run/socket\x00\x00\x00\x00\x00\x00\x00\x00"},
	} {
		t.Run(target.addr, func(t *testing.T) {
			nc, err := cl.DialContext(ctx, target.network, target.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer nc.Close()
			if got := nc.RemoteAddr(); got.String() != target.remote || got.Network() != target.network {
				t.Errorf("remote address: %v %v", got.Network(), got)
			}
			if got := nc.LocalAddr(); got == nil || got.Network() != "tcp" {
				t.Errorf("local address: %v", got)
			}
			open := make([]byte, len(target.says))
			if _, err := io.ReadFull(nc, open); err != nil || string(open) != target.says {
				t.Errorf("want %q, got %q, %v", target.says, open, err)
			}
			nc.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
			var timeout net.Error
			if _, err := nc.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || !errors.As(err, &timeout) || !timeout.Timeout() {
				t.Errorf("want a deadline error, got %v", err)
			}
			nc.SetReadDeadline(time.Time{})
			io.WriteString(nc, "last words")
			nc.(interface{ CloseWrite() error }).CloseWrite()
			if text, err := io.ReadAll(nc); string(text) != "last words" || err != nil {
				t.Errorf("got %q, %v", text, err)
			}
			nc.Close()
			if _, err := nc.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
				t.Errorf("want %v, got %v", net.ErrClosed, err)
			}
		})
	}
}

// What cannot be dialed says so, whoever is to blame.
func TestADialThroughTheServerFails(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.HandleChannel(wire.ChannelTypeDirectTCPIP, func(sc *ssh.ServerConn, in *ssh.Incoming) {
			if strings.Contains(string(in.Data), "hang") {
				<-sc.Context().Done()
				return
			}
			in.Reject(wire.OpenConnectFailed, "Connection refused")
		})
	})
	cl := dial(t, addr, cfg)
	var refused *ssh.OpenError
	_, err := cl.DialContext(testContext(t), "tcp", "refuse:1")
	if !errors.As(err, &refused) || refused.Reason != wire.OpenConnectFailed || refused.Text != "Connection refused" {
		t.Errorf("got %v", err)
	}
	if _, err := cl.DialContext(testContext(t), "unix", "/run/socket"); !errors.As(err, &refused) || refused.Reason != wire.OpenUnknownChannelType {
		t.Errorf("got %v", err)
	}
	for _, target := range []struct{ network, addr string }{{"udp", "host:1"}, {"tcp", "host"}, {"tcp", "host:70000"}, {"tcp", "host:http"}} {
		if _, err := cl.DialContext(testContext(t), target.network, target.addr); err == nil {
			t.Errorf("%v: no error", target)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := cl.DialContext(ctx, "tcp", "hang:1"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// Two channels of one connection are joined when it ends: each end concerns both.
func TestTheEndOfAConnectionThatIsSplicedToItself(t *testing.T) {
	noLeaks(t)
	cfg, addr := newPair(t, echoes)
	cl := dial(t, addr, cfg)
	var both [2]net.Conn
	for i := range both {
		var err error
		if both[i], err = cl.DialContext(testContext(t), "unix", "/x"); err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		both[0].(*ssh.Conn).Splice(both[1])
	}()
	time.Sleep(50 * time.Millisecond)
	go cl.Close()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		panic("the end hangs")
	}
}
