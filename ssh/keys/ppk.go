package keys

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/glassh/glassh/aes"
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/ed448"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/wire"
)

// A PuTTY private key file (PPK; PuTTY's manual, appendix C) is a text of headers in
// this order, some of which say how many lines of base64 follow:
//
//	PuTTY-User-Key-File-3: ssh-ed448       version 3, or 2, and the type of the key
//	Encryption: aes256-cbc                 or none
//	Comment: …
//	Public-Lines: 2                        the public key blob
//	AAAACXNzaC1lZDQ0OAAAADn4V7AmxROq8/j2…
//	Key-Derivation: Argon2id               and four headers of it: version 3, if encrypted
//	Private-Lines: 2                       the private fields, encrypted
//	S831CIxakxuyZBgu6zq6y+Eyaq/G4J1iEeCr…
//	Private-MAC: ad5de0a6d647c96b…         in hex
//
// The MAC is of the five parts as strings (wire): type, encryption, comment, public blob,
// private fields before encryption.
type ppk struct {
	version    int
	typ        string
	encryption string
	comment    string
	blob       []byte
	kdf        ppkKDF
	private    []byte // the caller wipes it
	mac        []byte
}

const ppkMagic = "PuTTY-User-Key-File-"

// parsePPK reads a file, and decrypts it.
func parsePPK(file, passphrase []byte) (*PrivateKey, error) {
	f, err := readPPK(file)
	if f != nil {
		defer mem.Wipe(f.private)
	}
	if err != nil {
		return nil, err
	}
	if name, err := BlobType(f.blob); err != nil || name != f.typ {
		return nil, malformed("PPK file is declared as %s, and its public key is not", escape(f.typ))
	}
	public, err := ParsePublicKey(f.blob)
	if err != nil {
		return nil, err
	}
	public = public.Plain() // PuTTY keeps a certificate with the key that it is of
	if f.encrypted() && len(passphrase) == 0 {
		return nil, &EncryptedError{Cipher: f.encryption, KDF: f.kdf.name, Public: public}
	}
	if err := f.open(passphrase); err != nil {
		return nil, err
	}
	k, err := f.privateKey(public)
	if err != nil {
		return nil, err
	}
	if !k.public.Equal(public) {
		k.Wipe()
		return nil, errMismatch
	}
	k.comment = f.comment
	return k, nil
}

func (f *ppk) encrypted() bool { return f.encryption != "none" }

// privateKey reads the private fields, which are without their names and what the public
// key has.
func (f *ppk) privateKey(public *PublicKey) (*PrivateKey, error) {
	r := wire.NewNamedReader("private part of the PPK file", f.private)
	switch m := public.material.(type) {
	case rsaKey:
		n := rsa.Numbers{N: m.N(), E: wire.AppendUint32(nil, m.E()), D: r.Mpint(), P: r.Mpint(), Q: r.Mpint(), Qinv: r.Mpint()}
		if err := f.end(&r); err != nil {
			return nil, err
		}
		return NewRSA(&n)
	case ecdsaKey:
		d := r.Mpint()
		if err := f.end(&r); err != nil {
			return nil, err
		}
		return newShortECDSA(m.Curve(), d)
	case ed25519Key:
		var seed [ed25519Seed]byte
		defer mem.Wipe(seed[:])
		if err := f.seed(&r, seed[:]); err != nil {
			return nil, err
		}
		return NewEd25519(seed[:]), nil
	case ed448Key:
		var seed [ed448.SeedSize]byte
		defer mem.Wipe(seed[:])
		if err := f.seed(&r, seed[:]); err != nil {
			return nil, err
		}
		return NewEd448(seed[:]), nil
	}
	return nil, &UnsupportedError{What: "PPK form of key type", Name: f.typ}
}

// seed reads a string. Where it is shorter than seed, zeros are missing at its end: some
// versions of PuTTY have taken it for a number, lowest byte first.
func (f *ppk) seed(r *wire.Reader, seed []byte) error {
	b := r.Bytes()
	if err := f.end(r); err != nil {
		return err
	}
	if len(b) > len(seed) {
		return malformed("PPK file has a seed of %d bytes instead of %d", len(b), len(seed))
	}
	copy(seed, b)
	return nil
}

// end is the end of the private part, behind which something random fills a block where
// it is encrypted.
func (f *ppk) end(r *wire.Reader) error {
	if f.encrypted() && r.Len() < aes.BlockSize {
		r.Rest()
	}
	if err := r.End(); err != nil {
		return malformed("%w", err)
	}
	return nil
}

