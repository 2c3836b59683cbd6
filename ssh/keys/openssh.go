package keys

import (
	"bytes"
	"fmt"
	"io"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/wire"
)

// The OpenSSH private key file, openssh-key-v1 (OpenSSH's PROTOCOL.key), inside
// its armour:
//
//	"openssh-key-v1" 00
//	string  cipher       "none", or one of fileCiphers
//	string  KDF          "none", or "bcrypt"
//	string  KDF options  "", or salt and rounds
//	uint32  1            number of keys
//	string  public key blob
//	string  ┌ uint32 check      random; both are equal where decryption was right
//	        │ uint32 check
//	        │ string type, its private fields
//	        │ string comment
//	        └ 01 02 03 …        to a multiple of the cipher's block, 8 for none
//	tag                  of an AEAD
const opensshMagic = "openssh-key-v1\x00"

// An opensshFile is a private key file before it is decrypted.
type opensshFile struct {
	cipher  *fileCipher
	bcrypt  bcryptOptions // unless the cipher is none
	public  *PublicKey
	section []byte // the inner part and the tag; aliases the file
}

// parseOpenSSH reads what is inside the armour. It decrypts data in place.
func parseOpenSSH(data, passphrase []byte) (*PrivateKey, error) {
	f, err := parseOpenSSHFile(data)
	if err != nil {
		return nil, err
	}
	if f.cipher.mode != modeNone {
		if len(passphrase) == 0 {
			return nil, &EncryptedError{Cipher: f.cipher.name, KDF: bcryptKDF, Public: f.public}
		}
		key, iv, err := f.cipher.derive(passphrase, f.bcrypt)
		if err != nil {
			return nil, err
		}
		defer mem.Wipe(key)
		defer mem.Wipe(iv)
		if !f.cipher.open(key, iv, f.section) {
			return nil, ErrPassphrase
		}
	}
	k, err := parseSection(f.section[:len(f.section)-f.cipher.tag], f.cipher)
	if err != nil {
		return nil, err
	}
	if !k.public.Equal(f.public) {
		k.Wipe()
		return nil, errMismatch
	}
	return k, nil
}

func parseOpenSSHFile(data []byte) (*opensshFile, error) {
	rest, ok := bytes.CutPrefix(data, []byte(opensshMagic))
	if !ok {
		return nil, malformed("the private key file is damaged: it does not start with openssh-key-v1")
	}
	r := wire.NewNamedReader("private key file", rest)
	name, kdf := r.At("cipher").Text(), r.At("KDF").Text()
	options, n := r.At("KDF options").Bytes(), r.At("number of keys").Uint32()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	f := &opensshFile{cipher: findCipher(name)}
	switch {
	case f.cipher == nil:
		return nil, &UnsupportedError{What: "cipher of a private key file", Name: name}
	case f.cipher.mode == modeNone:
		if kdf != "none" || len(options) > 0 {
			return nil, malformed("private key file: cipher none with KDF %s", escape(kdf))
		}
	case kdf != bcryptKDF:
		return nil, &UnsupportedError{What: "KDF of a private key file", Name: kdf}
	default:
		var err error
		if f.bcrypt, err = parseBcryptOptions(options); err != nil {
			return nil, err
		}
	}
	if n != 1 {
		return nil, malformed("private key file holds %d keys instead of 1", n)
	}
	blob, section := r.At("public key").Bytes(), r.At("private part").Bytes()
	r.At("tag").Fixed(f.cipher.tag)
	if err := r.End(); err != nil {
		return nil, malformed("%w", err)
	}
	if len(section)%f.cipher.block != 0 {
		return nil, malformed("private key file: private part of %d bytes is not a multiple of %d", len(section), f.cipher.block)
	}
	f.section = data[len(data)-f.cipher.tag-len(section):] // the tag stands behind it
	var err error
	f.public, err = ParsePublicKey(blob)
	return f, err
}

// parseSection reads the inner part, decrypted.
func parseSection(section []byte, c *fileCipher) (*PrivateKey, error) {
	r := wire.NewNamedReader("private part of the private key file", section)
	check1, check2 := r.At("check value").Uint32(), r.Uint32()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if check1 != check2 {
		if c.mode != modeNone {
			return nil, ErrPassphrase
		}
		return nil, malformed("private key file is damaged: its check values differ")
	}
	name := r.At("type").Text()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	typ := find(name)
	if typ == nil || typ.parsePrivate == nil {
		return nil, &UnsupportedError{What: "private key type", Name: name}
	}
	material, err := typ.parsePrivate(typ, &r)
	if err != nil {
		return nil, err
	}
	comment, padding := r.At("comment").Text(), r.Rest()
	if err = r.Err(); err != nil {
		err = malformed("%w", err)
	}
	for i, b := range padding {
		// Writers pad to different blocks; up to 255 bytes have a value.
		if i >= 255 || b != byte(i+1) {
			err = malformed("private key file is damaged: wrong padding")
			break
		}
	}
	if err != nil {
		material.wipe()
		return nil, err
	}
	k := newPrivateKey(typ, material)
	k.comment = comment
	return k, nil
}

