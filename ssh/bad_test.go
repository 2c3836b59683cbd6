package ssh_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/kex"
)

// serveRaw answers each connection with f.
func serveRaw(t *testing.T, f func(nc net.Conn)) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			f(nc)
			nc.Close()
		}
	}()
	return ln.Addr().String()
}

func TestPeersThatAreNotWhatTheyShouldBe(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(nc net.Conn)
		want string // in the error
	}{
		{"an HTTP server", func(nc net.Conn) {
			io.WriteString(nc, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
		}, `"HTTP/1.1 400 Bad Request"`},
		{"a server that closes at once", func(net.Conn) {}, "closed the connection before"},
		{"a server that closes behind its version", func(nc net.Conn) {
			io.WriteString(nc, "SSH-2.0-Quitter\r\n")
		}, "closed the connection during first KEXINIT"},
		{"an old server", func(nc net.Conn) { io.WriteString(nc, "SSH-1.5-Old\r\n") }, "version"},
		{"a server that sends no line end", func(nc net.Conn) {
			io.WriteString(nc, strings.Repeat("x", 10_000))
		}, "not an SSH server"},
		{"a server that never comes to its version", func(nc net.Conn) {
			io.WriteString(nc, strings.Repeat("motd\r\n", 2000))
		}, "too many lines"},
		{"a server that sends a huge packet", func(nc net.Conn) {
			nc.Write([]byte("SSH-2.0-Huge\r\n\x7f\xff\xff\xff\x04"))
		}, "2147483647 bytes: too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg, _ := newPair(t, nil)
			addr := serveRaw(t, func(nc net.Conn) {
				c.f(nc)
				nc.(*net.TCPConn).CloseWrite()
				nc.SetReadDeadline(time.Now().Add(time.Second))
				io.Copy(io.Discard, nc)
			})
			_, err := ssh.Dial(testContext(t), addr, cfg)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("want one line with %q, got %v", c.want, err)
			}
		})
	}
}

func TestARefusedConnectionSaysSo(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	ln.Close()
	cfg, _ := newPair(t, nil)
	if _, err := ssh.Dial(testContext(t), addr, cfg); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("got %v", err)
	}
}

func TestNoCommonAlgorithmListsBothOffers(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) { s.Algorithms.Ciphers = []string{"aes256-ctr"} })
	cfg.Algorithms.Ciphers = []string{"aes128-ctr", "chacha20-poly1305@openssh.com"}
	_, err := ssh.Dial(testContext(t), addr, cfg)
	var no *kex.NegotiationError
	if !errors.As(err, &no) {
		t.Fatalf("want a NegotiationError, got %v", err)
	}
	for _, name := range []string{"aes256-ctr", "aes128-ctr", "chacha20-poly1305@openssh.com"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not list %s: %v", name, err)
		}
	}
}

func TestAWrongHostKeyIsRefused(t *testing.T) {
	cfg, addr := newPair(t, nil)
	cfg.HostKey = ssh.FixedHostKey(newKey(t).PublicKey())
	_, err := ssh.Dial(testContext(t), addr, cfg)
	var refused *ssh.HostKeyError
	if !errors.As(err, &refused) {
		t.Errorf("want a HostKeyError, got %v", err)
	}
	cfg.HostKey = nil
	if _, err := ssh.Dial(testContext(t), addr, cfg); err == nil {
		t.Error("a client without a check of host keys connected")
	}
}

func TestAlteredBytesEndTheConnection(t *testing.T) {
	cfg, addr := newPair(t, serveBulk)
	for _, at := range []int{3000, 20_000, 400_000} {
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		flip := &flipConn{Conn: nc, at: at}
		cl, err := ssh.NewClient(testContext(t), flip, addr, cfg)
		if err == nil {
			_, err = cl.Run(testContext(t), "down")
			cl.Close()
		}
		if err == nil {
			t.Errorf("a bit altered at byte %d was not noticed", at)
		}
		nc.Close()
	}
}

// flipConn alters one bit of what is read.
type flipConn struct {
	net.Conn
	at, n int
}

func (c *flipConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.n <= c.at && c.at < c.n+n {
		p[c.at-c.n] ^= 0x10
	}
	c.n += n
	return n, err
}

func TestAServerSurvivesWhateverConnects(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.LoginGrace = 200 * time.Millisecond
		s.Handle("exec", func(s *ssh.Session) { fmt.Fprint(s, "alive") })
	})
	for _, what := range []string{"", "GET / HTTP/1.0\r\n\r\n", "SSH-2.0-x\r\n", "SSH-2.0-x\r\n\x00\x00\x00\x01\x04", strings.Repeat("\x00", 100_000)} {
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(nc, what)
		nc.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, err := io.Copy(io.Discard, nc); errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%.20q: the server held on beyond the grace time", what)
		}
		nc.Close()
	}
	cl := dial(t, addr, cfg)
	if out, err := cl.Run(testContext(t), "x"); string(out) != "alive" || err != nil {
		t.Errorf("got %q, %v", out, err)
	}
}
