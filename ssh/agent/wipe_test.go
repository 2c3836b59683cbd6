package agent

import (
	"bytes"
	"context"
	"net"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/keys"
)

// Whatever makes an agent forget a key wipes it.
func TestForgottenKeysAreWiped(t *testing.T) {
	ctx := context.Background()
	now := time.Now()
	for name, forget := range map[string]func(*Server, *Client, []byte) error{
		"removed":     func(_ *Server, c *Client, blob []byte) error { return c.Remove(ctx, blob) },
		"all removed": func(_ *Server, c *Client, _ []byte) error { return c.RemoveAll(ctx) },
		"replaced": func(_ *Server, c *Client, _ []byte) error {
			return c.Add(ctx, AddIdentity{Key: keys.NewEd25519(bytes.Repeat([]byte{1}, 32))})
		},
		"expired": func(_ *Server, c *Client, _ []byte) error {
			now = now.Add(time.Minute)
			_, err := c.List(ctx)
			return err
		},
		"closed": func(s *Server, _ *Client, _ []byte) error { return s.Close() },
	} {
		s := NewServer(Config{Now: func() time.Time { return now }})
		ours, theirs := net.Pipe()
		go s.ServeConn(theirs)
		c := NewClient(ours)
		k := keys.NewEd25519(bytes.Repeat([]byte{1}, 32))
		if err := c.Add(ctx, AddIdentity{Key: k, Constraints: Constraints{Lifetime: 60}}); err != nil {
			t.Fatal(err)
		}
		kept := s.keys[0].key
		if err := forget(s, c, k.PublicKey().Blob()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := kept.Sign(nil, "ssh-ed25519", nil); err == nil {
			t.Errorf("%s: the key is not wiped", name)
		}
		s.Close()
	}
}
