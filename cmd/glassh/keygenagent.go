package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
)

// errNotInAgent says that the agent does not have a key.
var errNotInAgent = errors.New("the agent does not have this key: glassh add gives it one")

// agentSigner returns a key of the agent of SSH_AUTH_SOCK, and what closes the connection
// to it. Without an agent, or without the key, it is an error.
func agentSigner(e *env, public *keys.PublicKey) (signer *agent.Signer, closeAgent func(), err error) {
	socket := e.getenv("SSH_AUTH_SOCK")
	if socket == "" {
		return nil, nil, errors.New("SSH_AUTH_SOCK is not set: there is no agent")
	}
	ctx := context.Background()
	client, err := agent.Dial(ctx, socket)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			client.Close()
		}
	}()
	ids, err := client.List(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		if bytes.Equal(id.Blob, public.Blob()) {
			signer, err = client.Signer(ctx, id)
			return signer, func() { client.Close() }, err
		}
	}
	return nil, nil, errNotInAgent
}

// authority is the key of -s, which certifies, or with -U the agent's key of which -s
// names the public half.
func (o *keygenOptions) authority(e *env) (ca keys.Signer, wipe func(), err error) {
	if !o.inAgent {
		key, passphrase, err := o.load(e, o.signer, "Enter CA key passphrase: ")
		if err != nil {
			return nil, nil, err
		}
		mem.Wipe(passphrase)
		return key, key.Wipe, nil
	}
	public, _, err := o.publicOf(e, o.signer)
	if err != nil {
		return nil, nil, err
	}
	ca, wipe, err = agentSigner(e, public)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", o.signer, err)
	}
	return ca, wipe, nil
}

// agentSigningKey is the agent's key of the file -f, or nil where there is none and a
// private key will do. With -U it must be there.
func (o *keygenOptions) agentSigningKey(e *env) (signer keys.Signer, closeAgent func(), err error) {
	if !o.inAgent && e.getenv("SSH_AUTH_SOCK") == "" {
		return nil, nil, nil
	}
	public, _, err := publicBeside(o.file)
	if err == nil {
		if signer, closeAgent, err = agentSigner(e, public); err == nil {
			return signer, closeAgent, nil
		}
		err = fmt.Errorf("%s: %w", o.file, err)
	}
	if o.inAgent {
		return nil, nil, err
	}
	return nil, nil, nil
}
