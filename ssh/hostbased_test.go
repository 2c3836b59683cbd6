package ssh_test

import (
	"context"
	"net"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

func TestAHostVouchesForItsUser(t *testing.T) {
	own, other := newKey(t), newKey(t)
	for _, c := range []struct {
		what, host, user string
		keys             []keys.Signer
		ok               bool
	}{
		{"who is known", "client.example", "ann", []keys.Signer{own}, true},
		{"by one of its keys", "client.example.", "ann", []keys.Signer{other, own}, true},
		{"who is another", "client.example", "bob", []keys.Signer{own}, false},
		{"by another name", "elsewhere.example", "ann", []keys.Signer{own}, false},
		{"by another host's key", "client.example", "ann", []keys.Signer{other}, false},
		{"without a key", "client.example", "ann", nil, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			cfg, addr := newPair(t, func(s *ssh.Server) {
				s.PublicKey = nil
				s.HostBased = func(_ context.Context, l ssh.Login, host, user string, key *keys.PublicKey) (any, error) {
					if l.User != "user" || host != "client.example" || user != "ann" || !key.Equal(own.PublicKey()) {
						return nil, errNo
					}
					return nil, nil
				}
			})
			cfg.Auth = []ssh.Auth{ssh.HostBased(func(_ context.Context, local net.Addr) (ssh.Voucher, error) {
				if local == nil {
					return ssh.Voucher{}, errNo
				}
				return ssh.Voucher{Host: c.host, User: c.user, Keys: c.keys}, nil
			})}
			if err := login(t, addr, cfg); (err == nil) != c.ok {
				t.Errorf("want success %v, got %v", c.ok, err)
			}
		})
	}
}

// A client names the server's host key in what its key signs, once the server has said
// that it reads that.
func TestSignaturesNameTheHost(t *testing.T) {
	signed := make(chan []byte, 1)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.PublicKey = func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil }
	})
	var hostKey *keys.PublicKey
	known := cfg.HostKey
	cfg.HostKey = func(ctx context.Context, host string, remote net.Addr, key *keys.PublicKey) error {
		hostKey = key
		return known(ctx, host, remote, key)
	}
	cfg.Auth = []ssh.Auth{ssh.PublicKeys(watched{newKey(t), signed}, newKey(t))}
	cl := dial(t, addr, cfg)
	r := wire.NewReader(<-signed)
	if id := r.Bytes(); string(id) != string(cl.SessionID()) {
		t.Errorf("want the session identifier %x, got %x", cl.SessionID(), id)
	}
	var head wire.UserauthRequest
	var bound wire.UserauthPublicKeyHostBound
	if err := head.Parse(r.Rest()); err != nil {
		t.Fatal(err)
	}
	if err := bound.Parse(wire.AppendString(head.Rest, nil)); err != nil || string(head.Method) != wire.MethodPublicKeyHostBound {
		t.Fatalf("%s: %v", head.Method, err)
	}
	if string(bound.HostKey) != string(hostKey.Blob()) {
		t.Errorf("want the host key %x, got %x", hostKey.Blob(), bound.HostKey)
	}
}
