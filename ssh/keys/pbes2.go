package keys

import (
	"io"

	"github.com/glassh/glassh/aes"
	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/primitives/mem"
)

// An encrypted PKCS#8 file (RFC 5958 §3) holds the scheme, and a PrivateKeyInfo that is
// padded to whole blocks and encrypted. The scheme here is PBES2 (RFC 8018 §6.2 and A.4):
//
//	SEQUENCE {
//	  SEQUENCE { pbes2, SEQUENCE {
//	    SEQUENCE { pbkdf2, SEQUENCE { salt, iterations, [length of the key,] [PRF] } }
//	    SEQUENCE { aes256-cbc, OCTET STRING iv } } }
//	  OCTET STRING ciphertext }
//
//	key = PBKDF2(PRF, passphrase, salt, iterations)      the PRF is HMAC-SHA-1 if none is named
type pbes2 struct {
	cipher     *blockCipher
	prf        *keyedHash
	salt, iv   []byte
	iterations int
	keyLen     int // as the file says, or -1
}

// maxIterations of PBKDF2 are taken: about 10 s, and 1 s where the CPU has instructions for
// the hash. OWASP advises 600,000 with SHA-256 (2023), which is what is written.
const (
	maxIterations   = 10_000_000
	writeIterations = 600_000
)

type blockCipher struct {
	oid, name string
	key       int // bytes
}

var blockCiphers = []blockCipher{
	{oidAES256CBC, "aes256-cbc", 32},
	{oidAES192CBC, "aes192-cbc", 24},
	{oidAES128CBC, "aes128-cbc", 16},
}

type keyedHash struct {
	oid, name string
	new       func(key []byte) *hmac.MAC
}

var keyedHashes = []keyedHash{
	{oidHMACSHA1, "HMAC-SHA-1", hmac.NewSHA1},
	{oidHMACSHA256, "HMAC-SHA-256", hmac.NewSHA256},
	{oidHMACSHA384, "HMAC-SHA-384", hmac.NewSHA384},
	{oidHMACSHA512, "HMAC-SHA-512", hmac.NewSHA512},
}

const partEncrypted = "encrypted private key (PKCS#8)"

// parsePBES2 reads all but the ciphertext, which it returns besides.
func parsePBES2(data []byte) (p *pbes2, ciphertext []byte, err error) {
	outer := newDER(data)
	r := outer.inside(tagSequence)
	outer.end()
	scheme := r.inside(tagSequence)
	oid := scheme.oid()
	ciphertext = r.octets()
	r.end()
	if err := r.err(partEncrypted); err != nil {
		return nil, nil, err
	}
	if oid != oidPBES2 {
		return nil, nil, unsupportedOID("encryption of a PKCS#8 file", oid)
	}
	both := scheme.inside(tagSequence)
	scheme.end()
	kdf, cipher := both.inside(tagSequence), both.inside(tagSequence)
	both.end()
	p = new(pbes2)
	if err := p.parseKDF(kdf); err != nil {
		return nil, nil, err
	}
	if err := p.parseCipher(cipher); err != nil {
		return nil, nil, err
	}
	if n := len(ciphertext); n == 0 || n%aes.BlockSize != 0 {
		return nil, nil, malformed("%s: %d bytes of ciphertext are no whole blocks", partEncrypted, n)
	}
	return p, ciphertext, nil
}

func (p *pbes2) parseKDF(r derReader) error {
	oid := r.oid()
	if err := r.err(partEncrypted); err != nil {
		return err
	}
	if oid != oidPBKDF2 {
		return unsupportedOID("KDF of a PKCS#8 file", oid)
	}
	options := r.inside(tagSequence)
	r.end()
	p.salt, p.iterations = options.octets(), options.small()
	p.keyLen = -1
	if tag, ok := options.next(); ok && tag == tagInteger {
		p.keyLen = options.small()
	}
	prf := oidHMACSHA1
	if named, ok := options.optional(tagSequence); ok {
		prf = named.oid()
		if tag, ok := named.next(); ok && tag == tagNull {
			named.null()
		}
		named.end()
	}
	options.end()
	if err := r.err(partEncrypted); err != nil {
		return err
	}
	for i := range keyedHashes {
		if keyedHashes[i].oid == prf {
			p.prf = &keyedHashes[i]
		}
	}
	switch {
	case p.prf == nil:
		return unsupportedOID("hash function of PBKDF2", prf)
	case len(p.salt) > maxSalt:
		return malformed("%s has a salt of %d bytes: up to %d are taken", partEncrypted, len(p.salt), maxSalt)
	case p.iterations < 1 || p.iterations > maxIterations:
		return malformed("%s asks for %d iterations of PBKDF2: 1 to %d are taken", partEncrypted, p.iterations, maxIterations)
	}
	return nil
}

