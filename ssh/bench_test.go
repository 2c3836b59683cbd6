package ssh_test

import (
	"fmt"
	"io"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// zeros gives n bytes, at the price of clearing them.
func zeros(n int64) io.Reader { return io.LimitReader(zeroReader{}, n) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// BenchmarkDownload is one command's output over loopback, server and client in
// one process.
func BenchmarkDownload(b *testing.B) {
	for _, c := range protect.Ciphers() {
		b.Run(fmt.Sprintf("alg=%s/size=%d", c.Name, bulk), func(b *testing.B) {
			cfg, addr := newPair(b, func(s *ssh.Server) {
				s.Handle("exec", func(s *ssh.Session) { io.Copy(s, zeros(bulk)) })
			})
			cfg.Algorithms.Ciphers = []string{c.Name}
			cl := dial(b, addr, cfg)
			b.SetBytes(bulk)
			b.ReportAllocs()
			for b.Loop() {
				cmd := cl.Command("down")
				cmd.Stdout = io.Discard
				if err := cmd.Run(testContext(b)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkEcho is one keystroke to the server and back over loopback.
func BenchmarkEcho(b *testing.B) {
	cfg, addr := newPair(b, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) { io.CopyBuffer(writer{s}, reader{s}, make([]byte, 1<<10)) })
	})
	cl := dial(b, addr, cfg)
	ctx := testContext(b)
	ch, err := cl.Open(ctx, "session", nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	exec := wire.ExecRequest{Command: []byte("echo")}
	if _, err := ch.SendRequest(ctx, "exec", true, exec.Append(nil)); err != nil {
		b.Fatal(err)
	}
	key := make([]byte, 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ch.Write(key); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(ch, key); err != nil {
			b.Fatal(err)
		}
	}
}
