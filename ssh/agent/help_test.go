package agent_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"net"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

func testContext(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// newServer starts an agent, which ends with the test.
func newServer(t testing.TB, cfg agent.Config) *agent.Server {
	s := agent.NewServer(cfg)
	t.Cleanup(func() { s.Close() })
	return s
}

// connect makes one more connection to an agent.
func connect(t testing.TB, s *agent.Server) *agent.Client {
	ours, theirs := net.Pipe()
	go s.ServeConn(theirs)
	c := agent.NewClient(ours)
	t.Cleanup(func() { c.Close() })
	return c
}

// key makes a key from one byte, Ed25519.
func key(seed byte) *keys.PrivateKey { return keys.NewEd25519(bytes.Repeat([]byte{seed}, 32)) }

func blob(k *keys.PrivateKey) []byte { return k.PublicKey().Blob() }

func mustAdd(t testing.TB, c *agent.Client, m agent.AddIdentity) {
	t.Helper()
	if err := c.Add(testContext(t), m); err != nil {
		t.Fatal(err)
	}
}

// count returns how many keys a connection can see.
func count(t testing.TB, c *agent.Client) int {
	t.Helper()
	ids, err := c.List(testContext(t))
	if err != nil {
		t.Fatal(err)
	}
	return len(ids)
}

// raw makes one request as it stands, and returns the number of the answer.
func raw(t testing.TB, s *agent.Server, payload []byte) agent.Number {
	t.Helper()
	ours, theirs := net.Pipe()
	defer ours.Close()
	go s.ServeConn(theirs)
	ours.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := ours.Write(wire.AppendString(nil, payload)); err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 5)
	if _, err := ours.Read(head[:4]); err != nil {
		t.Fatal(err)
	}
	if _, err := ours.Read(head[4:]); err != nil {
		t.Fatal(err)
	}
	return agent.Number(head[4])
}

// A clock that only tests move.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// certify makes a certificate of a key.
func certify(t testing.TB, k, ca *keys.PrivateKey, kind keys.CertificateKind, names ...string) *keys.PublicKey {
	t.Helper()
	cert, err := keys.SignCertificate(rand.Reader, ca, k.PublicKey(), &keys.Certificate{
		Kind: kind, KeyID: "id", Principals: names, ValidBefore: keys.Forever,
	})
	if err != nil {
		t.Fatal(err)
	}
	return cert
}
