package dissect

import (
	"bytes"
	"slices"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
)

// Key files: OpenSSH's PROTOCOL.key.

const keyFileSource = "OpenSSH PROTOCOL.key"

// PrivateKeyFile says what every byte of an OpenSSH private key file is, or rather of the
// container that its base64 encodes, which it returns as well. Of an encrypted file, what
// is encrypted is one span; of another, the private numbers are [Secret]. The container
// holds them all the same: the caller wipes it.
func PrivateKeyFile(file []byte) (container []byte, spans []Span, err error) {
	container, err = keys.OpenSSHContainer(file)
	if err != nil {
		return nil, nil, err
	}
	if spans, err = PrivateKey(container); err != nil {
		mem.Wipe(container)
		return nil, nil, err
	}
	return container, spans, nil
}

// PrivateKey is [PrivateKeyFile] for the container itself.
func PrivateKey(container []byte) ([]Span, error) {
	return dissect(container, "private key file", Layout{Source: keyFileSource, Fields: fileFields}, &Context{})
}

// PrivateKeyFields returns the table of the container, for those who want to know what
// stands in it. It is not to be changed.
func PrivateKeyFields() []Field { return fileFields }

// PublicKeyFile says what every byte of the key in a .pub file is, that is of the blob that
// its base64 encodes, which it returns as well.
func PublicKeyFile(file []byte) (blob []byte, spans []Span, err error) {
	blob, _, err = keys.SplitKeyFields(string(bytes.TrimSpace(file)))
	if err != nil {
		return nil, nil, err
	}
	if spans, err = PublicKey(blob); err != nil {
		return nil, nil, err
	}
	return blob, spans, nil
}

// What strings in key files hold.
const (
	kdfOptions   = "KDF options"
	privatePart  = "private part"
	seedEd25519  = "Ed25519 private key"
	seedEd448    = "Ed448 private key"
	seedsOfBoth  = "ML-DSA-44 and Ed25519 seeds"
	opensshMagic = "openssh-key-v1\x00"
)

var fileFields = []Field{
	{Name: "magic", Type: Bytes, Size: len(opensshMagic), valid: is(opensshMagic), Note: "openssh-key-v1 and a zero."},
	{Name: "cipher name", Type: String},
	{Name: "KDF name", Type: String, Note: "How the passphrase becomes a key."},
	{Name: "KDF options", Type: String, Holds: kdfOptions},
	{Name: "number of keys", Type: Uint32, Note: "The format has room for several; there is always one."},
	{Name: "public keys", Type: List, Count: "number of keys", Each: []Field{
		{Name: "public key", Type: String, Holds: publicKey, Note: "In clear even where the file is encrypted: ssh can offer the key before it asks for the passphrase."},
	}},
	{Name: "private part", Type: Choice, On: "cipher name", Cases: fileCiphers(), Kind: Encrypted,
		Note: "Encrypted by a cipher that is not known here."},
}

// fileCiphers are the cases of the private part.
func fileCiphers() []Layout {
	encrypted := Field{Name: "private part", Type: String, Holds: rawBytes, Kind: Encrypted,
		Note: "Inside are the check values, the private keys and the comments; the length is a multiple of the cipher's block."}
	list := []Layout{{Name: "none", Source: keyFileSource, Fields: []Field{{Name: "private part", Type: String, Holds: privatePart}}}}
	for _, name := range keys.FileCiphers() {
		l := Layout{Name: name, Source: keyFileSource, Fields: []Field{encrypted}}
		if n := keys.FileTag(name); n > 0 {
			l.Fields = append(l.Fields, Field{Name: "tag", Type: Bytes, Size: n, Kind: Tag,
				Note: "Behind the string, not in it: a wrong passphrase shows here before anything is decrypted."})
		}
		list = append(list, l)
	}
	return list
}

var fileStructures = []Layout{
	{Name: kdfOptions, Source: keyFileSource, Fields: []Field{
		{Name: "options", Type: Choice, On: "KDF name", Note: "Options of a KDF that is not known here.", Cases: []Layout{
			{Name: "none"},
			{Name: "bcrypt", Source: keyFileSource, Fields: []Field{
				{Name: "salt", Type: String, Holds: rawBytes, Kind: Random},
				{Name: "rounds", Type: Uint32, Note: "Each takes some milliseconds, for whoever guesses too."},
			}},
		}},
	}},
	{Name: privatePart, Source: keyFileSource, Fields: []Field{
		{Name: "check", Type: Bytes, Size: 4, Kind: Random, Note: "Twice the same: so a wrong passphrase shows, where the cipher has no tag."},
		{Name: "check again", Type: Bytes, Size: 4, Kind: Random},
		{Name: "private key", Type: List, Count: "number of keys", Each: []Field{
			{Name: "private key type", Type: String},
			{Name: "private key data", Type: Choice, On: "private key type", Kind: Secret, Cases: commented(privateTypes),
				Note: "Private keys of this type are not known here, nor where their secret ends."},
		}},
		{Name: "padding", Type: Bytes, valid: isPadding, Note: "01 02 03 … up to a multiple of the cipher's block, 8 without one."},
	}},
	{Name: seedEd25519, Source: "RFC 8032 §5.1.5", Fields: []Field{
		{Name: "seed", Type: Bytes, Size: 32, Kind: Secret, Note: "All there is to the private key."},
		{Name: "A", Type: Bytes, Size: 32, Note: "The public key, for the second time in this part."},
	}},
	{Name: seedEd448, Source: "RFC 8032 §5.2.5", Fields: []Field{
		{Name: "seed", Type: Bytes, Size: 57, Kind: Secret},
		{Name: "A", Type: Bytes, Size: 57},
	}},
	{Name: seedsOfBoth, Source: mldsaSource, Fields: []Field{
		{Name: "seed₁ (ML-DSA-44)", Type: Bytes, Size: 32, Kind: Secret},
		{Name: "seed₂ (Ed25519)", Type: Bytes, Size: 32, Kind: Secret},
	}},
}

// commented puts the comment behind each type's fields.
func commented(types []Layout) (list []Layout) {
	comment := Field{Name: "comment", Type: String, Source: keyFileSource}
	for _, t := range types {
		t.Fields = append(slices.Clip(t.Fields), comment)
		list = append(list, t)
	}
	return list
}

func isPadding(b []byte) bool {
	for i, v := range b {
		if i >= 255 || v != byte(i+1) {
			return false
		}
	}
	return true
}
