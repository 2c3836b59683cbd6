package peers_test

import (
	"bytes"
	"crypto/rand"
	"net"
	"slices"
	"testing"

	xssh "golang.org/x/crypto/ssh"
	xagent "golang.org/x/crypto/ssh/agent"

	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
)

// agentKeys are a key of each type, by both libraries.
func agentKeys(t *testing.T) map[*keys.PrivateKey]any {
	t.Helper()
	list := make(map[*keys.PrivateKey]any)
	for _, typ := range []string{"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"} {
		bits := 0
		if typ == "ssh-rsa" {
			bits = 2048
		}
		k, err := keys.Generate(typ, rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		pem, err := k.Marshal(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := xssh.ParseRawPrivateKey(pem)
		if err != nil {
			t.Fatal(err)
		}
		list[k] = raw
	}
	return list
}

func TestXCryptoClientOfOurAgent(t *testing.T) {
	s := agent.NewServer(agent.Config{})
	defer s.Close()
	ours, theirs := net.Pipe()
	go s.ServeConn(ours)
	client := xagent.NewClient(theirs)
	for k, raw := range agentKeys(t) {
		if err := client.Add(xagent.AddedKey{PrivateKey: raw, Comment: "a key", LifetimeSecs: 1000}); err != nil {
			t.Fatalf("%s: %v", k.PublicKey().Type(), err)
		}
		list, err := client.List()
		if err != nil || len(list) != 1 || !bytes.Equal(list[0].Blob, k.PublicKey().Blob()) || list[0].Comment != "a key" {
			t.Fatalf("%s: listed %v, %v", k.PublicKey().Type(), list, err)
		}
		for flags, algorithm := range map[xagent.SignatureFlags]string{
			xagent.SignatureFlagRsaSha256: "rsa-sha2-256", xagent.SignatureFlagRsaSha512: "rsa-sha2-512",
		} {
			sig, err := client.SignWithFlags(list[0], []byte("message"), flags)
			if err != nil {
				t.Fatalf("%s: %v", k.PublicKey().Type(), err)
			}
			public, _ := xssh.ParsePublicKey(list[0].Blob)
			if err := public.Verify([]byte("message"), sig); err != nil {
				t.Errorf("%s: %v", k.PublicKey().Type(), err)
			}
			if public.Type() == "ssh-rsa" && sig.Format != algorithm {
				t.Errorf("signed with %s, want %s", sig.Format, algorithm)
			}
		}
		if err := client.Remove(list[0]); err != nil {
			t.Fatal(err)
		}
	}
	if err := client.Lock([]byte("secret")); err != nil {
		t.Fatal(err)
	}
	if err := client.Unlock([]byte("secret")); err != nil {
		t.Fatal(err)
	}
	if _, err := client.(xagent.ExtendedAgent).Extension("nothing@example.com", nil); err != xagent.ErrExtensionUnsupported {
		t.Errorf("an unknown extension: %v", err)
	}
}

func TestOurClientOfXCryptoAgent(t *testing.T) {
	ctx := testContext(t)
	ours, theirs := net.Pipe()
	go xagent.ServeAgent(xagent.NewKeyring(), theirs)
	client := agent.NewClient(ours)
	defer client.Close()
	for k := range agentKeys(t) {
		err := client.Add(ctx, agent.AddIdentity{Key: k, Comment: "a key", Constraints: agent.Constraints{Lifetime: 1000}})
		if err != nil {
			t.Fatalf("%s: %v", k.PublicKey().Type(), err)
		}
		ids, err := client.List(ctx)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(ids, func(id agent.Identity) bool { return bytes.Equal(id.Blob, k.PublicKey().Blob()) })
		if i < 0 {
			t.Fatalf("%s: is not listed", k.PublicKey().Type())
		}
		signer, err := client.Signer(ctx, ids[i])
		if err != nil {
			t.Fatal(err)
		}
		for _, algorithm := range signer.Algorithms() {
			sig, err := signer.Sign(nil, algorithm, []byte("message"))
			if err == nil {
				err = k.PublicKey().Verify(algorithm, []byte("message"), sig)
			}
			if err != nil {
				t.Errorf("%s: %v", algorithm, err)
			}
		}
	}
	if err := client.Remove(ctx, []byte("no key")); err != agent.ErrFailure {
		t.Errorf("removing what is not there: %v", err)
	}
	if _, err := client.Query(ctx); err != agent.ErrUnsupported {
		t.Errorf("query: %v", err)
	}
	if err := client.RemoveAll(ctx); err != nil {
		t.Error(err)
	}
}
