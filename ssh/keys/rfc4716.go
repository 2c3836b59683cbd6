package keys

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// A public key file of RFC 4716, which ssh.com's programs and PuTTY's write:
//
//	---- BEGIN SSH2 PUBLIC KEY ----
//	Subject: me                                  headers, in any order
//	Comment: "256-bit ECDSA, which goes on\
//	 here behind a backslash"
//	AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAy…      the blob in base64
//	---- END SSH2 PUBLIC KEY ----
//
// Lines have up to 72 bytes (§3.2, §3.4). Names of headers have up to 64 bytes and no
// case, values up to 1024 (§3.3).
const (
	rfc4716Begin = "---- BEGIN SSH2 PUBLIC KEY ----"
	rfc4716End   = "---- END SSH2 PUBLIC KEY ----"
	rfc4716Line  = 72
	rfc4716Name  = 64
	rfc4716Value = 1024
)

// parseRFC4716 reads a file of one key. Only the comment is kept of the headers, or the
// subject where there is none.
func parseRFC4716(text string) (k *PublicKey, comment string, err error) {
	text = strings.ReplaceAll(strings.TrimSpace(text), "\r\n", "\n")
	body, ok := strings.CutPrefix(text, rfc4716Begin+"\n")
	if !ok {
		return nil, "", errors.New("keys: RFC 4716 public key file: its first line is damaged")
	}
	body, rest, found := strings.Cut(body, "\n"+rfc4716End)
	if !found {
		return nil, "", errors.New("keys: RFC 4716 public key file is cut off: its last line is missing")
	}
	if rest != "" {
		return nil, "", errors.New("keys: RFC 4716 public key file has text after its end")
	}
	subject := ""
	for strings.Contains(firstLine(body), ":") { // base64 has none
		var name, value string
		name, value, body = cutRFC4716Header(body)
		if len(name) > rfc4716Name || len(value) > rfc4716Value {
			return nil, "", malformed("RFC 4716 public key file: a header has more than %d bytes, or a value of more than %d", rfc4716Name, rfc4716Value)
		}
		switch strings.ToLower(name) {
		case "comment":
			comment = unquote(value)
		case "subject":
			subject = unquote(value)
		}
	}
	if comment == "" {
		comment = subject
	}
	blob, err := base64.StdEncoding.Strict().DecodeString(strings.ReplaceAll(body, "\n", ""))
	if err != nil || strings.Contains(body, "\r") {
		return nil, "", errors.New("keys: RFC 4716 public key file: what is between its headers and its last line is not base64")
	}
	k, err = ParsePublicKey(blob)
	return k, comment, err
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// cutRFC4716Header takes the first header off. A line that ends with a backslash goes on
// in the next.
func cutRFC4716Header(text string) (name, value, rest string) {
	line, rest, more := strings.Cut(text, "\n")
	name, value, _ = strings.Cut(line, ":")
	for more && strings.HasSuffix(value, `\`) {
		line, rest, more = strings.Cut(rest, "\n")
		value = strings.TrimSuffix(value, `\`) + line
	}
	return name, strings.TrimSpace(value), rest
}

// unquote takes off the quotes that a comment may stand in (§3.3.2).
func unquote(s string) string {
	if inner, ok := strings.CutPrefix(s, `"`); ok && strings.HasSuffix(inner, `"`) {
		return strings.TrimSuffix(inner, `"`)
	}
	return s
}

// AppendRFC4716 appends the key as a public key file of RFC 4716, with a comment as a
// header where it is not empty. The comment's control characters become question marks;
// it is cut off after 1022 bytes.
func (k *PublicKey) AppendRFC4716(dst []byte, comment string) []byte {
	dst = append(append(dst, rfc4716Begin...), '\n')
	if comment != "" {
		comment = onlyPrintable(comment[:min(len(comment), rfc4716Value-2)])
		dst = appendFolded(dst, fmt.Sprintf(`Comment: "%s"`, comment))
	}
	encoded := base64.StdEncoding.EncodeToString(k.blob)
	for len(encoded) > 0 {
		n := min(len(encoded), rfc4716Line-2) // as ssh-keygen breaks it
		dst = append(append(dst, encoded[:n]...), '\n')
		encoded = encoded[n:]
	}
	return append(append(dst, rfc4716End...), '\n')
}

// appendFolded appends a header in lines of up to 72 bytes, each but the last with a
// backslash at its end.
func appendFolded(dst []byte, header string) []byte {
	for len(header) > rfc4716Line {
		dst = append(append(dst, header[:rfc4716Line-1]...), '\\', '\n')
		header = header[rfc4716Line-1:]
	}
	return append(append(dst, header...), '\n')
}

// ParsePublicFile reads a file of one public key in any form: a line (see
// [ParsePublicLine]), RFC 4716, or PEM, "PUBLIC KEY" or "RSA PUBLIC KEY". The comment is
// returned as it stands, "" where the form has none: escape it before showing it.
func ParsePublicFile(file []byte) (k *PublicKey, comment string, err error) {
	if len(file) > maxPublicFile {
		return nil, "", &FormatError{fmt.Sprintf("a file of more than %d bytes", maxPublicFile), "no public key is that long; check the file name"}
	}
	text := bytes.TrimLeft(file, blank)
	if bytes.HasPrefix(text, []byte(rfc4716Begin)) {
		return parseRFC4716(string(text))
	}
	a, ok, err := parseArmour(text)
	if !ok || a.label != labelSPKI && a.label != labelPKCS1Pub {
		if ok && recognise(text) == nil && err != nil {
			return nil, "", err
		}
		return ParsePublicLine(string(text))
	}
	if err != nil {
		return nil, "", err
	}
	data, err := a.decode()
	if err != nil {
		return nil, "", err
	}
	if a.label == labelSPKI {
		k, err = parseSPKI(data)
	} else {
		k, err = parsePKCS1Public(data)
	}
	return k, "", err
}

// maxPublicFile is the longest public key file that is looked at: a blob of the greatest
// length in base64, with headers.
const maxPublicFile = 128 << 10
