package ssh_test

import (
	"fmt"
	"io"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/protect"
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
