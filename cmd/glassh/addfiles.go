package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// What glassh add does with one file.

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// forget wipes the passphrase.
func (a *adder) forget() { mem.Wipe(a.last) }

// add gives the private key of a file to the agent, and with its certificate, too.
func (a *adder) add(file string) error {
	key, err := a.load(file)
	if err != nil {
		return err
	}
	defer key.Wipe()
	comment := key.Comment()
	if comment == "" {
		comment = file
	}
	if !a.o.certsOnly {
		if err := a.give("Identity", file, agent.AddIdentity{Key: key, Comment: comment}); err != nil {
			return err
		}
	}
	if a.o.plainOnly || file == "-" {
		return nil
	}
	cert, certComment, err := readPublicFile(file + "-cert.pub")
	switch {
	case errors.Is(err, os.ErrNotExist) && !a.o.certsOnly:
		return nil
	case err != nil:
		return err
	case cert.Certificate() == nil || !cert.Plain().Equal(key.PublicKey()):
		return fmt.Errorf("%s-cert.pub: is no certificate of the key in %s", file, file)
	}
	if certComment == "" {
		certComment = comment
	}
	return a.give("Certificate", file+"-cert.pub", agent.AddIdentity{Key: key, Certificate: cert, Comment: certComment})
}

func (a *adder) give(what, file string, m agent.AddIdentity) error {
	m.Constraints = a.o.limits
	if err := a.client.Add(a.ctx, m); err != nil {
		return fmt.Errorf("%s: could not be added: %w", file, err)
	}
	name := wire.Escape([]byte(m.Comment))
	if m.Certificate != nil {
		name = wire.Escape([]byte(m.Certificate.Certificate().KeyID))
	}
	a.say("%s added: %s (%s)", what, file, name)
	if n := a.o.limits.Lifetime; n > 0 {
		a.say("Lifetime set to %d seconds", n)
	}
	if a.o.limits.Confirm {
		a.say("The user must confirm each use of the key")
	}
	return nil
}

// load reads a private key, and asks for its passphrase if it has one.
func (a *adder) load(file string) (*keys.PrivateKey, error) {
	if file == "-" {
		text, err := io.ReadAll(io.LimitReader(a.e.stdin, maxKeyFile))
		defer mem.Wipe(text)
		if err != nil {
			return nil, err
		}
		key, err := keys.ParsePrivate(text)
		if err != nil {
			return nil, fmt.Errorf("standard input: %w", err)
		}
		return key, nil
	}
	if a.last != nil {
		if key, err := decryptPrivateKey(file, a.last); err == nil {
			return key, nil
		}
	}
	return loadWithPassphrase(file, func(again bool) ([]byte, error) {
		question := "Enter passphrase for " + file
		if again {
			question = "Bad passphrase, try again for " + file
		}
		if a.o.limits.Confirm {
			question += " (will confirm each use)"
		}
		passphrase, err := a.e.askSecret(question + ": ")
		if err == nil {
			mem.Wipe(a.last)
			a.last = append([]byte(nil), passphrase...)
		}
		return passphrase, err
	})
}

// remove makes the agent forget the key of a file, and its certificate.
func (a *adder) remove(file string) error {
	public, comment, err := a.publicOf(file)
	if err != nil {
		return err
	}
	if !a.o.certsOnly || public.Certificate() != nil {
		if err := a.client.Remove(a.ctx, public.Blob()); err != nil {
			return fmt.Errorf("%s: could not be removed: %w", file, err)
		}
		a.say("Identity removed: %s %s (%s)", file, public.Label(), wire.Escape([]byte(comment)))
	}
	if a.o.plainOnly || file == "-" {
		return nil
	}
	cert, comment, err := readPublicFile(file + "-cert.pub")
	if err != nil || cert.Certificate() == nil {
		return nil // there is none
	}
	if err := a.client.Remove(a.ctx, cert.Blob()); err != nil && a.o.certsOnly {
		return fmt.Errorf("%s-cert.pub: could not be removed: %w", file, err)
	} else if err == nil {
		a.say("Identity removed: %s-cert.pub %s (%s)", file, cert.Label(), wire.Escape([]byte(comment)))
	}
	return nil
}

// publicOf finds the public key that belongs to a file, or to standard input.
func (a *adder) publicOf(file string) (*keys.PublicKey, string, error) {
	if file == "-" {
		text, err := io.ReadAll(io.LimitReader(a.e.stdin, maxKeyFile))
		if err != nil {
			return nil, "", err
		}
		return keys.ParsePublicLine(string(text))
	}
	return publicBeside(file)
}

// publicBeside finds the public key that belongs to a file, without a passphrase: in
// it, or in the one with .pub behind its name.
func publicBeside(file string) (*keys.PublicKey, string, error) {
	if public, comment, err := readPublicFile(file); err == nil {
		return public, comment, nil
	}
	if public, comment, err := readPublicFile(file + ".pub"); err == nil {
		return public, comment, nil
	}
	key, err := loadPrivateKey(file)
	var encrypted *keys.EncryptedError
	switch {
	case err == nil:
		defer key.Wipe()
		return key.PublicKey(), key.Comment(), nil
	case errors.As(err, &encrypted) && encrypted.Public != nil:
		return encrypted.Public, "", nil
	}
	return nil, "", err
}

// readPublicFile reads a .pub file.
func readPublicFile(file string) (*keys.PublicKey, string, error) {
	text, err := readKeyFile(file)
	if err != nil {
		return nil, "", err
	}
	public, comment, err := keys.ParsePublicLine(string(text))
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", file, err)
	}
	return public, comment, nil
}

// test has the agent sign something, and verifies that.
func (a *adder) test(file string) error {
	public, _, err := a.publicOf(file)
	if err != nil {
		return err
	}
	s, err := a.client.Signer(a.ctx, agent.Identity{Blob: public.Blob()})
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	message := make([]byte, 32)
	rand.Read(message)
	algorithm := s.Algorithms()[0]
	signature, err := s.Sign(nil, algorithm, message)
	if err == nil {
		err = public.Verify(algorithm, message, signature)
	}
	if err != nil {
		return fmt.Errorf("the agent does not sign with %s: %w", file, err)
	}
	if a.o.verbose {
		a.say("%s: the agent signs with it", file)
	}
	return nil
}
