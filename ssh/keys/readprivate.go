package keys

import (
	"bytes"
	"fmt"

	"github.com/glassh/glassh/primitives/mem"
)

// maxPrivateFile is the longest private key file that is looked at, in bytes.
const maxPrivateFile = 1 << 20

// ParsePrivate reads a private key file that is not encrypted: in OpenSSH's format,
// PKCS#8, PKCS#1, SEC 1, or PuTTY's PPK of version 2 or 3. One that is encrypted gives
// an *EncryptedError, which has the public key where the format shows it; a file that is
// no private key a *FormatError, which says what it is and what to do; a key of another
// type an *UnsupportedError. No error holds any part of a key. What is decoded on the
// way is wiped; file is the caller's to wipe.
func ParsePrivate(file []byte) (*PrivateKey, error) { return ParsePrivateWithPassphrase(file, nil) }

// ParsePrivateWithPassphrase is [ParsePrivate] for files that may be encrypted. A wrong
// passphrase gives [ErrPassphrase], an empty one is none. It is not looked at where the
// file is not encrypted.
//
// What a file says about the work to decrypt it is bounded: to about 20 seconds, and 1 GiB of memory.
func ParsePrivateWithPassphrase(file, passphrase []byte) (*PrivateKey, error) {
	if len(file) > maxPrivateFile {
		return nil, &FormatError{
			fmt.Sprintf("a file of more than %d bytes", maxPrivateFile), "no private key is that long; check the file name"}
	}
	if err := foreignPrivate(file); err != nil {
		return nil, err
	}
	if bytes.HasPrefix(bytes.TrimLeft(file, blank), []byte(ppkMagic)) {
		return parsePPK(file, passphrase)
	}
	a, ok, err := parseArmour(file)
	switch {
	case err != nil:
		return nil, err
	case !ok || !privateLabels[a.label]:
		return nil, errNoPrivate
	}
	data, err := a.decode()
	if err != nil {
		return nil, err
	}
	defer mem.Wipe(data)
	switch a.label {
	case labelOpenSSH:
		return parseOpenSSH(data, passphrase)
	case labelPKCS8:
		return parsePKCS8(data)
	case labelEncrypted:
		return parseEncryptedPKCS8(data, passphrase)
	}
	plain := data
	if d, err := parseDEK(a); err != nil {
		return nil, err
	} else if d != nil {
		if plain, err = d.open(data, passphrase); err != nil {
			return nil, err
		}
	}
	if a.label == labelSEC1 {
		return parseSEC1(plain, "")
	}
	return parsePKCS1(plain)
}
