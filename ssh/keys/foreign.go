package keys

import (
	"bytes"
	"errors"
)

// Hints that several formats share.
const (
	hintNew     = "such keys are not supported; make one with: ssh-keygen -t ed25519"
	hintPutty   = "convert it with: puttygen FILE -O private-openssh-new -o NEWFILE"
	hintPrivate = "give the private key, usually the file of the same name without .pub"
	hintPublic  = "give the public key, usually the file of the same name with .pub"
)

// A foreign format is recognised by how its text starts. A hint is what to do with it
// where a key of that kind is asked for, and empty where it is read.
type foreign struct {
	prefix    string
	found     string
	asPrivate string
	asPublic  string // in a line; ParsePublicFile reads more
}

var foreigns = []foreign{
	{"-----BEGIN OPENSSH PRIVATE KEY-----", "an OpenSSH private key", "", hintPublic},
	{"-----BEGIN RSA PRIVATE KEY-----", "an RSA private key in PEM form (PKCS#1)", "", hintPublic},
	{"-----BEGIN EC PRIVATE KEY-----", "an ECDSA private key in PEM form (SEC 1)", "", hintPublic},
	{"-----BEGIN PRIVATE KEY-----", "a private key in PKCS#8 form", "", hintPublic},
	{"-----BEGIN ENCRYPTED PRIVATE KEY-----", "an encrypted private key in PKCS#8 form", "", hintPublic},
	{ppkMagic, "a PuTTY private key (PPK)", "", hintPublic},

	{"-----BEGIN DSA PRIVATE KEY-----", "a DSA private key in PEM form", hintNew, hintPublic},
	{"SSH PRIVATE KEY FILE FORMAT 1.1", "a private key of SSH version 1", hintNew, hintPublic},
	{"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", "an ssh.com private key", hintPutty, hintPublic},
	{"-----BEGIN CERTIFICATE-----", "an X.509 certificate", hintPrivate, hintPublic},

	{rfc4716Begin, "a public key in RFC 4716 form", hintPrivate, "convert it with: ssh-keygen -i -f FILE"},
	{"-----BEGIN PUBLIC KEY-----", "a public key in PEM form", hintPrivate, "convert it with: ssh-keygen -i -m PKCS8 -f FILE"},
	{"-----BEGIN RSA PUBLIC KEY-----", "an RSA public key in PEM form", hintPrivate, "convert it with: ssh-keygen -i -m PEM -f FILE"},
}

// recognise returns the format that text starts with, or nil.
func recognise(text []byte) *foreign {
	text = bytes.TrimLeft(text, blank)
	for i := range foreigns {
		if bytes.HasPrefix(text, []byte(foreigns[i].prefix)) {
			return &foreigns[i]
		}
	}
	return nil
}

var errNoPrivate error = &FormatError{"no private key file", "one starts with the line -----BEGIN OPENSSH PRIVATE KEY-----"}

// foreignPrivate says what a file is that was given as a private key and is none, or
// returns nil where it may be one.
func foreignPrivate(text []byte) error {
	text = bytes.TrimLeft(text, blank)
	if len(text) == 0 {
		return &FormatError{"an empty file", "check the file name"}
	}
	if f := recognise(text); f != nil {
		if f.asPrivate == "" {
			return nil
		}
		return &FormatError{f.found, f.asPrivate}
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	if startsWithKey(string(first)) {
		return &FormatError{"a public key", hintPrivate}
	}
	text = bytes.TrimSpace(text)
	if bytes.HasPrefix([]byte(armourBegin), text) || bytes.HasPrefix([]byte(ppkMagic), text) {
		return errCut
	}
	if bytes.HasPrefix(text, []byte(armourBegin)) {
		return nil // in armour that is damaged, or has another name
	}
	return errNoPrivate
}

var errCut = errors.New("keys: the key file is cut off in its first line")

// foreignPublic says what a text is that was given as a public key line, or
// returns nil where it may be one.
func foreignPublic(line string) error {
	if f := recognise([]byte(line)); f != nil {
		return &FormatError{f.found, f.asPublic}
	}
	return nil
}
