package illustrate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// KeyFile explains a file with keys, every byte of the keys in it: a .pub file, lines of
// authorized_keys or known_hosts, a certificate, a public key in the form of RFC 4716, a
// private key file of OpenSSH. Of files in other forms it says which they are, and shows the
// public key as SSH has it, where that can be read without a passphrase.
//
// Private numbers are written only if d says so, and what is encrypted stays so.
func KeyFile(file []byte, d *Dump) error {
	first, _, _ := strings.Cut(strings.TrimLeft(string(file), " \t\r\n"), "\n")
	switch first = strings.TrimSpace(first); {
	case first == "-----BEGIN OPENSSH PRIVATE KEY-----":
		return d.opensshKey(file)
	case strings.HasPrefix(first, "---- BEGIN SSH2 "):
		return d.foreignPublic(file, "A public key in the form of RFC 4716: base64 between two lines, and headers")
	case strings.HasPrefix(first, "-----BEGIN ") && strings.HasSuffix(first, "PUBLIC KEY-----"):
		return d.foreignPublic(file, "A public key in PEM, in the DER of "+pemForm(first)+". Its bytes are not explained")
	case strings.HasPrefix(first, "-----BEGIN SSH SIGNATURE"):
		return errors.New("it is a signature of a file, not a key: glassh keygen -Y verify checks it")
	case strings.HasPrefix(first, "-----BEGIN ") && strings.HasSuffix(first, "PRIVATE KEY-----"):
		return d.foreignPrivate(file, "A private key in PEM, in the DER of "+pemForm(first))
	case strings.HasPrefix(first, "PuTTY-User-Key-File-"):
		return d.foreignPrivate(file, "A private key file of PuTTY")
	}
	return d.lines(file)
}

// pemForm says what a PEM file has inside.
func pemForm(first string) string {
	switch {
	case strings.Contains(first, "RSA "):
		return "PKCS #1"
	case strings.Contains(first, "EC "):
		return "SEC 1"
	case strings.Contains(first, "ENCRYPTED PRIVATE"):
		return "PKCS #8, encrypted"
	case strings.Contains(first, "PRIVATE"):
		return "PKCS #8"
	}
	return "X.509's SubjectPublicKeyInfo"
}

// Say writes a paragraph.
func (d *Dump) Say(format string, args ...any) error {
	var s sheet
	s.head(format, args...)
	_, err := io.WriteString(d.W, s.String())
	return err
}

// opensshKey explains an OpenSSH private key file.
func (d *Dump) opensshKey(file []byte) error {
	container, spans, err := dissect.PrivateKeyFile(file)
	if err != nil {
		return plainError(err)
	}
	defer mem.Wipe(container)
	encrypted, secret := false, false
	for s := range dissect.Leaves(spans) {
		encrypted = encrypted || s.Kind == dissect.Encrypted
		secret = secret || s.Kind == dissect.Secret
	}
	text := fmt.Sprintf("A private key file of OpenSSH: the %s that its base64 encodes.", numberOfBytes(len(container)))
	switch {
	case encrypted:
		text += " It is encrypted: what can be seen without the passphrase is how, and the public key."
	case secret && !d.Secrets:
		text += " It is not encrypted: whoever reads the file has the key. The private numbers are not shown; --unsafe-secrets shows them."
	case secret:
		text += " It is not encrypted. THE PRIVATE NUMBERS ARE SHOWN BELOW."
	}
	if err := d.Say("%s", text); err != nil {
		return err
	}
	if err := d.Say(""); err != nil {
		return err
	}
	return d.Write(container, spans)
}

// foreignPublic shows a public key as SSH has it.
func (d *Dump) foreignPublic(file []byte, what string) error {
	k, comment, err := keys.ParsePublicFile(file)
	if err != nil {
		return plainError(err)
	}
	if comment != "" {
		what += fmt.Sprintf("; the comment is %q", wire.Escape([]byte(comment)))
	}
	return d.blob(k.Blob(), what+". This is its blob, as SSH has it.")
}

