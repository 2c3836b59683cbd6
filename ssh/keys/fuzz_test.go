package keys

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/glassh/glassh/primitives/nist"
	"github.com/glassh/glassh/wire"
)

// The parsers behind a decryption, which no fuzzer would get through, and the parts of
// those in front of one, whose work it would have done for days. Whatever is read comes
// back when it is written.

func FuzzOpenSSHSection(f *testing.F) {
	c := findCipher("aes256-ctr")
	k := NewEd25519(make([]byte, 32))
	section := wire.AppendText(k.material.appendPrivate(wire.AppendText(make([]byte, 8), k.typ.name)), "me")
	f.Add(append(section, 1, 2, 3, 4, 5, 6))
	f.Fuzz(func(t *testing.T, section []byte) {
		k, err := parseSection(section, c)
		if err != nil {
			return
		}
		again := append(bytes.Clone(section[:8]), wire.AppendText(nil, k.typ.name)...)
		again = wire.AppendText(k.material.appendPrivate(again), k.comment)
		if !bytes.HasPrefix(section, again) {
			t.Errorf("%x came back as %x", section, again)
		}
	})
}

func FuzzPKCS8(f *testing.F) {
	p256, err := NewECDSA(nist.P256, bytes.Repeat([]byte{1}, 32))
	if err != nil {
		f.Fatal(err)
	}
	for _, k := range []*PrivateKey{NewEd25519(make([]byte, 32)), NewEd448(make([]byte, 57)), p256} {
		data, err := k.pkcs8(0)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := parsePKCS8(data)
		if err != nil {
			return
		}
		again, err := k.pkcs8(0)
		if err != nil {
			t.Fatal(err)
		}
		if k2, err := parsePKCS8(again); err != nil || !k2.public.Equal(k.public) {
			t.Errorf("the key does not come back: %v", err)
		}
	})
}

func FuzzSEC1(f *testing.F) {
	for _, row := range curves {
		k, err := NewECDSA(row.curve, bytes.Repeat([]byte{1}, row.curve.Size()))
		if err != nil {
			f.Fatal(err)
		}
		_, data, err := k.pem(0)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := parseSEC1(data, "")
		if err != nil {
			return
		}
		_, again, err := k.pem(0)
		if err != nil {
			t.Fatal(err)
		}
		if k2, err := parseSEC1(again, ""); err != nil || !k2.public.Equal(k.public) {
			t.Errorf("the key does not come back: %v", err)
		}
	})
}

func FuzzPKCS1(f *testing.F) {
	f.Add(sequence(smallInteger(0), smallInteger(0xc5), smallInteger(3), smallInteger(7), smallInteger(11), smallInteger(13),
		smallInteger(1), smallInteger(1), smallInteger(1)).der(0))
	f.Fuzz(func(t *testing.T, data []byte) {
		if k, err := parsePKCS1(data); err == nil {
			t.Errorf("%s: a fuzzer has found an RSA key", k.public)
		}
		parsePKCS1Public(data)
	})
}

func FuzzPBES2(f *testing.F) {
	p := pbes2{cipher: &blockCiphers[0], prf: &keyedHashes[1], salt: []byte("salt"), iv: make([]byte, 16), iterations: 2048}
	f.Add(p.node(make([]byte, 64)).der(0))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, ciphertext, err := parsePBES2(data)
		if err != nil {
			return
		}
		again, same, err := parsePBES2(p.node(ciphertext).der(0))
		if err != nil || !bytes.Equal(same, ciphertext) || again.cipher != p.cipher || again.prf != p.prf ||
			again.iterations != p.iterations || !bytes.Equal(again.salt, p.salt) {
			t.Errorf("%+v came back as %+v, %v", p, again, err)
		}
	})
}

// FuzzPPK reads files as if their MAC were right.
func FuzzPPK(f *testing.F) {
	file, err := os.ReadFile("testdata/zero.ppk")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add(bytes.Replace(file, []byte("-3:"), []byte("-2:"), 1))
	f.Add([]byte(strings.Replace(strings.Replace(string(file), "none", "aes256-cbc", 1), "Private-Lines",
		"Key-Derivation: Argon2id\nArgon2-Memory: 8192\nArgon2-Passes: 21\nArgon2-Parallelism: 1\nArgon2-Salt: 63ec\nPrivate-Lines", 1)))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := readPPK(file)
		if err != nil {
			return
		}
		if public, err := ParsePublicKey(p.blob); err == nil {
			p.privateKey(public.Plain())
		}
	})
}
