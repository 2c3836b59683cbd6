package ssh_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/compress"
)

// A meter counts what is read and written.
type meter struct {
	net.Conn
	in, out atomic.Int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.Conn.Read(p)
	m.in.Add(int64(n))
	return n, err
}

func (m *meter) Write(p []byte) (int, error) {
	n, err := m.Conn.Write(p)
	m.out.Add(int64(n))
	return n, err
}

// wordy is text that compresses to a third or so.
func wordy(n int) []byte {
	words := strings.Fields("the packet that was sent first holds all of what its stream needs and no key of the other side")
	r := rand.New(rand.NewPCG(1, 2))
	var b []byte
	for len(b) < n {
		b = append(append(b, words[r.IntN(len(words))]...), ' ')
	}
	return b[:n]
}

// TestCompressedChannels moves bulk data through one channel, there and back, while another
// one echoes single bytes and keys are exchanged all the time.
func TestCompressedChannels(t *testing.T) {
	for method, offers := range map[string][]string{"zlib@openssh.com": compress.PreferredNames(), "zlib": {"zlib"}, "none": nil, "behind the login": nil} {
		t.Run(method, func(t *testing.T) {
			cfg, addr := newPair(t, func(s *ssh.Server) {
				if method == "zlib" {
					s.Algorithms.Compression = compress.Names()
				}
				if method == "behind the login" {
					s.Algorithms.DelayCompression = []string{"zlib", "none"}
				}
				s.Handle("exec", func(s *ssh.Session) { io.Copy(s, s) })
			})
			cfg.Algorithms.Compression = offers
			if method == "behind the login" { // RFC 8308 §3.2
				cfg.Algorithms.DelayCompression = []string{"zlib"}
			}
			cfg.Rekey.Bytes = 256 << 10
			ctx := testContext(t)
			nc, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			m := &meter{Conn: nc}
			cl, err := ssh.NewClient(ctx, m, addr, cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer cl.Close()
			text := wordy(2 << 20)
			var wg sync.WaitGroup
			wg.Go(func() {
				c := cl.Command("cat")
				hash := sha256.New()
				c.Stdin, c.Stdout = bytes.NewReader(text), hash
				if err := c.Run(ctx); err != nil || [32]byte(hash.Sum(nil)) != sha256.Sum256(text) {
					t.Error("bulk data:", err)
				}
			})
			wg.Go(func() {
				ch, err := cl.Open(ctx, "session", nil, nil)
				if err != nil {
					t.Error(err)
					return
				}
				defer ch.Close()
				if ok, err := ch.SendRequest(ctx, "exec", true, binary.BigEndian.AppendUint32(nil, 0)); !ok || err != nil {
					t.Error(ok, err)
					return
				}
				for i := range 200 {
					b := []byte{byte(i)}
					if _, err := ch.Write(b); err != nil {
						t.Error(err)
						return
					}
					if _, err := io.ReadFull(ch, b); err != nil || b[0] != byte(i) {
						t.Error(b, err)
						return
					}
				}
			})
			wg.Wait()
			in, out := m.in.Load(), m.out.Load()
			t.Logf("%d bytes of text each way: %d sent, %d received", len(text), out, in)
			if small := int64(len(text) / 2); method != "none" && (in > small || out > small) || method == "none" && (in < small || out < small) {
				t.Errorf("%d bytes sent and %d received for %d", out, in, len(text))
			}
		})
	}
}

// TestWhatIsCompressed has each list of a client with each of a server.
func TestWhatIsCompressed(t *testing.T) {
	names := func(list ...string) []string { return list }
	for _, c := range []struct {
		client, server []string
		want           bool
	}{
		{nil, nil, false},
		{compress.PreferredNames(), nil, true},
		{compress.PreferredNames(), names("none"), false},
		{nil, names("zlib@openssh.com"), true}, // the server insists
		{names("zlib", "none"), nil, false},
		{names("zlib"), names("zlib"), true},
	} {
		cfg, addr := newPair(t, func(s *ssh.Server) {
			s.Algorithms.Compression = c.server
			s.Handle("exec", func(s *ssh.Session) { s.Write(wordy(100 << 10)) })
		})
		cfg.Algorithms.Compression = c.client
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		m := &meter{Conn: nc}
		ctx := testContext(t)
		cl, err := ssh.NewClient(ctx, m, addr, cfg)
		if err != nil {
			t.Fatal(err)
		}
		out, err := cl.Run(ctx, "text")
		if err != nil || len(out) != 100<<10 {
			t.Errorf("%q with %q: %d bytes, %v", c.client, c.server, len(out), err)
		}
		if got := m.in.Load() < 80<<10; got != c.want {
			t.Errorf("%q with %q: %d bytes came for %d", c.client, c.server, m.in.Load(), len(out))
		}
		cl.Close()
	}
	cfg, addr := newPair(t, func(s *ssh.Server) { s.Algorithms.Compression = names("none") })
	cfg.Algorithms.Compression = names("zlib@openssh.com")
	if _, err := ssh.Dial(testContext(t), addr, cfg); err == nil || !strings.Contains(err.Error(), "compression") {
		t.Errorf("no method in common: %v", err)
	}
}