// A ppkReader takes headers off the front of a file. Its first error sticks.
type ppkReader struct {
	rest []byte
	err  error
}

// readPPK reads the headers and their lines. What it returns with an error is to be
// wiped too.
func readPPK(file []byte) (*ppk, error) {
	r := &ppkReader{rest: bytes.TrimLeft(file, blank)}
	f := new(ppk)
	switch {
	case bytes.HasPrefix(r.rest, []byte(ppkMagic+"3:")):
		f.version = 3
	case bytes.HasPrefix(r.rest, []byte(ppkMagic+"2:")):
		f.version = 2
	default:
		return nil, malformed("PPK file is cut off, or of a version other than 2 and 3")
	}
	f.typ = r.header(ppkMagic + strconv.Itoa(f.version))
	f.encryption = r.header("Encryption")
	f.comment = r.header("Comment")
	f.blob = r.lines("Public-Lines")
	if r.err == nil && f.encrypted() && f.encryption != ppkCipher {
		return nil, &UnsupportedError{What: "cipher of a PPK file", Name: f.encryption}
	}
	if r.err == nil && f.encrypted() {
		f.kdf = r.kdf(f.version)
	}
	f.private = r.lines("Private-Lines")
	f.mac = r.hex("Private-MAC", 64)
	if r.err == nil && len(bytes.TrimSpace(r.rest)) > 0 {
		r.err = malformed("PPK file has text after its end")
	}
	if r.err == nil && f.encrypted() && (len(f.private) == 0 || len(f.private)%aes.BlockSize != 0) {
		r.err = malformed("PPK file: %d bytes of ciphertext are no whole blocks", len(f.private))
	}
	return f, r.err
}

// header returns the value of the next header, which must have that name.
func (r *ppkReader) header(name string) string {
	if r.err != nil {
		return ""
	}
	line, rest, ok := bytes.Cut(r.rest, []byte("\n"))
	value, named := strings.CutPrefix(strings.TrimSuffix(string(line), "\r"), name+": ")
	if !ok && name != "Private-MAC" || !named {
		r.err = malformed("PPK file is cut off or damaged: its line %s is missing", name)
		return ""
	}
	r.rest = rest
	return value
}

// number is a header of a decimal number of at most max.
func (r *ppkReader) number(name string, max uint32) uint32 {
	text := r.header(name)
	if r.err != nil {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || uint32(n) > max {
		r.err = malformed("PPK file: %s is not a number of at most %d", name, max)
		return 0
	}
	return uint32(n)
}

// hex is a header of at most max bytes in hex.
func (r *ppkReader) hex(name string, max int) []byte {
	text := r.header(name)
	if r.err != nil {
		return nil
	}
	b, err := hex.DecodeString(text)
	if err != nil || len(b) == 0 || len(b) > max {
		r.err = malformed("PPK file: %s is not 1 to %d bytes in hex", name, max)
	}
	return b
}

// lines returns what is in the lines of base64 that a header counts.
func (r *ppkReader) lines(name string) []byte {
	n := r.number(name, maxPrivateFile/2)
	text := r.rest
	for range n {
		if i := bytes.IndexByte(r.rest, '\n'); i >= 0 {
			r.rest = r.rest[i+1:]
		} else {
			r.rest = nil
		}
	}
	if r.err != nil {
		return nil
	}
	data, ok := decodeBase64(text[:len(text)-len(r.rest)])
	if !ok {
		r.err = malformed("PPK file is damaged: what follows %s is not base64", name)
	}
	return data
}

// open decrypts the private part in place and checks the MAC.
func (f *ppk) open(passphrase []byte) error {
	if !f.encrypted() {
		passphrase = nil
	}
	s, err := f.secrets(passphrase)
	if err != nil {
		return err
	}
	defer s.wipe()
	if f.encrypted() {
		decryptCBC(s.key[:], s.iv[:], f.private)
	}
	mac := s.mac()
	defer mac.Wipe()
	var length [4]byte
	for _, part := range [][]byte{[]byte(f.typ), []byte(f.encryption), []byte(f.comment), f.blob, f.private} {
		mac.Write(wire.AppendUint32(length[:0], uint32(len(part))))
		mac.Write(part)
	}
	switch {
	case ct.Equal(mac.Sum(nil), f.mac).Public():
		return nil
	case f.encrypted():
		return ErrPassphrase
	}
	return malformed("PPK file is damaged: its MAC is wrong")
}
