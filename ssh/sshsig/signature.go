package sshsig

import (
	"bytes"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"

	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// MaxSize is the longest signature that is read or made, in bytes before armour.
// One with a certificate of the longest kind takes a little more than half of it.
const MaxSize = 128 << 10

const (
	magic   = "SSHSIG"
	version = 1
)

// The hashes of messages. Others are refused.
const (
	SHA512 = "sha512"
	SHA256 = "sha256"
)

func newHash(name string) hash.Hash {
	switch name {
	case SHA512:
		return sha2.New512()
	case SHA256:
		return sha2.New256()
	}
	return nil
}

// A Signature is a signature of some message, and what it says of itself. Nothing
// of it is to be believed before [Signature.Verify].
type Signature struct {
	Key       *keys.PublicKey // may be a certificate
	Namespace string          // what the signature is for; escape it before showing it
	Hash      string          // SHA512 or SHA256
	Blob      []byte          // the key's signature, as RFC 4253 §6.6 frames it
}

// Sign signs a message, which it reads to its end. The namespace says what the
// signature is for, and is not empty; hash is [SHA512] or [SHA256]. The signer's best
// algorithm is used; RSA never signs with SHA-1. It may read rand, or not.
func Sign(rand io.Reader, signer keys.Signer, namespace, hash string, message io.Reader) (*Signature, error) {
	s := &Signature{Key: signer.PublicKey(), Namespace: namespace, Hash: hash}
	if err := s.check(); err != nil {
		return nil, err
	}
	algorithm, err := bestAlgorithm(signer)
	if err != nil {
		return nil, err
	}
	signed, err := s.signed(message)
	if err != nil {
		return nil, err
	}
	if s.Blob, err = signer.Sign(rand, algorithm, signed); err != nil {
		return nil, err
	}
	// A signer in another process may have done what it was not asked to.
	if err := s.verify(signed); err != nil {
		return nil, fmt.Errorf("sshsig: the signer made a signature that is not valid: %w", err)
	}
	if n := len(s.Append(nil)); n > MaxSize {
		return nil, fmt.Errorf("sshsig: the signature has %d bytes, and may have %d: the namespace is too long", n, MaxSize)
	}
	return s, nil
}

// Verify reports whether the key in s made s, of that message and for that
// namespace; an error says why not. Whose the key is, is another question, that
// [AllowedSigners.Verify] answers as well.
func (s *Signature) Verify(message io.Reader, namespace string) error {
	if s.Namespace != namespace {
		return ErrNamespace
	}
	if err := s.check(); err != nil {
		return err
	}
	signed, err := s.signed(message)
	if err != nil {
		return err
	}
	return s.verify(signed)
}

// ErrNamespace says that a signature was made for another use than the one that is
// asked about.
var ErrNamespace = errors.New("sshsig: namespace does not match")

var errNoNamespace = errors.New("sshsig: the namespace is empty: it says what the signature is for, as \"file\" does")

func (s *Signature) check() error {
	switch {
	case s.Namespace == "":
		return errNoNamespace
	case newHash(s.Hash) == nil:
		return fmt.Errorf("sshsig: hash %s is not supported: it is %s or %s", shown(s.Hash), SHA512, SHA256)
	}
	return nil
}

// signed returns what the key signs.
func (s *Signature) signed(message io.Reader) ([]byte, error) {
	h := newHash(s.Hash)
	if _, err := io.Copy(h, message); err != nil {
		return nil, fmt.Errorf("sshsig: reading the message: %w", err)
	}
	b := []byte(magic)
	b = wire.AppendText(b, s.Namespace)
	b = wire.AppendText(b, "")
	b = wire.AppendText(b, s.Hash)
	return wire.AppendString(b, h.Sum(nil)), nil
}

// verify checks Blob, whose own first string names the algorithm: there is nothing
// else that could have agreed on it. Which of them count is therefore decided here.
func (s *Signature) verify(signed []byte) error {
	algorithm, err := keys.BlobType(s.Blob)
	if err != nil {
		return errors.New("sshsig: the signature is cut short")
	}
	if slices.Contains(keys.Insecure(), algorithm) {
		return fmt.Errorf("sshsig: signature algorithm %s is not accepted: RSA signs with rsa-sha2-512", shown(algorithm))
	}
	return s.Key.Plain().Verify(algorithm, signed, s.Blob)
}

// bestAlgorithm returns the first of the signer's algorithms that may be used.
func bestAlgorithm(signer keys.Signer) (string, error) {
	for _, name := range signer.Algorithms() {
		if !slices.Contains(keys.Insecure(), keys.SignatureName(name)) {
			return name, nil
		}
	}
	return "", fmt.Errorf("sshsig: the %s key has no algorithm to sign with", signer.PublicKey().Label())
}

// Append appends the signature without armour.
func (s *Signature) Append(dst []byte) []byte {
	dst = append(dst, magic...)
	dst = wire.AppendUint32(dst, version)
	dst = wire.AppendString(dst, s.Key.Blob())
	dst = wire.AppendText(dst, s.Namespace)
	dst = wire.AppendText(dst, "")
	dst = wire.AppendText(dst, s.Hash)
	return wire.AppendString(dst, s.Blob)
}

// ParseBlob reads a signature without armour, of at most [MaxSize] bytes. A key of a
// type that is not supported gives a *keys.UnsupportedError. The signature holds
// copies.
func ParseBlob(blob []byte) (*Signature, error) {
	if len(blob) > MaxSize {
		return nil, fmt.Errorf("sshsig: signature of %d bytes is longer than %d", len(blob), MaxSize)
	}
	rest, ok := bytes.CutPrefix(blob, []byte(magic))
	if !ok {
		return nil, errors.New("sshsig: not an SSH signature: it does not start with SSHSIG")
	}
	r := wire.NewNamedReader("SSH signature", rest)
	if v := r.At("version").Uint32(); r.Err() == nil && v != version {
		return nil, fmt.Errorf("sshsig: signature is of version %d, and only %d is known", v, version)
	}
	key := r.At("public key").Bytes()
	s := &Signature{Namespace: r.At("namespace").Text()}
	reserved := r.At("reserved").Bytes()
	s.Hash = r.At("hash algorithm").Text()
	s.Blob = bytes.Clone(r.At("signature").Bytes())
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("sshsig: %w", err)
	}
	if len(reserved) > 0 {
		// Nobody knows what it would mean, and the signed bytes have it empty.
		return nil, errors.New("sshsig: signature uses the reserved field")
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	var err error
	if s.Key, err = keys.ParsePublicKey(key); err != nil {
		return nil, err
	}
	return s, nil
}

// shown escapes a name from a file, and cuts a long one.
func shown(s string) string {
	const most = 64
	if len(s) > most {
		s = s[:most] + "…"
	}
	return `"` + wire.Escape([]byte(s)) + `"`
}
