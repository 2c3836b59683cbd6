package keys

import (
	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/primitives/argon2"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha1"
)

// The keys of a PPK file. In version 3, Argon2 (RFC 9106) makes all of them:
//
//	key (32) ‖ iv (16) ‖ MAC key (32) = Argon2(passphrase, salt)      HMAC-SHA-256
//
// In version 2, SHA-1 does, which costs whoever tries passphrases next to nothing:
//
//	key     = front of SHA-1(00000000 ‖ passphrase) ‖ SHA-1(00000001 ‖ passphrase)
//	iv      = 0
//	MAC key = SHA-1("putty-private-key-file-mac-key" ‖ passphrase)    HMAC-SHA-1
//
// Where nothing is encrypted, the passphrase of version 2 is empty, and so is the MAC key
// of version 3: then the MAC finds accidents only.
type ppkSecrets struct {
	key    [32]byte
	iv     [16]byte
	macKey []byte
	mac    func() *hmac.MAC
}

const ppkCipher = "aes256-cbc"

// A ppkKDF is what a file of version 3 says of Argon2.
type ppkKDF struct {
	name   string
	params argon2.Params
	salt   []byte
}

// Bounds of Argon2. puttygen's default is 8 MiB and a tenth of a second; RFC 9106 §4
// advises 64 MiB and 3 passes, or 2 GiB and one. What is taken are half of the latter's
// memory, which a machine of this decade has, and as much work as of 16 such passes,
// about 20 s.
const (
	maxArgon2Memory = 1 << 20 // KiB
	maxArgon2Work   = 16 << 20
	maxArgon2Lanes  = 1 << 10
)

var argon2Variants = map[string]argon2.Variant{"Argon2d": argon2.D, "Argon2i": argon2.I, "Argon2id": argon2.ID}

// kdf reads the headers from Key-Derivation on; version 2 has none.
func (r *ppkReader) kdf(version int) (k ppkKDF) {
	if version == 2 {
		return ppkKDF{name: "SHA-1"}
	}
	k.name = r.header("Key-Derivation")
	variant, ok := argon2Variants[k.name]
	if r.err == nil && !ok {
		r.err = &UnsupportedError{What: "KDF of a PPK file", Name: k.name}
	}
	k.params.Variant = variant
	k.params.Memory = r.number("Argon2-Memory", maxArgon2Memory)
	k.params.Passes = r.number("Argon2-Passes", maxArgon2Work)
	k.params.Lanes = r.number("Argon2-Parallelism", maxArgon2Lanes)
	k.salt = r.hex("Argon2-Salt", maxSalt)
	if p := k.params; r.err == nil && uint64(p.Memory)*uint64(p.Passes) > maxArgon2Work {
		r.err = malformed("PPK file asks for %d passes of Argon2 over %d KiB: up to %d KiB in all are taken", p.Passes, p.Memory, maxArgon2Work)
	}
	return k
}

// secrets derives the keys; the caller wipes them.
func (f *ppk) secrets(passphrase []byte) (*ppkSecrets, error) {
	s := new(ppkSecrets)
	switch {
	case f.version == 2:
		s.fromSHA1(passphrase)
		s.mac = func() *hmac.MAC { return hmac.NewSHA1(s.macKey) }
		return s, nil
	case f.encrypted():
		var all [32 + 16 + 32]byte
		defer mem.Wipe(all[:])
		if err := argon2.Key(all[:], passphrase, f.kdf.salt, &f.kdf.params); err != nil {
			return nil, malformed("PPK file: %w", err)
		}
		copy(s.key[:], all[:32])
		copy(s.iv[:], all[32:48])
		s.macKey = append([]byte(nil), all[48:]...)
	}
	s.mac = func() *hmac.MAC { return hmac.NewSHA256(s.macKey) }
	return s, nil
}

func (s *ppkSecrets) fromSHA1(passphrase []byte) {
	h := sha1.New()
	defer h.Wipe()
	var both [2 * sha1.Size]byte
	defer mem.Wipe(both[:])
	for i := range 2 {
		h.Reset()
		h.Write([]byte{0, 0, 0, byte(i)})
		h.Write(passphrase)
		h.Sum(both[:i*sha1.Size])
	}
	copy(s.key[:], both[:])
	h.Reset()
	h.Write([]byte("putty-private-key-file-mac-key"))
	h.Write(passphrase)
	s.macKey = h.Sum(nil)
}

func (s *ppkSecrets) wipe() {
	mem.Wipe(s.key[:])
	mem.Wipe(s.iv[:])
	mem.Wipe(s.macKey)
}
