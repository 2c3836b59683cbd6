package keys

import (
	"github.com/glassh/glassh/aes"
	"github.com/glassh/glassh/chacha"
	"github.com/glassh/glassh/primitives/blowfish"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/wire"
)

// How an OpenSSH private key file is encrypted (OpenSSH's PROTOCOL.key §3): a key and an
// IV come from the passphrase, and encrypt the private part as if it were a packet.
//
//	KDF           "bcrypt"
//	KDF options   string salt ‖ uint32 rounds
//	key ‖ IV      = bcrypt_pbkdf(passphrase, salt, rounds)
//	file          … ‖ string ciphertext ‖ tag        the tag of an AEAD is outside of the string
//
// A file has a salt, and so a key, of its own: the IV need not be random.
const (
	bcryptKDF     = "bcrypt"
	saltLen       = 16 // as ssh-keygen writes it, in bytes
	maxSalt       = 1024
	defaultRounds = 24   // of ssh-keygen since OpenSSH 9.9: about 0.1 s
	maxRounds     = 2048 // about 10 s
	defaultCipher = "aes256-ctr"
)

// A fileCipher is a cipher that private key files are encrypted with.
type fileCipher struct {
	name    string
	key, iv int // lengths in bytes
	block   int // what the private part is padded to a multiple of
	tag     int
	mode    cipherMode
}

type cipherMode int

const (
	modeNone cipherMode = iota
	modeCTR
	modeCBC
	modeGCM
	modeChaCha
)

var fileCiphers = []fileCipher{
	{name: "none", block: 8},
	{name: "aes256-ctr", key: 32, iv: 16, block: 16, mode: modeCTR},
	{name: "aes192-ctr", key: 24, iv: 16, block: 16, mode: modeCTR},
	{name: "aes128-ctr", key: 16, iv: 16, block: 16, mode: modeCTR},
	{name: "aes256-cbc", key: 32, iv: 16, block: 16, mode: modeCBC},
	{name: "aes192-cbc", key: 24, iv: 16, block: 16, mode: modeCBC},
	{name: "aes128-cbc", key: 16, iv: 16, block: 16, mode: modeCBC},
	{name: "aes256-gcm@openssh.com", key: 32, iv: 12, block: 16, tag: 16, mode: modeGCM},
	{name: "aes128-gcm@openssh.com", key: 16, iv: 12, block: 16, tag: 16, mode: modeGCM},
	{name: "chacha20-poly1305@openssh.com", key: 64, block: 8, tag: chacha.TagSize, mode: modeChaCha},
}

func findCipher(name string) *fileCipher {
	for i := range fileCiphers {
		if fileCiphers[i].name == name {
			return &fileCiphers[i]
		}
	}
	return nil
}

// FileCiphers returns the names of the ciphers that private key files can be encrypted
// with, the default first.
func FileCiphers() []string {
	var names []string
	for _, c := range fileCiphers[1:] {
		names = append(names, c.name)
	}
	return names
}

// FileTag returns the length in bytes of the tag that a cipher of [FileCiphers] leaves
// behind the private part; 0 if it is none that authenticates.
func FileTag(cipher string) int {
	if c := findCipher(cipher); c != nil {
		return c.tag
	}
	return 0
}

// A bcryptOptions is how a key is made of a passphrase.
type bcryptOptions struct {
	salt   []byte
	rounds int
}

// parseBcryptOptions reads string salt, uint32 rounds. The rounds are the file's, and
// bounded: they cost whoever tries to read it.
func parseBcryptOptions(options []byte) (o bcryptOptions, err error) {
	r := wire.NewNamedReader("KDF options of the private key file", options)
	salt, rounds := r.At("salt").Bytes(), r.At("rounds").Uint32()
	switch err := r.End(); {
	case err != nil:
		return o, malformed("%w", err)
	case len(salt) == 0 || len(salt) > maxSalt:
		return o, malformed("private key file has a salt of %d bytes: 1 to %d are taken", len(salt), maxSalt)
	case rounds == 0 || rounds > maxRounds:
		return o, malformed("private key file asks for %d rounds of bcrypt_pbkdf: 1 to %d are taken", rounds, maxRounds)
	}
	return bcryptOptions{salt, int(rounds)}, nil
}

