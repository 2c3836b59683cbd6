package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
)

// maxKeyFile is more than any file of keys has, in bytes.
const maxKeyFile = 16 << 20

// readKeyFile reads a file of moderate size.
func readKeyFile(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err == nil && len(text) > maxKeyFile {
		err = fmt.Errorf("%s: is no file of keys: it is too large", file)
	}
	return text, err
}

// loadPrivateKey reads a private key file. It refuses one that others can read, as
// OpenSSH does.
func loadPrivateKey(file string) (*keys.PrivateKey, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if mode := info.Mode(); mode.IsRegular() && mode.Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("%s: its permissions %#o let others read it: chmod 600 makes it private", file, mode.Perm())
	}
	text, err := readKeyFile(file)
	if err != nil {
		return nil, err
	}
	defer mem.Wipe(text)
	key, err := keys.ParsePrivate(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return key, nil
}

// saveKeyPair writes a private key, which only the user can read at any time, and
// beside it, in file.pub, the public one.
func saveKeyPair(file string, key *keys.PrivateKey, rand io.Reader) error {
	text, err := key.Marshal(rand)
	if err != nil {
		return err
	}
	defer mem.Wipe(text)
	// A file that is there keeps its permissions when it is written to. A new one
	// begins with the right ones.
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.WriteFile(file+".pub", key.PublicKey().AppendLine(nil, key.Comment()), 0o644)
}
