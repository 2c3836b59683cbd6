package keys

import (
	"bytes"

	"github.com/glassh/glassh/primitives/mem"
)

// The armour of key files (RFC 7468 §2): base64 between two lines that say what it is.
// The old formats have RFC 1421's headers in front of it where they are encrypted.
//
//	-----BEGIN EC PRIVATE KEY-----
//	Proc-Type: 4,ENCRYPTED
//	DEK-Info: AES-128-CBC,131BEC41A08B17AEC2BAD74D8EF3846B
//
//	Q6g8y/Dp33hocgsA/wWRnnNYKuA2ficpD5tmGTaxK2wIvD1uMYDvkZnBqM1UoY0c …
//	-----END EC PRIVATE KEY-----
type armour struct {
	label   string // "EC PRIVATE KEY"
	headers []byte // with their line ends
	body    []byte // base64
}

// What the labels of key files are.
const (
	labelOpenSSH   = "OPENSSH PRIVATE KEY"
	labelPKCS1     = "RSA PRIVATE KEY"
	labelSEC1      = "EC PRIVATE KEY"
	labelPKCS8     = "PRIVATE KEY"
	labelEncrypted = "ENCRYPTED PRIVATE KEY"
	labelSPKI      = "PUBLIC KEY"
	labelPKCS1Pub  = "RSA PUBLIC KEY"

	labelParameters = "EC PARAMETERS"
)

var privateLabels = map[string]bool{
	labelOpenSSH: true, labelPKCS1: true, labelSEC1: true, labelPKCS8: true, labelEncrypted: true,
}

const (
	armourBegin = "-----BEGIN "
	armourEnd   = "-----END "
	armourDash  = "-----"
)

// armourLine is the number of characters in a line of base64: RFC 7468's, but for
// OpenSSH's own format.
func armourLine(label string) int {
	if label == labelOpenSSH {
		return 70
	}
	return 64
}

// encode returns data, which is not empty, in armour. The buffer has its final size
// from the start.
func (a armour) encode(data []byte) []byte {
	line := armourLine(a.label)
	n := len(armourBegin) + len(armourEnd) + 2*(len(a.label)+len(armourDash)+1) +
		len(a.headers) + base64Len(len(data), line) + 1
	dst := make([]byte, 0, n)
	dst = append(append(append(append(dst, armourBegin...), a.label...), armourDash...), '\n')
	dst = append(dst, a.headers...)
	dst = append(appendBase64(dst, data, line), '\n')
	return append(append(append(append(dst, armourEnd...), a.label...), armourDash...), '\n')
}

// parseArmour takes the armour apart; what it returns aliases text. ok is false if
// text does not start with any; err says what is wrong if it does. Parameters of a curve,
// which openssl ecparam writes in front of a key and the key repeats, are passed over.
func parseArmour(text []byte) (a armour, ok bool, err error) {
	for {
		rest, begins := bytes.CutPrefix(bytes.TrimLeft(text, blank), []byte(armourBegin))
		if !begins {
			return a, false, nil
		}
		line, rest, found := bytes.Cut(rest, []byte("\n"))
		label, isLine := bytes.CutSuffix(bytes.TrimRight(line, blank), []byte(armourDash))
		if !isLine && !found {
			return a, true, errCut
		}
		if !isLine || !isLabel(label) {
			return a, true, malformed("the first line of the key file is damaged")
		}
		a.label = string(label)
		end := armourEnd + a.label + armourDash
		body, rest, found := bytes.Cut(rest, []byte(end))
		if !found {
			return a, true, malformed("the key file is cut off: its line %s is missing", end)
		}
		if a.label == labelParameters {
			text = rest
			continue
		}
		if len(bytes.TrimSpace(rest)) > 0 {
			return a, true, malformed("there is text after the end of the key")
		}
		a.headers, a.body = cutHeaders(body)
		return a, true, nil
	}
}

// isLabel reports whether a label has the form of those that there are.
func isLabel(label []byte) bool {
	return len(label) <= 64 && len(bytes.Trim(label, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ")) == 0
}

const blank = " \t\r\n"

// cutHeaders takes RFC 1421's headers off a body. They end with an empty line; base64
// has no colon.
func cutHeaders(body []byte) (headers, rest []byte) {
	if first, _, _ := bytes.Cut(bytes.TrimLeft(body, blank), []byte("\n")); !bytes.Contains(first, []byte(":")) {
		return nil, body
	}
	for rest = body; len(rest) > 0; {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		if len(bytes.TrimSpace(line)) == 0 && len(rest) < len(body) {
			break
		}
		rest = after
	}
	return body[:len(body)-len(rest)], rest
}

// header returns the value of a header, "" if there is none.
func (a armour) header(name string) string {
	for line := range bytes.Lines(a.headers) {
		if key, value, ok := bytes.Cut(line, []byte(":")); ok && string(bytes.TrimSpace(key)) == name {
			return string(bytes.TrimSpace(value))
		}
	}
	return ""
}

// decode returns what the armour holds; the caller wipes it.
func (a armour) decode() ([]byte, error) {
	data, ok := decodeBase64(a.body)
	if !ok {
		mem.Wipe(data)
		return nil, malformed("the key file is damaged: what is between its first and last line is not base64")
	}
	return data, nil
}

// OpenSSHContainer returns what is inside the armour of a private key file in OpenSSH's
// format: openssh-key-v1 and so on. It is for those who show how such a file is made. The
// caller wipes it.
func OpenSSHContainer(text []byte) ([]byte, error) {
	a, ok, err := parseArmour(text)
	if err == nil && !ok {
		err = foreignPrivate(text)
	}
	switch {
	case err != nil:
		return nil, err
	case a.label != labelOpenSSH:
		return nil, &FormatError{"no private key file in OpenSSH's format", "convert a copy of it with: ssh-keygen -p -f FILE"}
	}
	return a.decode()
}
