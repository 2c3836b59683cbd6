package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

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
	return readKeys(f, file)
}

// readKeyInput is readKeyFile, where - is standard input.
func readKeyInput(e *env, file string) ([]byte, error) {
	if file == "-" {
		return readKeys(e.stdin, file)
	}
	return readKeyFile(file)
}

func readKeys(r io.Reader, name string) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxKeyFile+1))
	if err == nil && len(text) > maxKeyFile {
		err = &fs.PathError{Op: "read", Path: name, Err: errTooLarge}
	}
	return text, err
}

var errTooLarge = fmt.Errorf("it is no file of keys: it has more than %d MiB", maxKeyFile>>20)

// loadPrivateKey reads a private key file. An error is of the form "file: reason".
func loadPrivateKey(file string) (*keys.PrivateKey, error) { return decryptPrivateKey(file, nil) }

// readPrivateFile reads a file that only its owner can read. It refuses a file of
// the user that others can read, as OpenSSH does.
func readPrivateFile(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode(); mode.IsRegular() && mode.Perm()&0o077 != 0 && isMine(info) {
		return nil, fmt.Errorf("its permissions %#o let others read it: chmod 600 makes it private", mode.Perm())
	}
	return readKeys(f, file)
}

// unwrapPath takes the name off an error of package os, for one that names the file
// itself.
func unwrapPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
