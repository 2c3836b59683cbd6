package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
)

// An identity is a private key in a file, as a signer. An encrypted one is decrypted
// when the server has said that it takes it.
type identity struct {
	d      *dialer
	file   string
	public *keys.PublicKey
	key    *keys.PrivateKey // nil until it is needed
	added  bool             // to the agent, or it was tried
	held   *agent.Signer    // the same key in an agent, or nil
}

var _ ssh.Reluctant = (*identity)(nil)

// Reluctant reports whether a passphrase may be asked for.
func (id *identity) Reluctant() bool { return id.key == nil }

// PublicKey returns the public half, as the file or the one beside it shows it.
func (id *identity) PublicKey() *keys.PublicKey { return id.public }

// Algorithms returns the signature algorithms of the key.
func (id *identity) Algorithms() []string { return id.public.Algorithms() }

// Sign signs with the private half, and gives that to the agent if it is to have it.
func (id *identity) Sign(rand io.Reader, algorithm string, message []byte) ([]byte, error) {
	if id.held != nil {
		return id.held.Sign(rand, algorithm, message)
	}
	if err := id.load(); err != nil {
		return nil, err
	}
	if !id.added {
		id.added = true
		id.d.addToAgent(context.Background(), id.file, id.key)
	}
	return id.key.Sign(rand, algorithm, message)
}

func (id *identity) load() error {
	if id.key != nil {
		return nil
	}
	key, err := loadWithPassphrase(id.file, func(bool) ([]byte, error) {
		if id.d.o.batch {
			return nil, errBatch
		}
		return id.d.e.askSecret(fmt.Sprintf("Enter passphrase for key '%s': ", id.file))
	})
	if err != nil {
		return err
	}
	if id.public != nil && !key.PublicKey().Equal(id.public) {
		key.Wipe()
		return fmt.Errorf("%s: the private key is not that of the public key beside it", id.file)
	}
	id.key, id.public = key, key.PublicKey()
	return nil
}

var errBatch = errors.New("BatchMode is set: nobody is asked for it")

// identities reads the files of private keys, each with its certificates in front. One
// that was asked for must be readable, those of the default need not exist.
func (d *dialer) identities() (list []keys.Signer, err error) {
	if d.certificates, err = d.askedCertificates(); err != nil {
		return nil, err
	}
	for i, file := range d.o.identityFiles {
		id, err := d.openIdentity(file)
		switch {
		case err == nil:
			list = append(list, d.withCertificates(file, id)...)
		case i < d.o.identityAsked:
			return nil, fmt.Errorf("identity file %w", err)
		case !d.o.identityDefault || !errors.Is(err, fs.ErrNotExist):
			d.log.Warn("identity not used", "error", err)
		}
	}
	return list, nil
}

// openIdentity finds out which key is in a file: the file says so itself, or it is
// encrypted and the one beside it does. Where an agent may have the private key, the
// public one is enough.
func (d *dialer) openIdentity(file string) (*identity, error) {
	id := &identity{d: d, file: file}
	key, err := loadPrivateKey(file)
	if err == nil {
		id.key, id.public = key, key.PublicKey()
		return id, nil
	}
	var encrypted *keys.EncryptedError
	switch {
	case errors.As(err, &encrypted):
		id.public = encrypted.Public
	case d.o.agent == "":
		return nil, err
	}
	if id.public == nil {
		for _, name := range []string{file + ".pub", file} {
			if text, e := readKeyFile(name); e == nil {
				if public, _, e := keys.ParsePublicLine(string(text)); e == nil {
					id.public = public
					return id, nil
				}
			}
		}
		if encrypted == nil {
			return nil, err
		}
		return id, id.load() // there is no other way to learn which key it is
	}
	return id, nil
}

// signers returns the keys to log in with, in OpenSSH's order: certificates in files,
// whose keys may be the agent's, those of the agent that are in files, the others of the agent, those that are in files
// only.
func (d *dialer) signers(files []keys.Signer) func(context.Context, ssh.HostProof) ([]keys.Signer, error) {
	var list []keys.Signer
	return func(ctx context.Context, p ssh.HostProof) ([]keys.Signer, error) {
		if list != nil {
			return list, nil // after a partial success: an agent is bound once
		}
		d.agent = d.openAgent(ctx, p)
		var others []keys.Signer
		if d.agent != nil {
			for _, s := range d.agentSigners(ctx, d.agent) {
				if hold(files, s) {
					continue
				}
				list = append(list, certify(s, d.certificates)...)
				if !d.o.identitiesOnly {
					others = append(others, s)
				}
			}
		}
		var held, rest []keys.Signer
		for _, s := range files {
			switch id, plain := s.(*identity); {
			case !plain:
				list = append(list, s)
			case id.held != nil:
				held = append(held, id)
			default:
				rest = append(rest, id)
			}
		}
		list = append(append(append(list, held...), others...), rest...)
		return list, nil
	}
}

// hold lets the agent sign for the identity whose key it has. It reports false if there
// is none.
func hold(files []keys.Signer, s *agent.Signer) bool {
	for _, f := range files {
		if id, ok := f.(*identity); ok && id.public.Equal(s.PublicKey()) {
			id.held = s
			return true
		}
	}
	return false
}
