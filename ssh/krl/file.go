package krl

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// Revocations says of keys whether they are revoked: a [*KRL] or a [KeyList].
type Revocations interface {
	Revoked(key *keys.PublicKey) bool
}

// A RevokedError says that a key is revoked.
type RevokedError struct {
	File string
	Key  *keys.PublicKey
}

// Error names the key and the file.
func (e *RevokedError) Error() string {
	return fmt.Sprintf("krl: key %s %s is revoked by %s", e.Key.Label(), e.Key.Fingerprint(), wire.Escape([]byte(e.File)))
}

// CheckFile returns nil if file does not revoke key, and a *RevokedError if it does.
// Any other error is that of a file that is missing or cannot be read whole: it might
// have revoked the key, which is to be refused then as well.
func CheckFile(file string, key *keys.PublicKey) error {
	list, err := ReadFile(file)
	switch {
	case err != nil:
		return err
	case list.Revoked(key):
		return &RevokedError{file, key}
	}
	return nil
}

// CheckFiles is [CheckFile] for several files, of which one is enough to revoke.
func CheckFiles(files []string, key *keys.PublicKey) error {
	for _, file := range files {
		if err := CheckFile(file, key); err != nil {
			return err
		}
	}
	return nil
}

// ReadFile reads a file of at most [MaxSize] bytes, in either form.
func ReadFile(file string) (Revocations, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("krl: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("krl: %w", err)
	}
	list, err := ParseRevocations(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", wire.Escape([]byte(file)), err)
	}
	return list, nil
}

// ParseRevocations reads a KRL, or else a list of keys.
func ParseRevocations(file []byte) (Revocations, error) {
	if IsKRL(file) {
		return Parse(file)
	}
	return ParseKeyList(file)
}

// A KeyList is a file of public key lines, whose keys are revoked.
type KeyList struct{ keys set }

// ParseKeyList reads a list of keys, one a line. Empty lines and lines that start with
// # are skipped; any other that is no key is an error, a *keys.LineError, as it may
// have been one. A certificate stands for its key. Keys may be of types that are not
// supported.
func ParseKeyList(file []byte) (KeyList, error) {
	if len(file) > MaxSize {
		return KeyList{}, fmt.Errorf("krl: the file has more than %d bytes", MaxSize)
	}
	list := KeyList{make(set)}
	number := 0
	for line := range strings.Lines(string(file)) {
		number++
		line = strings.Trim(line, blanks+"\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		blob, _, err := parseKey(line)
		if err != nil {
			return KeyList{}, &keys.LineError{Line: number, Err: err}
		}
		list.keys.add(string(blob))
	}
	return list, nil
}

// Revoked reports whether the list has the key, or a certificate's key or authority.
func (l KeyList) Revoked(key *keys.PublicKey) bool {
	if l.keys.has(key.Plain().Blob()) {
		return true
	}
	cert := key.Certificate()
	return cert != nil && l.keys.has(cert.CA.Blob())
}