// derive makes the cipher's key and IV, side by side; the caller wipes them.
func (c *fileCipher) derive(passphrase []byte, o bcryptOptions) (key, iv []byte, err error) {
	both := make([]byte, c.key+c.iv)
	if err := blowfish.PBKDF(both, passphrase, o.salt, o.rounds); err != nil {
		return nil, nil, malformed("%w", err)
	}
	return both[:c.key], both[c.key:], nil
}

// seal encrypts data in place, all but the room for the tag at its end, and writes the
// tag there.
func (c *fileCipher) seal(key, iv, data []byte) {
	text := data[:len(data)-c.tag]
	switch c.mode {
	case modeCTR:
		xorCTR(key, iv, text)
	case modeCBC:
		encryptCBC(key, iv, text)
	case modeGCM:
		b, g := newGCM(key)
		defer b.Wipe()
		defer g.Wipe()
		g.Seal(data[:0], iv, text, nil)
	case modeChaCha:
		stream, mac := newChaChaPoly(key)
		defer stream.Wipe()
		defer mac.Wipe()
		stream.XORKeyStream(text, text)
		mac.Write(text)
		mac.Sum(data[:len(text)])
	}
}

// open decrypts in place what seal made, and reports whether the tag is right.
func (c *fileCipher) open(key, iv, data []byte) bool {
	text, tag := data[:len(data)-c.tag], data[len(data)-c.tag:]
	switch c.mode {
	case modeCTR:
		xorCTR(key, iv, text)
	case modeCBC:
		decryptCBC(key, iv, text)
	case modeGCM:
		b, g := newGCM(key)
		defer b.Wipe()
		defer g.Wipe()
		_, err := g.Open(data[:0], iv, data, nil)
		return err == nil
	case modeChaCha:
		stream, mac := newChaChaPoly(key)
		defer stream.Wipe()
		defer mac.Wipe()
		mac.Write(text)
		if !mac.Verify(tag) {
			return false
		}
		stream.XORKeyStream(text, text)
	}
	return true
}

func xorCTR(key, iv, data []byte) {
	b := newAES(key)
	defer b.Wipe()
	stream := aes.NewCTR(b, iv)
	defer stream.Wipe()
	stream.XORKeyStream(data, data)
}

func newGCM(key []byte) (*aes.Block, *aes.GCM) {
	b := newAES(key)
	return b, aes.NewGCM(b)
}

// newChaChaPoly is chacha20-poly1305@openssh.com for packet 0, which has no length in
// front: so the second half of the key has nothing to do. Block 0 of the stream is the
// MAC's key.
func newChaChaPoly(key []byte) (*chacha.Cipher, *chacha.Poly1305) {
	stream := chacha.New(key[:chacha.KeySize], make([]byte, 8))
	var polyKey [32]byte
	defer mem.Wipe(polyKey[:])
	stream.XORKeyStream(polyKey[:], polyKey[:])
	stream.SetCounter(1)
	return stream, chacha.NewPoly1305(&polyKey)
}

// newAES takes a key of 16, 24 or 32 bytes.
func newAES(key []byte) *aes.Block {
	b, err := aes.New(key)
	if err != nil {
		panic("keys: " + err.Error())
	}
	return b
}

// encryptCBC encrypts whole blocks in place.
func encryptCBC(key, iv, data []byte) {
	b := newAES(key)
	defer b.Wipe()
	c := aes.NewCBCEncrypter(b, iv)
	defer c.Wipe()
	c.CryptBlocks(data, data)
}

// decryptCBC undoes encryptCBC.
func decryptCBC(key, iv, data []byte) {
	b := newAES(key)
	defer b.Wipe()
	c := aes.NewCBCDecrypter(b, iv)
	defer c.Wipe()
	c.CryptBlocks(data, data)
}
