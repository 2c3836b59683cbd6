package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
)

// HostKeyAgent: an agent may have the private keys of the host. The server has the public
// ones then, in the files of HostKey or beside them, and asks for each signature anew: an
// agent may be started again meanwhile.

// hostAgentLimit is how long an agent may take to sign: a login waits for it.
const hostAgentLimit = 10 * time.Second

// An agentHostKey is a host key that an agent has.
type agentHostKey struct {
	socket string
	public *keys.PublicKey
}

var errAgentLacks = errors.New("the agent does not have it")

// newAgentHostKey finds the public key of a file, which the agent must have.
func newAgentHostKey(socket, file string) (*agentHostKey, error) {
	public, err := readPublicKey(file)
	if err != nil {
		if public, err = readPublicKey(file + ".pub"); err != nil {
			return nil, unwrapPath(err)
		}
	}
	k := &agentHostKey{socket, public}
	return k, k.ask(func(ctx context.Context, c *agent.Client) error {
		ids, err := c.List(ctx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if bytes.Equal(id.Blob, public.Blob()) {
				return nil
			}
		}
		return errAgentLacks
	})
}

// ask connects to the agent for one question.
func (k *agentHostKey) ask(question func(context.Context, *agent.Client) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), hostAgentLimit)
	defer cancel()
	c, err := agent.Dial(ctx, k.socket)
	if err != nil {
		return err
	}
	defer c.Close()
	return question(ctx, c)
}

// PublicKey returns the key that verifies the signatures.
func (k *agentHostKey) PublicKey() *keys.PublicKey { return k.public }

// Algorithms returns those of the key.
func (k *agentHostKey) Algorithms() []string { return k.public.Algorithms() }

// Sign asks the agent for a signature.
func (k *agentHostKey) Sign(rand io.Reader, algorithm string, message []byte) (signature []byte, err error) {
	err = k.ask(func(ctx context.Context, c *agent.Client) error {
		s, err := c.Signer(ctx, agent.Identity{Blob: k.public.Blob()})
		if err == nil {
			signature, err = s.Sign(rand, algorithm, message)
		}
		return err
	})
	return signature, err
}

// loadHostKey reads the private key of a file, or finds it in the agent.
func (o *serveOptions) loadHostKey(e *env, file string) (keys.Signer, error) {
	key, err := loadPrivateKey(file)
	if err == nil {
		return key, nil
	}
	socket := o.hostKeyAgent
	if socket == "" {
		return nil, err
	}
	if socket == "SSH_AUTH_SOCK" {
		socket = e.getenv(socket)
	}
	k, err := newAgentHostKey(socket, file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return k, nil
}
