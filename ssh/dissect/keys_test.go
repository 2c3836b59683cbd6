package dissect_test

import (
	"crypto/rand"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// generated are the types of keys that package keys makes.
var generated = []string{"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
	"ssh-rsa", "ssh-ed448", "ssh-mldsa44-ed25519@openssh.com"}

func newKey(t testing.TB, typ string) *keys.PrivateKey {
	t.Helper()
	bits := 0
	if typ == "ssh-rsa" {
		bits = 2048
	}
	k, err := keys.Generate(typ, rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// blobs are public keys, signatures and containers of private keys.
func blobs(t testing.TB) (list [][]byte) {
	for _, typ := range generated {
		if typ == "ssh-rsa" {
			continue // its primes take a while
		}
		k := newKey(t, typ)
		sig, err := k.Sign(rand.Reader, k.PublicKey().Algorithms()[0], []byte("message"))
		if err != nil {
			t.Fatal(err)
		}
		file, err := k.Marshal(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		container, err := keys.OpenSSHContainer(file)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, k.PublicKey().Blob(), sig, container)
	}
	return append(list, deviceBlob("sk-ssh-ed25519@openssh.com"))
}

func deviceBlob(typ string) []byte {
	b := wire.AppendString(wire.AppendText(nil, typ), make([]byte, 32))
	return wire.AppendText(b, "ssh:")
}

// known holds that nothing in spans is left unexplained.
func known(t testing.TB, spans []Span) {
	t.Helper()
	all(spans, func(s *Span) {
		if s.Kind == Unknown || strings.HasPrefix(s.Note, "This does not have the form") {
			t.Errorf("%s is not explained: %s", s.Name, s.Note)
		}
	})
}

func TestEveryTypeOfKeyIsExplained(t *testing.T) {
	for _, typ := range generated {
		t.Run(typ, func(t *testing.T) {
			k := newKey(t, typ)
			blob := k.PublicKey().Blob()
			spans, err := PublicKey(blob)
			if err != nil {
				t.Fatal(err)
			}
			tile(t, spans, 0, len(blob))
			known(t, spans)
			for n := range blob {
				if _, err := PublicKey(blob[:n]); err == nil {
					t.Fatalf("the first %d bytes of the key are a key", n)
				}
			}
			if _, err := PublicKey(append(blob, 0)); err == nil {
				t.Error("a byte too many is none")
			}

			for _, algorithm := range k.PublicKey().Algorithms() {
				sig, err := k.Sign(rand.Reader, algorithm, []byte("message"))
				if err != nil {
					t.Fatal(err)
				}
				spans, err := Signature(sig)
				if err != nil {
					t.Fatal(err)
				}
				tile(t, spans, 0, len(sig))
				known(t, spans)
			}

			k.SetComment("a comment")
			file, err := k.Marshal(rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			explainFile(t, file, k.PublicKey(), "a comment")
		})
	}
}

// explainFile dissects an unencrypted private key file, and returns its spans.
func explainFile(t *testing.T, file []byte, key *keys.PublicKey, comment string) []Span {
	t.Helper()
	container, spans, err := PrivateKeyFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tile(t, spans, 0, len(container))
	secret(t, spans, false)
	known(t, spans)
	if want, got := key.Type()+" "+key.Fingerprint(), named(t, spans, "public key").Value; want != got {
		t.Errorf("public key: want %q, got %q", want, got)
	}
	if got := named(t, spans, "comment").Value; got != wire.Escape([]byte(comment)) {
		t.Errorf("comment: want %q, got %q", comment, got)
	}
	hidden := 0
	all(spans, func(s *Span) {
		if s.Kind == Secret && len(s.Inner) == 0 {
			hidden += s.Len
		}
	})
	if hidden < 32 {
		t.Errorf("only %d bytes are secret", hidden)
	}
	return spans
}

// What is written down of a key file does not hold the key: neither as hexadecimal nor as
// a number, in whatever field.
func TestAFilesSpansDoNotShowItsSecrets(t *testing.T) {
	for _, typ := range generated {
		file, err := newKey(t, typ).Marshal(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		container, spans, err := PrivateKeyFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var shown strings.Builder
		var secrets [][]byte
		all(spans, func(s *Span) {
			shown.WriteString(s.Name + s.Value + s.Note + "\n")
			if s.Kind == Secret && len(s.Inner) == 0 && s.Type != Length && s.Len >= 16 {
				secrets = append(secrets, s.Bytes(container))
			}
		})
		if len(secrets) == 0 {
			t.Fatalf("%s: nothing is secret", typ)
		}
		for _, b := range secrets {
			for _, form := range []string{string(b), hex.EncodeToString(b[:8]), new(big.Int).SetBytes(b).String()} {
				if strings.Contains(shown.String(), form) {
					t.Errorf("%s: the spans show %d secret bytes", typ, len(b))
				}
			}
		}
	}
}

func TestAKeyOfAnotherTypeIsOneUnknownSpan(t *testing.T) {
	blob := append(wire.AppendText(nil, "new@example.com"), "whatever"...)
	for _, explain := range []func([]byte) ([]Span, error){PublicKey, Signature} {
		spans, err := explain(blob)
		if err != nil {
			t.Fatal(err)
		}
		tile(t, spans, 0, len(blob))
		if last := spans[len(spans)-1]; last.Kind != Unknown || last.Len != 8 {
			t.Errorf("got %+v", last)
		}
	}
}

// In a message, a key that is none is a note; alone, it is an error.
func TestABadKeyInAMessageIsANote(t *testing.T) {
	reply := wire.KexECDHReply{HostKey: []byte("key"), ServerPublic: make([]byte, 31), Signature: nil}
	payload := reply.Append(nil)
	spans := explain(t, payload, Context{Kex: ecdhExample})
	for _, name := range []string{"K_S", "Q_S", "signature of H"} {
		if s := named(t, spans, name); !strings.HasPrefix(s.Note, "This does not have the form of") {
			t.Errorf("%s: %q", name, s.Note)
		}
	}
	if _, err := PublicKey([]byte("key")); err == nil {
		t.Error("a key that is none is explained")
	}
}
