package keys

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/wire"
)

// The OpenSSH private key file, openssh-key-v1 (OpenSSH's PROTOCOL.key), inside
// its armour:
//
//	"openssh-key-v1" 00
//	string  cipher       "none"
//	string  KDF          "none"
//	string  KDF options  ""
//	uint32  1            number of keys
//	string  public key blob
//	string  ┌ uint32 check      random; both are equal where decryption was right
//	        │ uint32 check
//	        │ string type, its private fields
//	        │ string comment
//	        └ 01 02 03 …        to a multiple of the cipher's block, 8 for none
const (
	opensshMagic = "openssh-key-v1\x00"
	opensshBlock = 8
)

// maxPrivateFile is the longest private key file that is looked at, in bytes.
const maxPrivateFile = 1 << 20

// ParsePrivate reads an OpenSSH private key file that is not encrypted. One that
// is gives an *EncryptedError; another kind of file a *FormatError, which says what
// it is and what to do; a key of another type an *UnsupportedError. No error holds
// any part of a key. What is decoded on the way is wiped; file is the caller's to
// wipe.
func ParsePrivate(file []byte) (*PrivateKey, error) {
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
	return parseOpenSSH(data)
}

func parseOpenSSH(data []byte) (*PrivateKey, error) {
	rest, ok := bytes.CutPrefix(data, []byte(opensshMagic))
	if !ok {
		return nil, malformed("the private key file is damaged: it does not start with openssh-key-v1")
	}
	r := wire.NewNamedReader("private key file", rest)
	cipher, kdf := r.At("cipher").Text(), r.At("KDF").Text()
	options, n := r.At("KDF options").Bytes(), r.At("number of keys").Uint32()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if cipher != "none" {
		return nil, &EncryptedError{Cipher: cipher, KDF: kdf}
	}
	if kdf != "none" || len(options) > 0 {
		return nil, malformed("private key file: cipher none with KDF %s", escape(kdf))
	}
	if n != 1 {
		return nil, malformed("private key file holds %d keys instead of 1", n)
	}
	blob, section := r.At("public key").Bytes(), r.At("private part").Bytes()
	if err := r.End(); err != nil {
		return nil, malformed("%w", err)
	}
	public, err := ParsePublicKey(blob)
	if err != nil {
		return nil, err
	}
	k, err := parseSection(section)
	if err != nil {
		return nil, err
	}
	if !k.public.Equal(public) {
		k.Wipe()
		return nil, errMismatch
	}
	return k, nil
}

// parseSection reads the inner part, which an encrypted file has encrypted.
func parseSection(section []byte) (*PrivateKey, error) {
	if len(section)%opensshBlock != 0 {
		return nil, malformed("private key file: private part of %d bytes is not a multiple of %d", len(section), opensshBlock)
	}
	r := wire.NewNamedReader("private part of the private key file", section)
	check1, check2, name := r.At("check value").Uint32(), r.Uint32(), r.At("type").Text()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if check1 != check2 {
		return nil, malformed("private key file is damaged: its check values differ")
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
	if k.material == nil {
		return nil, errWiped
	}
	var check [4]byte
	if _, err := io.ReadFull(rand, check[:]); err != nil {
		return nil, fmt.Errorf("keys: no randomness for the check value: %w", err)
	}
	// Every length is known beforehand, so that no buffer grows and leaves a copy
	// of the key behind.
	section := 4 + 4 + 4 + len(k.typ.name) + k.material.privateLen() + 4 + len(k.comment)
	padding := -section & (opensshBlock - 1)
	data := make([]byte, 0, len(opensshMagic)+(4+4)+(4+4)+4+4+4+len(k.public.blob)+4+section+padding)
	defer func() { mem.Wipe(data) }()

	data = append(data, opensshMagic...)
	data = wire.AppendText(data, "none")
	data = wire.AppendText(data, "none")
	data = wire.AppendText(data, "")
	data = wire.AppendUint32(data, 1)
	data = wire.AppendString(data, k.public.blob)
	data = wire.AppendUint32(data, uint32(section+padding))
	data = wire.AppendUint32(data, binary.BigEndian.Uint32(check[:]))
	data = wire.AppendUint32(data, binary.BigEndian.Uint32(check[:]))
	data = wire.AppendText(data, k.typ.name)
	data = k.material.appendPrivate(data)
	data = wire.AppendText(data, k.comment)
	for i := range padding {
		data = append(data, byte(i+1))
	}
	return appendArmour(make([]byte, 0, armourLen(len(data))), data), nil
}
