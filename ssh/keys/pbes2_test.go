package keys

import (
	"errors"
	"strings"
	"testing"
)

// What an encrypted PKCS#8 file says about how to decrypt it is looked at before any work
// is done, and before a passphrase is asked for.
func TestHostilePBES2IsRefused(t *testing.T) {
	for _, c := range []struct {
		name, want string
		spoil      func(*pbes2)
	}{
		{"no iteration", "asks for 0 iterations", func(p *pbes2) { p.iterations = 0 }},
		{"many iterations", "asks for 10000001 iterations", func(p *pbes2) { p.iterations = maxIterations + 1 }},
		{"2 billion iterations", "asks for 2147483647 iterations", func(p *pbes2) { p.iterations = 1<<31 - 1 }},
		{"a long salt", "a salt of 1025 bytes", func(p *pbes2) { p.salt = make([]byte, maxSalt+1) }},
		{"a short IV", "an IV of 15 bytes", func(p *pbes2) { p.iv = p.iv[:15] }},
		{"another PRF", "hash function of PBKDF2 HMAC-SHA-224 is not supported", func(p *pbes2) {
			p.prf = &keyedHash{oid: "\x2a\x86\x48\x86\xf7\x0d\x02\x08"}
		}},
		{"another cipher", "cipher of a PKCS#8 file 3des-cbc is not supported", func(p *pbes2) {
			p.cipher = &blockCipher{oid: "\x2a\x86\x48\x86\xf7\x0d\x03\x07"}
		}},
	} {
		p := pbes2{cipher: &blockCiphers[0], prf: &keyedHashes[1], salt: []byte("salt"), iv: make([]byte, 16), iterations: 1}
		var encrypted *EncryptedError
		good := armour{label: labelEncrypted}.encode(p.node(make([]byte, 32)).der(0))
		if _, err := ParsePrivate(good); !errors.As(err, &encrypted) {
			t.Fatalf("the file to be spoilt: %v", err)
		}
		c.spoil(&p)
		_, err := ParsePrivate(armour{label: labelEncrypted}.encode(p.node(make([]byte, 32)).der(0)))
		if err == nil || errors.As(err, &encrypted) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

// The length of the key may be in the file, and is that of the cipher then.
func TestPBES2WithALengthOfTheKey(t *testing.T) {
	p := pbes2{cipher: &blockCiphers[0], prf: &keyedHashes[0], salt: []byte("salt"), iv: make([]byte, 16), iterations: 1}
	for _, c := range []struct {
		length int
		want   string
	}{{32, "protected by a passphrase"}, {16, "wants a key of 16 bytes for aes256-cbc"}, {0, "wants a key of 0 bytes"}} {
		n := p.node(make([]byte, 16))
		options := &n.children[0].children[1].children[0].children[1]
		options.children = []node{options.children[0], options.children[1], smallInteger(c.length)} // and the usual PRF
		_, err := ParsePrivate(armour{label: labelEncrypted}.encode(n.der(0)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d: want an error with %q, got %v", c.length, c.want, err)
		}
	}
}

// What is inside of files that are whole, and wrong.
func TestPKCS8OfWrongContent(t *testing.T) {
	seed := octetsOf(octetString(make([]byte, 32)))
	ed := sequence(object(oidEd25519))
	ec := sequence(object(oidEC), object(oidP256))
	scalar := octetString([]byte{7})
	file := func(children ...node) []byte { return armour{label: labelPKCS8}.encode(sequence(children...).der(0)) }
	public := func(b []byte) node { return node{tag: tagContextRaw + 1, zero: true, content: b} }
	own := NewEd25519(make([]byte, 32)).PublicKey().Blob()[4+11+4:]
	for _, c := range []struct {
		name, want string // "" is no error
		file       []byte
	}{
		{"a seed", "", file(smallInteger(0), ed, seed)},
		{"version 2 of RFC 5958", "", file(smallInteger(1), ed, seed, public(own))},
		{"attributes", "", file(smallInteger(0), ed, seed, context(0, sequence()))},
		{"another public key", "do not belong together", file(smallInteger(1), ed, seed, public(make([]byte, 32)))},
		{"version 3", "version 2: 0 and 1 are known", file(smallInteger(2), ed, seed)},
		{"a seed of 31 bytes", "a seed of 31 bytes", file(smallInteger(0), ed, octetsOf(octetString(make([]byte, 31))))},
		{"a parameter too many", "left over", file(smallInteger(0), sequence(object(oidEd25519), null), seed)},
		{"RSA without its NULL", "(DER)", file(smallInteger(0), sequence(object(oidRSA)), seed)},
		{"a scalar", "", file(smallInteger(0), ec, octetsOf(sequence(smallInteger(1), scalar)))},
		{"two curves", "names two curves", file(smallInteger(0), ec, octetsOf(sequence(smallInteger(1), scalar, context(0, object(oidP384)))))},
		{"a scalar of 33 bytes", "33 bytes instead of 32", file(smallInteger(0), ec, octetsOf(sequence(smallInteger(1), octetString(make([]byte, 33)))))},
		{"a scalar of 0", "ecdsa: ", file(smallInteger(0), ec, octetsOf(sequence(smallInteger(1), octetString(nil))))},
		{"EC version 0", "version 0 instead of 1", file(smallInteger(0), ec, octetsOf(sequence(smallInteger(0), scalar)))},
		{"RSA with more primes", "more than two primes", armour{label: labelPKCS1}.encode(sequence(smallInteger(1)).der(0))},
		{"EC without a curve", "does not name its curve", armour{label: labelSEC1}.encode(sequence(smallInteger(1), scalar).der(0))},
	} {
		_, err := ParsePrivate(c.file)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

func TestHeadersOfOldPEM(t *testing.T) {
	const begin, end = "-----BEGIN EC PRIVATE KEY-----\n", "\nAAAA\n-----END EC PRIVATE KEY-----\n"
	iv := strings.Repeat("0A", 16)
	for _, c := range []struct{ name, headers, want string }{
		{"of a file that is not encrypted", "", "(DER)"},
		{"in order", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC," + iv + "\n", "protected by a passphrase (cipher AES-256-CBC, KDF MD5)"},
		{"with CR LF", "Proc-Type: 4,ENCRYPTED\r\nDEK-Info: AES-256-CBC," + iv + "\r\n", "protected by a passphrase"},
		{"of another cipher", "Proc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC," + iv + "\n", "cipher of a private key file DES-EDE3-CBC is not supported"},
		{"of a cipher with an escape sequence", "Proc-Type: 4,ENCRYPTED\nDEK-Info: \x1b[2J," + iv + "\n", `"\x1b[2J" is not supported`},
		{"with a short IV", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n", "its IV is not 16 bytes in hex"},
		{"without an IV", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC\n", "the headers of the private key file are damaged"},
		{"of another kind", "Proc-Type: 4,MIC-ONLY\nDEK-Info: AES-128-CBC," + iv + "\n", "the headers of the private key file are damaged"},
		{"that nobody knows", "Comment: x\n", "the headers of the private key file are damaged"},
	} {
		_, err := ParsePrivate([]byte(begin + c.headers + end))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("headers %s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}