// foreignPrivate says what is known of a private key file that is not dissected.
func (d *Dump) foreignPrivate(file []byte, what string) error {
	k, err := keys.ParsePrivate(file)
	var encrypted *keys.EncryptedError
	switch {
	case errors.As(err, &encrypted):
		return d.Say("%s. It is encrypted, and its bytes are not explained: glassh keygen -p -f FILE writes it in OpenSSH's form, which is.", what)
	case err != nil:
		return plainError(err)
	}
	defer k.Wipe()
	return d.blob(k.PublicKey().Blob(), what+". Its bytes are not explained: glassh keygen -p -f FILE writes it in OpenSSH's form, which is. "+
		"This is its public key, as SSH has it.")
}

// blob explains a public key blob.
func (d *Dump) blob(blob []byte, what string) error {
	spans, err := dissect.PublicKey(blob)
	if err != nil {
		return plainError(err)
	}
	if err := d.Say("%s", what); err != nil {
		return err
	}
	if err := d.Say("%s  %s\n", numberOfBytes(len(blob)), keys.Fingerprint(blob)); err != nil {
		return err
	}
	return d.Write(blob, spans)
}

// lines explains the lines of a file of public keys.
func (d *Dump) lines(file []byte) error {
	found, number := 0, 0
	for line := range strings.Lines(string(file)) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		l, err := splitKeyLine(line)
		if err != nil {
			if found == 0 && !strings.Contains(line, "AAAA") {
				return errNoKeys
			}
			return fmt.Errorf("line %d: %w", number, plainError(err))
		}
		if found > 0 {
			if err := d.Say(""); err != nil {
				return err
			}
		}
		found++
		what := fmt.Sprintf("Line %d: ", number)
		if l.front != "" {
			what += fmt.Sprintf("%s, then ", wire.Escape([]byte(l.front)))
		}
		what += "the type of the key, its blob in base64"
		if l.comment != "" {
			what += fmt.Sprintf(", and the comment %q", wire.Escape([]byte(l.comment)))
		}
		if err := d.blob(l.blob, what+". This is the blob."); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	if found == 0 {
		return errNoKeys
	}
	return nil
}

var errNoKeys = errors.New("it has no keys: neither lines of public keys, nor a private key file")

// A keyLine is a line with a public key.
type keyLine struct {
	front   string // what stands before the type: options, names of hosts
	blob    []byte
	comment string
}

// splitKeyLine finds the key in a line of a .pub file, of authorized_keys or of
// known_hosts: behind options, in which quoted text has spaces, or a marker and names.
func splitKeyLine(line string) (l keyLine, err error) {
	var firstErr error
	for at := 0; at < len(line); {
		blob, comment, err := keys.SplitKeyFields(line[at:])
		if err == nil {
			return keyLine{strings.TrimSpace(line[:at]), blob, comment}, nil
		}
		if firstErr == nil || strings.Contains(line[at:], "AAAA") {
			firstErr = err // the last place where a key may begin
		}
		at = nextWord(line, at)
	}
	return l, firstErr
}

// nextWord returns where the next word begins; text in quotes is part of one.
func nextWord(line string, at int) int {
	quoted := false
	for ; at < len(line); at++ {
		switch c := line[at]; {
		case c == '\\' && quoted:
			at++
		case c == '"':
			quoted = !quoted
		case (c == ' ' || c == '\t') && !quoted:
			return at + len(line[at:]) - len(strings.TrimLeft(line[at:], " \t"))
		}
	}
	return len(line)
}

// plainError is an error without the names of packages in front.
func plainError(err error) error {
	text := err.Error()
	for _, name := range []string{"dissect: ", "keys: "} {
		text = strings.TrimPrefix(text, name)
	}
	return errors.New(string(bytes.TrimSpace([]byte(text))))
}
