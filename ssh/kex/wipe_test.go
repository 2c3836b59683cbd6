package kex

import (
	"crypto/rand"
	"io"
	"testing"
)

// A spied key tells whether it is wiped.
type spied struct {
	agreementKey
	wiped *int
}

// Wipe counts, and wipes.
func (k spied) Wipe() {
	*k.wiped++
	k.agreementKey.Wipe()
}

// TestEphemeralKeysAreWiped counts the keys of exchanges that come to an end, fail, and
// are given up.
func TestEphemeralKeysAreWiped(t *testing.T) {
	var made, wiped int
	spy := curve{x25519.size, func(rand io.Reader) (agreementKey, error) {
		key, err := x25519.generate(rand)
		made++
		return spied{key, &wiped}, err
	}}
	cfg := &Config{Method: Method{Name: "spied", Hash: SHA256, family: &ecdh{nil, &spy}}, Rand: rand.Reader}
	sides := func() (*Client, *Server) {
		c, err := NewClient(cfg)
		if err != nil {
			t.Fatal(err)
		}
		s, err := NewServer(cfg)
		if err != nil {
			t.Fatal(err)
		}
		return c, s
	}
	for _, story := range []struct {
		name string
		run  func(c *Client, s *Server)
		keys int
	}{
		{"to the end", func(c *Client, s *Server) {
			s.Handle(nil, c.Init(nil))
			if _, done, err := c.Handle(nil, s.Reply(nil, nil)); !done {
				t.Fatal(err)
			}
		}, 2},
		{"refused by both", func(c *Client, s *Server) {
			s.Handle(nil, []byte{30, 0, 0, 0, 0})
			c.Handle(nil, []byte{31, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
		}, 2},
		{"given up", func(c *Client, s *Server) {
			s.Wipe()
			c.Wipe()
		}, 1},
	} {
		made, wiped = 0, 0
		story.run(sides())
		if made != story.keys || wiped != story.keys {
			t.Errorf("%s: want %d keys made and wiped, got %d and %d", story.name, story.keys, made, wiped)
		}
	}
}
