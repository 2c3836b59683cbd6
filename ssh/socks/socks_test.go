package socks

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// A talk is what a client says, all at once, and what it hears.
type talk struct {
	in    io.Reader
	heard bytes.Buffer
}

func (t *talk) Read(p []byte) (int, error)  { return t.in.Read(p) }
func (t *talk) Write(p []byte) (int, error) { return t.heard.Write(p) }

var requests = []struct {
	name, says string
	addr       string // that is asked for; "" is none
	hears      string
	err        error
}{
	{"4", "\x04\x01\x00\x50\x7f\x00\x00\x01user\x00", "127.0.0.1:80", "", nil},
	{"4, to no address", "\x04\x01\x00\x50\x00\x00\x00\x00\x00", "0.0.0.0:80", "", nil},
	{"4a", "\x04\x01\x01\xbb\x00\x00\x00\x01\x00example.com\x00", "example.com:443", "", nil},
	{"4, BIND", "\x04\x02\x00\x50\x7f\x00\x00\x01\x00", "", "\x00\x5b\x00\x00\x00\x00\x00\x00", ErrCommand},
	{"4a without a name", "\x04\x01\x01\xbb\x00\x00\x00\x01\x00\x00", "", "\x00\x5b\x00\x00\x00\x00\x00\x00", ErrAddress},
	{"4 with an endless user", "\x04\x01\x00\x50\x7f\x00\x00\x01" + strings.Repeat("u", 1000), "", "", ErrAddress},
	{"4 cut short", "\x04\x01\x00\x50\x7f", "", "", io.ErrUnexpectedEOF},
	{"5 with an IPv4 address", "\x05\x01\x00\x05\x01\x00\x01\x0a\x00\x00\x01\x00\x16", "10.0.0.1:22", "\x05\x00", nil},
	{"5 with an IPv6 address", "\x05\x02\x02\x00\x05\x01\x00\x04" + strings.Repeat("\x00", 15) + "\x01\x00\x16", "[::1]:22", "\x05\x00", nil},
	{"5 with a name", "\x05\x01\x00\x05\x01\x00\x03\x0bexample.com\x00\x16", "example.com:22", "\x05\x00", nil},
	{"5 with the longest name", "\x05\x01\x00\x05\x01\x00\x03\xff" + strings.Repeat("a", 255) + "\x00\x16", strings.Repeat("a", 255) + ":22", "\x05\x00", nil},
	{"5 with an empty name", "\x05\x01\x00\x05\x01\x00\x03\x00\x00\x16", "", "\x05\x00\x05\x08\x00\x01\x00\x00\x00\x00\x00\x00", ErrAddress},
	{"5 with a line in the name", "\x05\x01\x00\x05\x01\x00\x03\x02a\n\x00\x16", "", "\x05\x00\x05\x08\x00\x01\x00\x00\x00\x00\x00\x00", ErrAddress},
	{"5 with a password only", "\x05\x01\x02", "", "\x05\xff", ErrMethod},
	{"5 with no method", "\x05\x00", "", "\x05\xff", ErrMethod},
	{"5, UDP ASSOCIATE", "\x05\x01\x00\x05\x03\x00\x01\x0a\x00\x00\x01\x00\x16", "", "\x05\x00\x05\x07\x00\x01\x00\x00\x00\x00\x00\x00", ErrCommand},
	{"5 with an unknown type", "\x05\x01\x00\x05\x01\x00\x02\x0a\x00\x00\x01\x00\x16", "", "\x05\x00\x05\x08\x00\x01\x00\x00\x00\x00\x00\x00", ErrAddress},
	{"5, and then 4", "\x05\x01\x00\x04\x01\x00\x01\x0a\x00\x00\x01\x00\x16", "", "\x05\x00", ErrVersion},
	{"HTTP", "GET / HTTP/1.1\r\n", "", "", ErrVersion},
	{"nothing", "", "", "", io.EOF},
}

func TestEachVersionAsksForAHost(t *testing.T) {
	for _, r := range requests {
		t.Run(r.name, func(t *testing.T) {
			behind := strings.NewReader(r.says + "data")
			c := &talk{in: behind}
			if r.err == io.ErrUnexpectedEOF || r.err == io.EOF {
				c.in = strings.NewReader(r.says)
			}
			got, err := Read(c)
			if !errors.Is(err, r.err) || c.heard.String() != r.hears {
				t.Fatalf("want %q and %v, got %q and %v", r.hears, r.err, c.heard.String(), err)
			}
			if err != nil {
				return
			}
			if got.Addr() != r.addr {
				t.Errorf("want %s, got %s", r.addr, got.Addr())
			}
			if rest, _ := io.ReadAll(behind); string(rest) != "data" {
				t.Errorf("behind the request: %q", rest)
			}
			c.heard.Reset()
			got.Reply(c, Granted)
			got.Reply(c, ConnectionRefused)
			want := "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00"
			if got.Version == 4 {
				want = "\x00\x5a\x00\x00\x00\x00\x00\x00\x00\x5b\x00\x00\x00\x00\x00\x00"
			}
			if c.heard.String() != want {
				t.Errorf("replies: want %q, got %q", want, c.heard.String())
			}
		})
	}
}

func TestAClientThatSaysNothingIsGivenUp(t *testing.T) {
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	if _, err := Accept(b, 10*time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// Whatever is read is a host that can be written down and read again.
func FuzzRead(f *testing.F) {
	for _, r := range requests {
		f.Add([]byte(r.says))
	}
	f.Fuzz(func(t *testing.T, says []byte) {
		c := &talk{in: bytes.NewReader(says)}
		r, err := Read(c)
		if err != nil {
			return
		}
		if host, _, err := net.SplitHostPort(r.Addr()); err != nil || host != r.Host || !isHost(host) || len(host) > maxText {
			t.Errorf("%q is no address: %v", r.Addr(), err)
		}
		if len(r.Host) > len(says) && r.Version == 5 && !strings.ContainsAny(r.Host, ".:") {
			t.Errorf("%q is longer than what was said", r.Host)
		}
	})
}
