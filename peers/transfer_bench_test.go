//go:build unix

package peers_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"

	xssh "golang.org/x/crypto/ssh"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// Transfers are in writes of one packet's data, and reads of many.
const (
	transferSize = 1 << 30
	writeSize    = 32 << 10
	readSize     = 256 << 10
)

// BenchmarkTransfer moves 1 GiB over the loopback interface, client and server in
// one process, by each implementation. cpu-s/GiB is the time that both ends and the
// kernel have spent.
//
// The ciphers are those that are portable Go on both sides. golang.org/x/crypto
// uses the CPU's instructions for AES.
func BenchmarkTransfer(b *testing.B) {
	peers := []struct {
		name    string
		connect func(b *testing.B, s suite) (down, up func() error)
	}{{"glassh", glasshTransfer}, {"xcrypto", xcryptoTransfer}}
	for _, s := range []suite{chacha} {
		for _, dir := range []string{"down", "up"} {
			for _, peer := range peers {
				b.Run(fmt.Sprintf("alg=%s/size=1GiB/dir=%s/peer=%s", s, dir, peer.name), func(b *testing.B) {
					move, up := peer.connect(b, s)
					if dir == "up" {
						move = up
					}
					measure(b, move)
				})
			}
		}
	}
}

func measure(b *testing.B, move func() error) {
	b.SetBytes(transferSize)
	b.ReportAllocs()
	before := cpuTime(b)
	for b.Loop() {
		if err := move(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((cpuTime(b)-before)/float64(b.N)/(transferSize>>30), "cpu-s/GiB")
}

// cpuTime returns the seconds that this process has run, in the kernel too.
func cpuTime(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// produce writes transferSize bytes, and consume reads to the end.
func produce(w io.Writer) error {
	p := make([]byte, writeSize)
	for range transferSize / writeSize {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}

func consume(r io.Reader) error {
	p := make([]byte, readSize)
	n := 0
	for {
		k, err := r.Read(p)
		n += k
		if err == io.EOF {
			if n != transferSize {
				return fmt.Errorf("want %d bytes, got %d", transferSize, n)
			}
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// glasshTransfer connects package ssh to itself.
func glasshTransfer(b *testing.B, s suite) (down, up func() error) {
	k := newKeys(b)
	srv := &ssh.Server{
		HostKeys:   []keys.Signer{k.host.private},
		PublicKey:  func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil },
		Algorithms: ssh.Algorithms{Ciphers: []string{s.cipher}},
	}
	srv.Handle("exec", func(s *ssh.Session) {
		if s.Command == "down" {
			produce(s)
		} else if err := consume(s); err != nil {
			b.Error(err)
		}
	})
	ln := listen(b)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { // the end of the benchmark stops it
		srv.Serve(ctx, ln)
		close(done)
	}()
	b.Cleanup(func() { cancel(); <-done })
	cl, err := ssh.Dial(ctx, ln.Addr().String(), &ssh.ClientConfig{
		User: "user", Auth: []ssh.Auth{ssh.PublicKeys(k.user.private)},
		HostKey:    ssh.FixedHostKey(k.host.private.PublicKey()),
		Algorithms: ssh.Algorithms{Ciphers: []string{s.cipher}},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { cl.Close() })
	open := func(command string) (*ssh.Channel, error) {
		ch, err := cl.Open(ctx, "session", nil, nil)
		if err != nil {
			return nil, err
		}
		_, err = ch.SendRequest(ctx, "exec", true, xssh.Marshal(struct{ Command string }{command}))
		return ch, err
	}
	down = func() error {
		ch, err := open("down")
		if err != nil {
			return err
		}
		defer ch.Close()
		return consume(ch)
	}
	up = func() error {
		ch, err := open("up")
		if err != nil {
			return err
		}
		defer ch.Close()
		if err := produce(ch); err != nil {
			return err
		}
		ch.CloseWrite()
		_, err = io.Copy(io.Discard, ch) // the server has read everything
		return err
	}
	return down, up
}

// xcryptoTransfer connects golang.org/x/crypto/ssh to itself.
func xcryptoTransfer(b *testing.B, s suite) (down, up func() error) {
	k := newKeys(b)
	cfg := &xssh.ServerConfig{
		Config:            xConfig(s, oneKex, ""),
		PublicKeyCallback: func(xssh.ConnMetadata, xssh.PublicKey) (*xssh.Permissions, error) { return nil, nil },
	}
	cfg.AddHostKey(xSigner(b, k.host))
	ln := listen(b)
	done := make(chan struct{})
	go func() { // the end of the connection stops it
		defer close(done)
		nc, err := ln.Accept()
		if err != nil {
			return
		}
		xServe(nc, cfg, func(s *xSession) {
			defer s.Close()
			if s.command == "down" {
				produce(s)
				s.CloseWrite()
			} else if err := consume(s); err != nil {
				b.Error(err)
			}
		})
	}()
	b.Cleanup(func() { ln.Close(); <-done })
	cl, err := xDial(context.Background(), ln.Addr().String(), xClientConfig(b, job{suite: s}.orDefaults(k)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { cl.Close() })
	open := func(command string) (xssh.Channel, error) {
		ch, requests, err := cl.OpenChannel("session", nil)
		if err != nil {
			return nil, err
		}
		go xssh.DiscardRequests(requests)
		_, err = ch.SendRequest("exec", true, xssh.Marshal(struct{ Command string }{command}))
		return ch, err
	}
	down = func() error {
		ch, err := open("down")
		if err != nil {
			return err
		}
		defer ch.Close()
		return consume(ch)
	}
	up = func() error {
		ch, err := open("up")
		if err != nil {
			return err
		}
		defer ch.Close()
		if err := produce(ch); err != nil {
			return err
		}
		ch.CloseWrite()
		_, err = io.Copy(io.Discard, ch)
		return err
	}
	return down, up
}

func listen(b *testing.B) net.Listener {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ln.Close() })
	return ln
}
