package agent

import (
	"context"
	"fmt"
	"io"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// A Signer is a key in an agent, as a [keys.Signer].
type Signer struct {
	c       *Client
	ctx     context.Context // of Sign, which has none
	public  *keys.PublicKey
	comment string
}

var _ keys.Signer = (*Signer)(nil)

// Signer returns a signer for one of the agent's keys, or the error of a key whose type
// package keys does not know. Its signatures are asked for within ctx.
func (c *Client) Signer(ctx context.Context, id Identity) (*Signer, error) {
	public, err := keys.ParsePublicKey(id.Blob)
	if err != nil {
		return nil, fmt.Errorf("agent: %w", err)
	}
	return &Signer{c, ctx, public, id.Comment}, nil
}

// PublicKey returns the key, or the certificate.
func (s *Signer) PublicKey() *keys.PublicKey { return s.public }

// Comment returns what the agent calls the key; escape it before showing it.
func (s *Signer) Comment() string { return s.comment }

// Algorithms returns the signature algorithms of the key, best first.
func (s *Signer) Algorithms() []string { return s.public.Algorithms() }

// Sign asks the agent for a signature. The randomness is the agent's own. That the
// signature is of another algorithm is an error; more is not looked at.
func (s *Signer) Sign(_ io.Reader, algorithm string, message []byte) ([]byte, error) {
	want := keys.SignatureName(algorithm)
	var flags SignFlags
	switch want {
	case "rsa-sha2-256":
		flags = RSASHA256
	case "rsa-sha2-512":
		flags = RSASHA512
	case "ssh-rsa":
		return nil, errSHA1
	}
	signature, err := s.c.Sign(s.ctx, s.public.Blob(), message, flags)
	if err != nil {
		return nil, err
	}
	r := wire.NewNamedReader("the agent's signature", signature)
	got := r.At("algorithm").Text()
	if err := r.Err(); err != nil {
		return nil, fmt.Errorf("agent: %w", err)
	}
	if got != want {
		return nil, fmt.Errorf("agent: the agent signed with %s instead of %s", wire.Escape([]byte(got)), want)
	}
	return signature, nil
}
