package ssh_test

import (
	"context"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// Keys that are fetched during the login come with a proof of which host it is.
func TestPublicKeysFunc(t *testing.T) {
	cfg, addr := newPair(t, byPassword)
	plain := cfg.Auth[0]
	var proof ssh.HostProof
	cfg.Auth = []ssh.Auth{
		ssh.PublicKeysFunc(func(_ context.Context, p ssh.HostProof) ([]keys.Signer, error) {
			proof = p
			return []keys.Signer{newKey(t), newKey(t)}, nil
		}),
		ssh.PublicKeysFunc(func(context.Context, ssh.HostProof) ([]keys.Signer, error) { return nil, errNo }),
		ssh.PublicKeysFunc(func(context.Context, ssh.HostProof) ([]keys.Signer, error) { return nil, nil }),
		plain,
	}
	cl, err := ssh.Dial(testContext(t), addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	if string(proof.SessionID) != string(cl.SessionID()) {
		t.Errorf("the proof is of session %x, want %x", proof.SessionID, cl.SessionID())
	}
	if err := proof.HostKey.Verify(cl.Algorithms().HostKey, proof.SessionID, proof.Signature); err != nil {
		t.Errorf("the proof: %v", err)
	}
}
