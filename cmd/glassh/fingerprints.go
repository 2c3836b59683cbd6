package main

import (
	"cmp"
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// A namedKey is a public key of any type, and what it is called in its file.
type namedKey struct {
	blob []byte
	name string
}

// fingerprint is that of a key by the hash of -E.
func (o *keygenOptions) fingerprint(blob []byte) string {
	if o.hash == "md5" {
		return keys.FingerprintMD5(plainBlob(blob))
	}
	return keys.Fingerprint(plainBlob(blob))
}

// plainBlob is the key that a certificate certifies: its fingerprint is the
// certificate's.
func plainBlob(blob []byte) []byte {
	if key, err := keys.ParsePublicKey(blob); err == nil {
		return key.Plain().Blob()
	}
	return blob
}

// listKeys is glassh keygen -l and -B.
func listKeys(e *env, o *keygenOptions) error {
	file, err := o.chooseFile(e, "Enter file in which the key is")
	if err != nil {
		return err
	}
	text, err := readKeyInput(e, file)
	if err != nil {
		return err
	}
	defer mem.Wipe(text)
	found, err := publicKeys(file, text)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for _, k := range found {
		name := wire.Escape([]byte(k.name))
		if name == "" {
			name = "no comment"
		}
		if strings.Contains(o.verbs, "B") {
			fmt.Fprintf(e.stdout, "%d %s %s (%s)\n", keyBits(k.blob), keys.FingerprintBubbleBabble(plainBlob(k.blob)), name, label(k.blob))
			continue
		}
		fmt.Fprintf(e.stdout, "%d %s %s (%s)\n", keyBits(k.blob), o.fingerprint(k.blob), name, label(k.blob))
		if o.verbose {
			fmt.Fprint(e.stdout, keys.Randomart(o.fingerprint(k.blob), label(k.blob), keyBits(k.blob)))
		}
	}
	return nil
}

// publicKeys finds the keys in the text of a file: of a private or a public key in any
// form, or of lines with a public key each. That of a private key which cannot be read is
// in the file beside it.
func publicKeys(file string, text []byte) ([]namedKey, error) {
	if found := keysInLines(string(text)); len(found) > 0 {
		return found, nil
	}
	if public, comment, err := keys.ParsePublicFile(text); err == nil {
		return []namedKey{{public.Blob(), comment}}, nil
	}
	key, err := keys.ParsePrivate(text)
	if err == nil {
		defer key.Wipe()
		return []namedKey{{key.PublicKey().Blob(), cmp.Or(key.Comment(), commentOf(file))}}, nil
	}
	var encrypted *keys.EncryptedError
	if errors.As(err, &encrypted) && encrypted.Public != nil {
		return []namedKey{{encrypted.Public.Blob(), commentOf(file)}}, nil
	}
	if public, e := readKeyFile(file + ".pub"); e == nil {
		if found := keysInLines(string(public)); len(found) > 0 {
			return found[:1], nil
		}
	}
	var other *keys.FormatError
	if errors.As(err, &other) && !strings.Contains(string(text), "-----BEGIN ") {
		return nil, errors.New("there is no public key in it")
	}
	return nil, err
}

// commentOf is the comment of the public key beside a private one that hides its own, or
// has none.
func commentOf(file string) string {
	text, err := readKeyFile(file + ".pub")
	if err != nil {
		return ""
	}
	_, comment, _ := keys.ParsePublicFile(text)
	return comment
}

// keysInLines finds the keys in lines of a .pub file, of authorized_keys or of
// known_hosts. A key without a comment is called what stands in front of it.
func keysInLines(text string) (found []namedKey) {
	for line := range strings.Lines(text) {
		line = strings.Trim(line, blanks+"\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		// In front of the key there are options, or a marker and hosts, or nothing.
		front, fields := "", line
		for range 3 {
			blob, comment, err := keys.SplitKeyFields(fields)
			if err == nil && keyBits(blob) > 0 {
				if comment == "" {
					comment = front
				}
				found = append(found, namedKey{blob, comment})
				break
			}
			front, fields = cutWord(fields)
		}
	}
	return found
}

// cutWord takes the first word off a line. Blanks within double quotes are part of
// it, and a quote behind a backslash is none: so are options written.
func cutWord(line string) (word, rest string) {
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\' && i+1 < len(line) && line[i+1] == '"':
			i++
		case c == '"':
			quoted = !quoted
		case (c == ' ' || c == '\t') && !quoted:
			return line[:i], strings.TrimLeft(line[i:], blanks)
		}
	}
	return line, ""
}

// keyBits returns the size of a key as it is quoted, or 0 for what is no key. DSA,
// which is not supported otherwise, has its size too.
func keyBits(blob []byte) int {
	if key, err := keys.ParsePublicKey(blob); err == nil {
		return key.Bits()
	}
	r := wire.NewReader(blob)
	if r.Text() != "ssh-dss" { // RFC 4253 §6.6: p first
		return 0
	}
	if p := r.Mpint(); r.Err() == nil && len(p) > 0 {
		return 8*len(p) - bits.LeadingZeros8(p[0])
	}
	return 0
}

func label(blob []byte) string {
	name, _ := keys.BlobType(blob) // keyBits has read it
	return keys.Label(name)
}

// drawKey is the randomart of a key.
func drawKey(blob []byte) string {
	return keys.Randomart(keys.Fingerprint(plainBlob(blob)), label(blob), keyBits(blob))
}
