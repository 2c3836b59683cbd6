package keys

import "bytes"

// Hints that several formats share.
const (
	hintConvert = "rewrite it in OpenSSH's format with: ssh-keygen -p -f FILE"
	hintType    = "only Ed25519 keys in OpenSSH's format are supported yet; make one with: ssh-keygen -t ed25519"
	hintPublic  = "give the private key, usually the file of the same name without .pub"
)

// A foreign format is recognised by how its text starts.
type foreign struct {
	prefix    string
	found     string
	hint      string // as a private key
	encrypted bool
}

var foreigns = []foreign{
	{"-----BEGIN OPENSSH PRIVATE KEY-----", "an OpenSSH private key", "", false},
	{"-----BEGIN RSA PRIVATE KEY-----", "an RSA private key in PEM form (PKCS#1)", hintType, false},
	{"-----BEGIN EC PRIVATE KEY-----", "an ECDSA private key in PEM form (SEC 1)", hintType, false},
	{"-----BEGIN DSA PRIVATE KEY-----", "a DSA private key in PEM form", hintType, false},
	{"-----BEGIN ENCRYPTED PRIVATE KEY-----", "an encrypted private key in PKCS#8 form", hintConvert, true},
	{"-----BEGIN PRIVATE KEY-----", "a private key in PKCS#8 form", hintConvert, false},
	{"PuTTY-User-Key-File-", "a PuTTY private key (PPK)",
		"convert it with: puttygen FILE -O private-openssh-new -o NEWFILE", false},
	{"---- BEGIN SSH2 PUBLIC KEY ----", "a public key in RFC 4716 form", hintPublic, false},
	{"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", "an ssh.com private key",
		"convert it with: puttygen FILE -O private-openssh-new -o NEWFILE", false},
	{"SSH PRIVATE KEY FILE FORMAT 1.1", "a private key of SSH version 1", hintType, false},
	{"-----BEGIN PUBLIC KEY-----", "a public key in PEM form", hintPublic, false},
	{"-----BEGIN RSA PUBLIC KEY-----", "an RSA public key in PEM form", hintPublic, false},
	{"-----BEGIN CERTIFICATE-----", "an X.509 certificate", hintPublic, false},
}

// recognise returns the format that text starts with, or nil.
func recognise(text []byte) *foreign {
	text = bytes.TrimLeft(text, " \t\r\n")
	for i := range foreigns {
		if bytes.HasPrefix(text, []byte(foreigns[i].prefix)) {
			return &foreigns[i]
		}
	}
	return nil
}

// foreignPrivate says what a file is that was given as a private key and is not
// one in OpenSSH's format.
func foreignPrivate(text []byte) error {
	text = bytes.TrimLeft(text, " \t\r\n")
	if len(text) == 0 {
		return &FormatError{"an empty file", "check the file name"}
	}
	if f := recognise(text); f != nil {
		if f.encrypted {
			return &EncryptedError{}
		}
		return &FormatError{f.found, f.hint}
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	if startsWithKey(string(first)) {
		return &FormatError{"a public key", hintPublic}
	}
	if bytes.HasPrefix([]byte(armourBegin), bytes.TrimSpace(text)) {
		return malformed("the private key file is cut off in its first line")
	}
	return &FormatError{"no private key file", "one starts with the line " + armourBegin}
}

// foreignPublic says what a text is that was given as a public key line, or
// returns nil where it may be one.
func foreignPublic(line string) error {
	f := recognise([]byte(line))
	switch {
	case f == nil:
		return nil
	case f.hint == hintPublic:
		return &FormatError{f.found, "convert it with: ssh-keygen -i -f FILE"}
	}
	return &FormatError{f.found, "give the public key, usually the file of the same name with .pub"}
}
