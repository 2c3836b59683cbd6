package dissect_test

import (
	"crypto/rand"
	"strings"
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
)

// Every message of an exchange by each method, with nothing left unexplained: so every
// share has the length that the tables say.
func TestExchangesByEveryMethodAreExplained(t *testing.T) {
	host := newKey(t, "ssh-ed25519")
	for _, name := range kex.AllMethods() {
		t.Run(name, func(t *testing.T) {
			payloads := exchange(t, name, func(h []byte) []byte {
				sig, err := host.Sign(nil, "ssh-ed25519", h)
				if err != nil {
					t.Fatal(err)
				}
				return sig
			}, host.PublicKey().Blob())
			for _, p := range payloads {
				spans := explain(t, p, Context{Kex: name})
				known(t, spans)
			}
			last := explain(t, payloads[len(payloads)-1], Context{Kex: name})
			if s := named(t, last, "signature algorithm"); s.Value != "ssh-ed25519" {
				t.Errorf("signature algorithm: %q", s.Value)
			}
		})
	}
}

// exchange returns the payloads that both sides send, in their order.
func exchange(t *testing.T, name string, sign func(h []byte) []byte, hostKey []byte) (payloads [][]byte) {
	t.Helper()
	method, _ := kex.LookupMethod(name)
	client, err := kex.NewClient(&kex.Config{Method: method, Rand: rand.Reader, Need: 128})
	if err != nil {
		t.Fatal(err)
	}
	server, err := kex.NewServer(&kex.Config{Method: method, Rand: rand.Reader, HostKey: hostKey})
	if err != nil {
		t.Fatal(err)
	}
	say := func(p []byte) {
		if len(p) > 0 {
			payloads = append(payloads, p)
		}
	}
	say(client.Init(nil))
	say(server.Init(nil))
	toServer := !strings.HasPrefix(name, "rsa")
	for {
		p := payloads[len(payloads)-1]
		var out []byte
		var done bool
		if toServer {
			if out, done, err = server.Handle(nil, p); done {
				out = server.Reply(nil, sign(server.Result().H))
			}
		} else if out, done, err = client.Handle(nil, p); done {
			return payloads
		}
		if err != nil {
			t.Fatal(err)
		}
		say(out)
		toServer = !toServer
	}
}