// Marshal returns the key as an unencrypted OpenSSH private key file, with its
// comment, as ssh-keygen writes it. It reads 4 bytes from rand for the check
// value. The caller writes the file with mode 0600, and wipes it.
func (k *PrivateKey) Marshal(rand io.Reader) ([]byte, error) {
	return k.marshal(rand, findCipher("none"), nil, bcryptOptions{})
}

// MarshalOptions says how a private key file is encrypted. The zero value is as
// ssh-keygen does it.
type MarshalOptions struct {
	Cipher string // one of [FileCiphers]; "" is aes256-ctr
	Rounds int    // of bcrypt_pbkdf, 1 to 2048, some milliseconds each; 0 is 24
}

// MarshalEncrypted is [PrivateKey.Marshal] with a passphrase of one byte at least. It
// reads 16 bytes more from rand, for the salt.
func (k *PrivateKey) MarshalEncrypted(rand io.Reader, passphrase []byte, o MarshalOptions) ([]byte, error) {
	if o.Cipher == "" {
		o.Cipher = defaultCipher
	}
	if o.Rounds == 0 {
		o.Rounds = defaultRounds
	}
	c := findCipher(o.Cipher)
	switch {
	case c == nil || c.mode == modeNone:
		return nil, &UnsupportedError{What: "cipher of a private key file", Name: o.Cipher}
	case o.Rounds < 1 || o.Rounds > maxRounds:
		return nil, malformed("%d rounds of bcrypt_pbkdf: 1 to %d can be read again", o.Rounds, maxRounds)
	case len(passphrase) == 0:
		return nil, errNoPassphrase
	}
	salt, err := readRandom(rand, saltLen, "the salt")
	if err != nil {
		return nil, err
	}
	return k.marshal(rand, c, passphrase, bcryptOptions{salt, o.Rounds})
}

func (k *PrivateKey) marshal(rand io.Reader, c *fileCipher, passphrase []byte, o bcryptOptions) ([]byte, error) {
	if k.material == nil {
		return nil, errWiped
	}
	check, err := readRandom(rand, 4, "the check value")
	if err != nil {
		return nil, err
	}
	kdf, options := "none", []byte(nil)
	if c.mode != modeNone {
		kdf, options = bcryptKDF, wire.AppendUint32(wire.AppendString(nil, o.salt), uint32(o.rounds))
	}
	// Every length is known beforehand, so that no buffer grows and leaves a copy
	// of the key behind.
	section := 4 + 4 + 4 + len(k.typ.name) + k.material.privateLen() + 4 + len(k.comment)
	padding := -section & (c.block - 1)
	size := len(opensshMagic) + 4 + len(c.name) + 4 + len(kdf) + 4 + len(options) + 4 +
		4 + len(k.public.blob) + 4 + section + padding + c.tag
	data := make([]byte, 0, size)
	defer func() { mem.Wipe(data) }()

	data = append(data, opensshMagic...)
	data = wire.AppendText(data, c.name)
	data = wire.AppendText(data, kdf)
	data = wire.AppendString(data, options)
	data = wire.AppendUint32(data, 1)
	data = wire.AppendString(data, k.public.blob)
	data = wire.AppendUint32(data, uint32(section+padding))
	at := len(data)
	data = append(append(data, check...), check...)
	data = wire.AppendText(data, k.typ.name)
	data = k.material.appendPrivate(data)
	data = wire.AppendText(data, k.comment)
	for i := range padding {
		data = append(data, byte(i+1))
	}
	data = data[:size]
	if c.mode != modeNone {
		key, iv, err := c.derive(passphrase, o)
		if err != nil {
			return nil, err
		}
		defer mem.Wipe(key)
		defer mem.Wipe(iv)
		c.seal(key, iv, data[at:])
	}
	return armour{label: labelOpenSSH}.encode(data), nil
}

func readRandom(rand io.Reader, n int, what string) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(rand, b); err != nil {
		return nil, fmt.Errorf("keys: no randomness for %s: %w", what, err)
	}
	return b, nil
}
