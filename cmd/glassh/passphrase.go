package main

import (
	"errors"
	"fmt"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
)

// passphraseTries is how often a passphrase is asked for, as NumberOfPasswordPrompts.
const passphraseTries = 3

// loadWithPassphrase is loadPrivateKey for a file that may be encrypted. ask returns
// what it is to be tried with, until that is empty: the first time, and then again.
// An error of ask, and no answer, leave the key unread.
func loadWithPassphrase(file string, ask func(again bool) ([]byte, error)) (*keys.PrivateKey, error) {
	key, err := loadPrivateKey(file)
	var encrypted *keys.EncryptedError
	if !errors.As(err, &encrypted) {
		return key, err
	}
	for try := range passphraseTries {
		passphrase, e := ask(try > 0)
		if e != nil {
			return nil, fmt.Errorf("%w: %w", err, e)
		}
		if len(passphrase) == 0 {
			break
		}
		key, err = decryptPrivateKey(file, passphrase)
		mem.Wipe(passphrase)
		if !errors.Is(err, keys.ErrPassphrase) {
			break
		}
	}
	return key, err
}

// decryptPrivateKey is loadPrivateKey with a passphrase to try.
func decryptPrivateKey(file string, passphrase []byte) (*keys.PrivateKey, error) {
	text, err := readPrivateFile(file)
	defer mem.Wipe(text)
	var key *keys.PrivateKey
	if err == nil {
		key, err = keys.ParsePrivateWithPassphrase(text, passphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, unwrapPath(err))
	}
	return key, nil
}