func (p *pbes2) parseCipher(r derReader) error {
	oid := r.oid()
	if err := r.err(partEncrypted); err != nil {
		return err
	}
	for i := range blockCiphers {
		if blockCiphers[i].oid == oid {
			p.cipher = &blockCiphers[i]
		}
	}
	if p.cipher == nil {
		return unsupportedOID("cipher of a PKCS#8 file", oid)
	}
	p.iv = r.octets()
	r.end()
	if err := r.err(partEncrypted); err != nil {
		return err
	}
	if len(p.iv) != aes.BlockSize {
		return malformed("%s has an IV of %d bytes instead of 16", partEncrypted, len(p.iv))
	}
	if p.keyLen >= 0 && p.keyLen != p.cipher.key {
		return malformed("%s wants a key of %d bytes for %s", partEncrypted, p.keyLen, p.cipher.name)
	}
	return nil
}

// key derives the cipher's key; the caller wipes it.
func (p *pbes2) key(passphrase []byte) ([]byte, error) {
	key := make([]byte, p.cipher.key)
	if err := hmac.PBKDF2(key, p.prf.new, passphrase, p.salt, p.iterations); err != nil {
		return nil, malformed("%w", err)
	}
	return key, nil
}

// parseEncryptedPKCS8 decrypts data in place and reads it.
func parseEncryptedPKCS8(data, passphrase []byte) (*PrivateKey, error) {
	p, ciphertext, err := parsePBES2(data)
	if err != nil {
		return nil, err
	}
	if len(passphrase) == 0 {
		return nil, &EncryptedError{Cipher: p.cipher.name, KDF: "PBKDF2-" + p.prf.name}
	}
	key, err := p.key(passphrase)
	if err != nil {
		return nil, err
	}
	defer mem.Wipe(key)
	plain, err := openBlocks(key, p.iv, ciphertext)
	if err != nil {
		return nil, err
	}
	return parsePKCS8(plain)
}

// openBlocks decrypts in place, and takes the padding off: n bytes n (RFC 8018 §6.1.1).
// What comes out must be one SEQUENCE, which one wrong passphrase in millions makes: an
// error about what is in it is one of the file.
func openBlocks(key, iv, data []byte) ([]byte, error) {
	decryptCBC(key, iv, data)
	n := int(data[len(data)-1])
	if n == 0 || n > aes.BlockSize {
		return nil, ErrPassphrase
	}
	data, padding := data[:len(data)-n], data[len(data)-n:]
	for _, b := range padding {
		if int(b) != n {
			return nil, ErrPassphrase
		}
	}
	r := newDER(data)
	r.element(tagSequence)
	r.end()
	if r.err("") != nil {
		return nil, ErrPassphrase
	}
	return data, nil
}

// sealBlocks pads data, for which it has room, and encrypts it in place.
func sealBlocks(key, iv, data []byte) []byte {
	n := aes.BlockSize - len(data)%aes.BlockSize
	for range n {
		data = append(data, byte(n))
	}
	encryptCBC(key, iv, data)
	return data
}

// MarshalEncryptedPKCS8 is [PrivateKey.MarshalPKCS8] with a passphrase of one byte at
// least: AES-256-CBC, and PBKDF2 with HMAC-SHA-256 and 600,000 iterations, which is 0.6 s,
// or a tenth of that where the CPU has instructions for SHA-256. It reads 32 bytes from
// rand, for salt and IV.
func (k *PrivateKey) MarshalEncryptedPKCS8(rand io.Reader, passphrase []byte) ([]byte, error) {
	if len(passphrase) == 0 {
		return nil, errNoPassphrase
	}
	random, err := readRandom(rand, saltLen+aes.BlockSize, "salt and IV")
	if err != nil {
		return nil, err
	}
	p := pbes2{cipher: &blockCiphers[0], prf: &keyedHashes[1],
		salt: random[:saltLen], iv: random[saltLen:], iterations: writeIterations}
	data, err := k.pkcs8(aes.BlockSize)
	if err != nil {
		return nil, err
	}
	defer mem.Wipe(data)
	key, err := p.key(passphrase)
	if err != nil {
		return nil, err
	}
	defer mem.Wipe(key)
	data = sealBlocks(key, p.iv, data)
	return armour{label: labelEncrypted}.encode(p.node(data).der(0)), nil
}

// node returns the file's DER.
func (p *pbes2) node(ciphertext []byte) node {
	kdf := sequence(object(oidPBKDF2), sequence(
		octetString(p.salt), smallInteger(p.iterations), sequence(object(p.prf.oid), null)))
	cipher := sequence(object(p.cipher.oid), octetString(p.iv))
	return sequence(sequence(object(oidPBES2), sequence(kdf, cipher)), octetString(ciphertext))
}
