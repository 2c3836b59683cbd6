package krl

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// Apply adds what a specification says, which is the text of ssh-keygen(1), KEY
// REVOCATION LISTS, one revocation a line:
//
//	serial: 7                     certificates of an authority by number,
//	serial: 100-0x1ff             by a range of numbers,
//	id: alice@example.org         by identifier
//	key: ssh-ed25519 AAAAC3…      a key by its blob,
//	sha1: ssh-ed25519 AAAAC3…     by a hash of it,
//	sha256: ssh-ed25519 AAAAC3…
//	hash: SHA256:tAXFyTXI8xtD…    by its fingerprint
//	ssh-ed25519 AAAAC3…           a key by its blob, a certificate by number or identifier
//
// From # to the end of a line is comment. The authority that serial: and id: speak
// of is ca, or any one if anyCA is set; without either, such lines are errors. The
// first error, a *keys.LineError, ends it; what stands in front of it is applied.
func (k *KRL) Apply(spec []byte, ca *keys.PublicKey, anyCA bool) error {
	a := &applier{k: k, ca: ca, hasCA: ca != nil || anyCA}
	number := 0
	for line := range strings.Lines(string(spec)) {
		number++
		line, _, _ = strings.Cut(line, "#")
		line = strings.Trim(line, blanks+"\r\n")
		if line == "" {
			continue
		}
		if err := a.line(line); err != nil {
			return &keys.LineError{Line: number, Err: err}
		}
	}
	return nil
}

const blanks = " \t"

type applier struct {
	k     *KRL
	ca    *keys.PublicKey // nil is any
	hasCA bool
}

func (a *applier) line(line string) error {
	if len(line) > keys.MaxLine {
		return fmt.Errorf("krl: line of %d bytes is longer than %d", len(line), keys.MaxLine)
	}
	word, value, found := strings.Cut(line, ":")
	value = strings.TrimLeft(value, blanks)
	if !found {
		word = ""
	}
	switch strings.ToLower(word) {
	case "serial":
		return a.serial(value)
	case "id":
		if !a.hasCA {
			return errors.New("krl: revoking certificates by key ID requires specification of a CA key")
		}
		a.k.RevokeID(a.ca, value)
		return nil
	case "hash":
		hash, err := parseHash(value)
		if err == nil {
			a.k.RevokeHash(hash)
		}
		return err
	case "key":
		return a.key(value, &a.k.keys, func(blob []byte) []byte { return blob })
	case "sha1":
		return a.key(value, &a.k.sha1, func(blob []byte) []byte { h := sha1.Sum(blob); return h[:] })
	case "sha256":
		return a.key(value, &a.k.sha2, func(blob []byte) []byte { h := sha2.Sum256(blob); return h[:] })
	}
	return a.plainOrCertificate(line)
}

// key adds what of makes of a plain key, or of a certificate's.
func (a *applier) key(fields string, to *set, of func(blob []byte) []byte) error {
	blob, _, err := parseKey(fields)
	if err == nil {
		to.add(string(of(blob)))
	}
	return err
}

func (a *applier) plainOrCertificate(fields string) error {
	blob, cert, err := parseKey(fields)
	switch {
	case err != nil:
		return err
	case cert != nil:
		return a.k.RevokeCertificate(cert)
	}
	a.k.keys.add(string(blob))
	return nil
}

// parseKey reads a public key line and returns the plain key's blob, and what a
// certificate says. A plain key may be of a type that is not supported: old ones are
// those that are revoked.
func parseKey(fields string) (blob []byte, cert *keys.Certificate, err error) {
	blob, _, err = keys.SplitKeyFields(fields)
	if err != nil {
		return nil, nil, err
	}
	key, err := keys.ParsePublicKey(blob)
	var unsupported *keys.UnsupportedError
	switch {
	case err == nil:
		return key.Plain().Blob(), key.Certificate(), nil
	case errors.As(err, &unsupported) && !strings.Contains(unsupported.Name, "-cert-"):
		return blob, nil, nil
	}
	return nil, nil, err
}

// serial reads a number, or two with a hyphen between them.
func (a *applier) serial(value string) error {
	if !a.hasCA {
		return errors.New("krl: revoking certificates by serial number requires specification of a CA key")
	}
	first, second, isRange := strings.Cut(value, "-")
	lo, err := parseSerial(first)
	if err != nil {
		return err
	}
	hi := lo
	if isRange {
		if hi, err = parseSerial(second); err != nil {
			return err
		}
		if hi <= lo {
			return fmt.Errorf("krl: invalid serial range %d:%d", lo, hi)
		}
	}
	return a.k.RevokeSerials(a.ca, lo, hi)
}

// parseSerial reads a decimal number, an octal one that starts with 0, or a
// hexadecimal one that starts with 0x.
func parseSerial(text string) (uint64, error) {
	digits, base := strings.Trim(text, blanks), 10
	if len(digits) > 1 && digits[0] == '0' {
		digits, base = digits[1:], 8
		if digits[0]|0x20 == 'x' {
			digits, base = digits[1:], 16
		}
	}
	n, err := strconv.ParseUint(digits, base, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, errors.New("krl: serial out of range: it is at most 18446744073709551615")
	case err != nil:
		return 0, fmt.Errorf("krl: invalid serial %q", wire.Escape([]byte(text)))
	}
	return n, nil
}

// parseHash reads a fingerprint.
func parseHash(text string) (hash [32]byte, err error) {
	encoded, ok := strings.CutPrefix(text, "SHA256:")
	if !ok {
		return hash, errors.New("krl: unsupported hash algorithm: a fingerprint starts with SHA256:")
	}
	b, err := base64.RawStdEncoding.Strict().DecodeString(strings.TrimRight(encoded, "="))
	if err != nil || len(b) != len(hash) {
		return hash, errors.New("krl: the fingerprint is not that of a SHA-256 hash")
	}
	return [32]byte(b), nil
}
