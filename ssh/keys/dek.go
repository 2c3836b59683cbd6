package keys

import (
	"encoding/hex"
	"io"
	"strings"

	"github.com/glassh/glassh/aes"
	"github.com/glassh/glassh/primitives/md5"
	"github.com/glassh/glassh/primitives/mem"
)

// The old encryption of PKCS#1 and SEC 1 files, which ssh-keygen -m PEM still writes.
// The headers are RFC 1421's (§4.6.1.3), the key is OpenSSL's way to make one
// (EVP_BytesToKey with MD5 and one iteration): whoever has the file tries millions of
// passphrases a second.
//
//	Proc-Type: 4,ENCRYPTED
//	DEK-Info: AES-128-CBC,iv in hex
//
//	D₀ = nothing;  Dᵢ = MD5(Dᵢ₋₁ ‖ passphrase ‖ first 8 bytes of iv)
//	key = front of D₁ ‖ D₂ ‖ …
var dekCiphers = []struct {
	name string
	key  int // bytes
}{{"AES-128-CBC", 16}, {"AES-192-CBC", 24}, {"AES-256-CBC", 32}}

// A dek is how such a file is encrypted.
type dek struct {
	name string
	key  int
	iv   []byte
}

// parseDEK reads the headers. It returns nil if there are none.
func parseDEK(a armour) (*dek, error) {
	if len(a.headers) == 0 {
		return nil, nil
	}
	name, ivHex, ok := strings.Cut(a.header("DEK-Info"), ",")
	if a.header("Proc-Type") != "4,ENCRYPTED" || !ok {
		return nil, malformed("the headers of the private key file are damaged: there must be Proc-Type: 4,ENCRYPTED and DEK-Info")
	}
	for _, c := range dekCiphers {
		if c.name != name {
			continue
		}
		iv, err := hex.DecodeString(ivHex)
		if err != nil || len(iv) != aes.BlockSize {
			return nil, malformed("the header DEK-Info of the private key file is damaged: its IV is not 16 bytes in hex")
		}
		return &dek{c.name, c.key, iv}, nil
	}
	return nil, &UnsupportedError{What: "cipher of a private key file", Name: name}
}

// derive makes the key; the caller wipes it.
func (d *dek) derive(passphrase []byte) []byte {
	const enough = 2 * md5.Size // the longest key
	all := make([]byte, 0, enough)
	h := md5.New()
	defer h.Wipe()
	for len(all) < d.key {
		h.Reset()
		if n := len(all); n > 0 {
			h.Write(all[n-md5.Size:])
		}
		h.Write(passphrase)
		h.Write(d.iv[:8])
		all = h.Sum(all)
	}
	mem.Wipe(all[d.key:])
	return all[:d.key]
}

// open decrypts data in place.
func (d *dek) open(data, passphrase []byte) ([]byte, error) {
	if len(passphrase) == 0 {
		return nil, &EncryptedError{Cipher: d.name, KDF: "MD5"}
	}
	if len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, malformed("encrypted private key: %d bytes of ciphertext are no whole blocks", len(data))
	}
	key := d.derive(passphrase)
	defer mem.Wipe(key)
	return openBlocks(key, d.iv, data)
}

// MarshalPEM returns the key as ssh-keygen -m PEM does, without its comment: an RSA key
// as "RSA PRIVATE KEY" (PKCS#1), an ECDSA key as "EC PRIVATE KEY" (SEC 1). Other types
// are an *UnsupportedError. The caller writes the file with mode 0600, and wipes it.
func (k *PrivateKey) MarshalPEM() ([]byte, error) {
	label, data, err := k.pem(0)
	if err != nil {
		return nil, err
	}
	defer mem.Wipe(data)
	return armour{label: label}.encode(data), nil
}

// MarshalEncryptedPEM is [PrivateKey.MarshalPEM] with a passphrase of one byte at least,
// AES-128-CBC, and a key derivation that resists no search: it is for programs that read
// nothing newer. It reads 16 bytes from rand, for the IV.
func (k *PrivateKey) MarshalEncryptedPEM(rand io.Reader, passphrase []byte) ([]byte, error) {
	if len(passphrase) == 0 {
		return nil, errNoPassphrase
	}
	iv, err := readRandom(rand, aes.BlockSize, "the IV")
	if err != nil {
		return nil, err
	}
	label, data, err := k.pem(aes.BlockSize)
	if err != nil {
		return nil, err
	}
	defer mem.Wipe(data)
	d := dek{dekCiphers[0].name, dekCiphers[0].key, iv}
	key := d.derive(passphrase)
	defer mem.Wipe(key)
	headers := "Proc-Type: 4,ENCRYPTED\nDEK-Info: " + d.name + "," + strings.ToUpper(hex.EncodeToString(iv)) + "\n\n"
	return armour{label: label, headers: []byte(headers)}.encode(sealBlocks(key, iv, data)), nil
}

// pem returns the key in the old form of its type, with room for spare bytes behind it.
// The caller wipes it.
func (k *PrivateKey) pem(spare int) (label string, data []byte, err error) {
	switch m := k.material.(type) {
	case nil:
		return "", nil, errWiped
	case *rsaSecret:
		n, wipe := m.pkcs1()
		defer wipe()
		return labelPKCS1, n.der(spare), nil
	case *ecdsaSecret:
		n, wipe := m.sec1(true)
		defer wipe()
		return labelSEC1, n.der(spare), nil
	}
	return "", nil, &UnsupportedError{What: "PEM form of key type", Name: k.typ.name}
}
