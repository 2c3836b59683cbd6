package keys

import (
	"encoding/base64"
	"errors"
	"strings"

	"github.com/glassh/glassh/wire"
)

// A public key line is what a .pub file holds, and, with options in front, a line
// of authorized_keys; with host names in front, one of known_hosts:
//
//	ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI… alice@example.org
//	type        base64 of the blob         comment
//
// Only spaces and tabs separate. The type in front must be the one in the blob.

// MaxLine is the longest line that is read, in bytes, without its line end.
const MaxLine = 64 << 10

// ParsePublicLine reads one public key line, with or without a line end (LF or
// CR LF), or a .pub file that holds one. The comment is returned as it stands,
// without the blanks around it: escape it before showing it. A text in another
// format gives a *FormatError, a key of another type an *UnsupportedError.
func ParsePublicLine(text string) (k *PublicKey, comment string, err error) {
	if err := foreignPublic(text); err != nil {
		return nil, "", err
	}
	line := strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	if err := checkLine(line); err != nil {
		return nil, "", err
	}
	return ParseKeyFields(line)
}

// ParseKeyFields reads "type base64 [comment]", the end of a line whose other
// fields have been taken off. The line is already free of line ends.
func ParseKeyFields(fields string) (k *PublicKey, comment string, err error) {
	blob, comment, err := SplitKeyFields(fields)
	if err != nil {
		return nil, "", err
	}
	k, err = ParsePublicKey(blob)
	return k, comment, err
}

// SplitKeyFields is [ParseKeyFields] without parsing the blob, so that the key may
// be of any type; [BlobType] tells which.
func SplitKeyFields(fields string) (blob []byte, comment string, err error) {
	declared, rest := cutField(fields)
	encoded, comment := cutField(rest)
	if declared == "" || encoded == "" {
		return nil, "", errors.New(`keys: not a public key: it has the form "type base64 comment"`)
	}
	blob, err = base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || strings.ContainsAny(encoded, "\r\n") { // which the decoder would skip
		return nil, "", malformed("public key of type %s: the second field is not base64", escape(declared))
	}
	actual, err := BlobType(blob)
	if err != nil {
		return nil, "", err
	}
	if actual != declared {
		return nil, "", malformed("public key is declared as %s and is %s", escape(declared), escape(actual))
	}
	return blob, strings.TrimRight(comment, " \t"), nil
}

// BlobType returns the name of a public key blob's type, supported or not.
func BlobType(blob []byte) (string, error) {
	r := wire.NewNamedReader("public key", blob)
	name := r.At("type").Text()
	if err := r.Err(); err != nil {
		return "", malformed("%w", err)
	}
	return name, nil
}

// AppendLine appends the key as a public key line, with its line end. A comment
// cannot break the line: its control characters become question marks.
func (k *PublicKey) AppendLine(dst []byte, comment string) []byte {
	dst = append(append(dst, k.typ.name...), ' ')
	dst = base64.StdEncoding.AppendEncode(dst, k.blob)
	if comment != "" {
		dst = append(append(dst, ' '), onlyPrintable(comment)...)
	}
	return append(dst, '\n')
}

// onlyPrintable turns control characters, which could break a line, into question marks.
func onlyPrintable(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c < ' ' || c == 0x7f {
			b[i] = '?'
		}
	}
	return string(b)
}

// String returns the key as "type base64".
func (k *PublicKey) String() string {
	return strings.TrimSuffix(string(k.AppendLine(nil, "")), "\n")
}

// cutField takes the first field off a line, and the blanks on both sides of it.
func cutField(line string) (field, rest string) {
	line = strings.TrimLeft(line, " \t")
	if i := strings.IndexAny(line, " \t"); i >= 0 {
		return line[:i], strings.TrimLeft(line[i:], " \t")
	}
	return line, ""
}

// checkLine refuses what no line of keys may hold.
func checkLine(line string) error {
	if len(line) > MaxLine {
		return malformed("line of %d bytes is longer than %d", len(line), MaxLine)
	}
	if strings.ContainsAny(line, "\x00\n\r") {
		return errors.New("keys: line holds a NUL or a line end")
	}
	return nil
}

// startsWithKey reports whether fields start with a key: its first field names a
// type, and the second is the start of a blob, whose length field base64 turns into
// AAAA. No option and no host name has such a successor.
func startsWithKey(fields string) bool {
	name, rest := cutField(fields)
	return name != "" && !strings.ContainsAny(name, `=",`) && strings.HasPrefix(rest, "AAAA")
}
