package keys

import (
	"fmt"

	"github.com/glassh/glassh/primitives/mem"
)

// maxPrivateFile is the longest private key file that is looked at, in bytes.
const maxPrivateFile = 1 << 20

// ParsePrivate reads a private key file that is not encrypted. One that is gives an
// *EncryptedError, which has the public key where the format shows it; a file that is no
// private key a *FormatError, which says what it is and what to do; a key of another
// type an *UnsupportedError. No error holds any part of a key. What is decoded on the
// way is wiped; file is the caller's to wipe.
func ParsePrivate(file []byte) (*PrivateKey, error) { return ParsePrivateWithPassphrase(file, nil) }

// ParsePrivateWithPassphrase is [ParsePrivate] for files that may be encrypted. A wrong
// passphrase gives [ErrPassphrase], an empty one is none. It is not looked at where the
// file is not encrypted.
//
// What a file says about the work to decrypt it is bounded, to about 15 seconds.
func ParsePrivateWithPassphrase(file, passphrase []byte) (*PrivateKey, error) {
	if len(file) > maxPrivateFile {
		return nil, &FormatError{
			fmt.Sprintf("a file of more than %d bytes", maxPrivateFile), "no private key is that long; check the file name"}
	}
	body, ok, err := armoured(file)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, foreignPrivate(file)
	}
	data, ok := unarmour(body)
	defer mem.Wipe(data)
	if !ok {
		return nil, malformed("the private key file is damaged: what is between its first and last line is not base64")
	}
	return parseOpenSSH(data, passphrase)
}
