package keys

import (
	"errors"
	"fmt"
	"strconv"
)

// ErrSignature says that a signature is not that key's signature of that
// message. It does not say why.
var ErrSignature = errors.New("keys: signature verification failed")

// An UnsupportedError names a key type, or a signature algorithm, that this
// package does not have.
type UnsupportedError struct {
	What string // "key type" or "signature algorithm"
	Name string // as it was given; not escaped
}

// Error says what is not supported, with its name escaped.
func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("keys: %s %s is not supported", e.What, escape(e.Name))
}

// A FormatError says that a text is something other than what was asked for, and
// what to do about it. It never holds bytes of the text.
type FormatError struct {
	Found string // what the text is: "a PuTTY private key (PPK)"
	Hint  string // what to do: "convert it with …"
}

// Error is one line: what the text is, and what to do.
func (e *FormatError) Error() string { return "keys: this is " + e.Found + ": " + e.Hint }

// ErrPassphrase says that a private key file could not be decrypted. Formats differ in
// whether a damaged file can be told from a wrong passphrase.
var ErrPassphrase = errors.New("keys: the passphrase is wrong, or the private key file is damaged")

var errNoPassphrase = errors.New("keys: an empty passphrase encrypts nothing")

// An EncryptedError says that a private key is protected by a passphrase, which
// [ParsePrivateWithPassphrase] takes.
type EncryptedError struct {
	Cipher string // as the file names it
	KDF    string
	// Public is the public key that the file shows, or nil where its format encrypts
	// that too. Nothing vouches for it until the file is decrypted.
	Public *PublicKey
}

// Error says that the key is protected, and how.
func (e *EncryptedError) Error() string {
	return fmt.Sprintf("keys: the key is protected by a passphrase (cipher %s, KDF %s)", escape(e.Cipher), escape(e.KDF))
}

// malformed makes the error of a text or blob that is what it says it is, and is
// damaged.
func malformed(format string, args ...any) error {
	return fmt.Errorf("keys: "+format, args...)
}

// escape makes a name from a peer or a file fit to be shown: quoted where it
// holds anything but visible ASCII, and cut where it is long.
func escape(s string) string {
	const most = 64 // RFC 4251 §6: the longest name of an algorithm
	cut := ""
	if len(s) > most {
		s, cut = s[:most], "…"
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' || s[i] == '"' || s[i] == '\\' {
			return strconv.QuoteToASCII(s) + cut
		}
	}
	if s == "" {
		return `""`
	}
	return s + cut
}
