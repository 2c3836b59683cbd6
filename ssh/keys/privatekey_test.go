package keys_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

func readTestdata(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const (
	begin = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
	end   = "\n-----END OPENSSH PRIVATE KEY-----\n"
)

// armour wraps data the way the standard library would encode it, in one line.
func armour(data []byte) []byte {
	return []byte(begin + base64.StdEncoding.EncodeToString(data) + end)
}

// unwrap is the inverse, for any number of lines.
func unwrap(t testing.TB, file []byte) []byte {
	t.Helper()
	body := strings.TrimSuffix(strings.TrimPrefix(string(file), begin), end)
	data, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestParsePrivateMadeBySSHKeygen(t *testing.T) {
	file := readTestdata(t, "ed25519")
	k, err := keys.ParsePrivate(file)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.TrimSpace(string(readTestdata(t, "ed25519.pub")))
	if got := k.PublicKey().String() + " " + k.Comment(); got != want {
		t.Errorf("public half: want %s, got %s", want, got)
	}
	sig, err := k.Sign(nil, "ssh-ed25519", []byte("hello"))
	if err != nil || k.PublicKey().Verify("ssh-ed25519", []byte("hello"), sig) != nil {
		t.Errorf("the key does not sign: %v", err)
	}
}

// With the same check value, the file comes out byte for byte as ssh-keygen wrote it.
func TestMarshalIsByteIdenticalToSSHKeygen(t *testing.T) {
	file := readTestdata(t, "ed25519")
	k, err := keys.ParsePrivate(file)
	if err != nil {
		t.Fatal(err)
	}
	data := unwrap(t, file)
	at := bytes.LastIndex(data, []byte("\x00\x00\x00\x0bssh-ed25519")) - 8 // the two check values
	got, err := k.Marshal(bytes.NewReader(data[at : at+4]))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(file), string(got)); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
}

func TestPrivateKeyComesBackForEveryCommentLength(t *testing.T) {
	k := testKey(t)
	for n := range 100 {
		k.SetComment(strings.Repeat("c", n))
		file, err := k.Marshal(strings.NewReader("rand"))
		if err != nil {
			t.Fatal(err)
		}
		if data := unwrap(t, file); !bytes.Contains(data, []byte("randrand")) {
			t.Fatal("the check value is not what rand gave")
		}
		for line := range strings.Lines(string(file)) {
			if len(line) > 71 {
				t.Errorf("comment of %d: line of %d characters", n, len(line)-1)
			}
		}
		got, err := keys.ParsePrivate(file)
		if err != nil {
			t.Fatalf("comment of %d: %v", n, err)
		}
		if !got.PublicKey().Equal(k.PublicKey()) || got.Comment() != k.Comment() {
			t.Errorf("comment of %d: another key came back", n)
		}
	}
}

func TestWindowsLineEndsAndBlanksAround(t *testing.T) {
	file := string(readTestdata(t, "ed25519"))
	for name, text := range map[string]string{
		"CR LF":       strings.ReplaceAll(file, "\n", "\r\n"),
		"no line end": strings.TrimSuffix(file, "\n"),
		"blank lines": "\n\n" + file + "\n \n",
	} {
		if _, err := keys.ParsePrivate([]byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A parts is a private key file taken apart, so that a test can spoil one field.
type parts struct {
	magic, cipher, kdf, options string
	n                           uint32
	blob, more                  string
	check1, check2              uint32
	typ, public, private        string
	comment, padding            string
	trailing                    string
}

func (p parts) file() []byte {
	section := wire.AppendUint32(wire.AppendUint32(nil, p.check1), p.check2)
	section = append(section, blobOf(p.typ, p.public, p.private, p.comment)...)
	section = append(section, p.padding...)
	data := append([]byte(p.magic), blobOf(p.cipher, p.kdf, p.options)...)
	data = wire.AppendUint32(data, p.n)
	data = append(data, blobOf(p.blob)...)
	data = append(data, p.more...)
	data = append(wire.AppendString(data, section), p.trailing...)
	return armour(data)
}

func goodParts(t testing.TB) parts {
	public := string(unhex(t, publicHex))
	return parts{
		magic: "openssh-key-v1\x00", cipher: "none", kdf: "none", n: 1,
		blob: string(blobOf("ssh-ed25519", public)), check1: 7, check2: 7,
		typ: "ssh-ed25519", public: public, private: string(unhex(t, seedHex)) + public,
		comment: "c@example", padding: "\x01\x02\x03\x04", // 4+4+15+36+68+13 = 140
	}
}

func TestDamagedPrivateKeysAreRefused(t *testing.T) {
	other := string(keys.NewEd25519(make([]byte, 32)).PublicKey().Blob()[19:])
	for _, c := range []struct {
		name, want string
		spoil      func(*parts)
	}{
		{"another magic", "does not start with openssh-key-v1", func(p *parts) { p.magic = "openssh-key-v2\x00" }},
		{"a KDF without a cipher", "cipher none with KDF bcrypt", func(p *parts) { p.kdf = "bcrypt" }},
		{"KDF options without a KDF", "cipher none with KDF none", func(p *parts) { p.options = "x" }},
		{"no key", "holds 0 keys", func(p *parts) { p.n = 0 }},
		{"two keys", "holds 2 keys", func(p *parts) { p.n = 2; p.more = string(blobOf(p.blob)) }},
		{"4 billion keys", "holds 4294967295 keys", func(p *parts) { p.n = 0xffffffff }},
		{"trailing bytes", "trailing bytes", func(p *parts) { p.trailing = "\x00" }},
		{"check values that differ", "check values differ", func(p *parts) { p.check2++ }},
		{"no padding", "not a multiple of 8", func(p *parts) { p.padding = "" }},
		{"zero padding", "wrong padding", func(p *parts) { p.padding = "\x00\x00\x00\x00" }},
		{"padding out of order", "wrong padding", func(p *parts) { p.padding = "\x01\x02\x04\x03" }},
		{"padding that starts over", "wrong padding", func(p *parts) {
			for i := range 256 {
				p.padding += string([]byte{byte(i + 5)})
			}
		}},
		{"another public key outside", "do not belong together", func(p *parts) { p.blob = string(blobOf("ssh-ed25519", other)) }},
		{"another public key inside", "do not belong together", func(p *parts) { p.public = other }},
		{"another public key in the private one", "do not belong together", func(p *parts) { p.private = p.private[:32] + other }},
		{"another public key everywhere", "do not belong together", func(p *parts) {
			p.blob, p.public, p.private = string(blobOf("ssh-ed25519", other)), other, p.private[:32]+other
		}},
		{"a seed alone", "32 and 32 bytes instead of 32 and 64", func(p *parts) { p.private = p.private[:32] }},
		{"another type inside", "private key type ssh-ed25518 is not supported", func(p *parts) { p.typ = "ssh-ed25518" }},
		{"another type", "key type ssh-dss is not supported", func(p *parts) { p.blob = string(blobOf("ssh-dss", "")) }},
	} {
		p := goodParts(t)
		if _, err := keys.ParsePrivate(p.file()); err != nil {
			t.Fatalf("the file to be spoilt: %v", err)
		}
		c.spoil(&p)
		_, err := keys.ParsePrivate(p.file())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

// Writers pad to blocks of 16 as well, the size for aes256-ctr.
func TestLongerPaddingIsRead(t *testing.T) {
	p := goodParts(t)
	p.padding += "\x05\x06\x07\x08\x09\x0a\x0b\x0c"
	if _, err := keys.ParsePrivate(p.file()); err != nil {
		t.Error(err)
	}
}

func TestEveryCutOfAPrivateKeyIsRefused(t *testing.T) {
	data := unwrap(t, readTestdata(t, "ed25519"))
	for n := range data {
		if _, err := keys.ParsePrivate(armour(data[:n])); err == nil {
			t.Errorf("the first %d of %d bytes are taken for a key", n, len(data))
		}
	}
	text := bytes.TrimSpace(readTestdata(t, "ed25519"))
	for n := range text {
		if _, err := keys.ParsePrivate(text[:n]); err == nil {
			t.Errorf("the first %d of %d characters are taken for a key", n, len(text))
		}
	}
}

func TestOtherFilesGivenAsAPrivateKey(t *testing.T) {
	const secret = "SECRETSECRET"
	for _, c := range []struct{ name, text, found, hint string }{
		{"nothing", "", "an empty file", "file name"},
		{"blanks", " \n\n", "an empty file", "file name"},
		{"DSA", "-----BEGIN DSA PRIVATE KEY-----\n" + secret, "a DSA private key", "ssh-keygen -t ed25519"},
		{"RFC 4716", "---- BEGIN SSH2 PUBLIC KEY ----\n" + secret, "public key in RFC 4716", "without .pub"},
		{"ssh.com", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n" + secret, "ssh.com", "puttygen"},
		{"SSH 1", "SSH PRIVATE KEY FILE FORMAT 1.1\n\x00" + secret, "version 1", "ssh-keygen -t ed25519"},
		{"a .pub file", string(readTestdata(t, "ed25519.pub")), "a public key", "without .pub"},
		{"a .pub file of RSA", "ssh-rsa AAAAB3NzaC1yc2E= x\n", "a public key", "without .pub"},
		{"SPKI", "-----BEGIN PUBLIC KEY-----\n" + secret, "a public key in PEM", "without .pub"},
		{"something else", "dear diary, " + secret, "no private key file", "-----BEGIN OPENSSH"},
		{"a whole disk", secret + strings.Repeat("\x00", 2<<20), "more than 1048576 bytes", "file name"},
	} {
		_, err := keys.ParsePrivate([]byte(c.text))
		var format *keys.FormatError
		if !errors.As(err, &format) || !strings.Contains(format.Found, c.found) || !strings.Contains(format.Hint, c.hint) {
			t.Errorf("%s: want a *FormatError with %q and %q, got %v", c.name, c.found, c.hint, err)
			continue
		}
		if text := err.Error(); strings.Contains(text, secret[:6]) || strings.Contains(text, "\n") {
			t.Errorf("%s: the error shows content, or several lines: %q", c.name, text)
		}
	}
}

func TestTruncatedAndDamagedArmour(t *testing.T) {
	file := string(readTestdata(t, "ed25519"))
	lines := strings.SplitAfter(file, "\n")
	for _, c := range []struct{ name, text, want string }{
		{"half a first line", file[:20], "cut off in its first line"},
		{"no last line", strings.Join(lines[:4], ""), "cut off: its line -----END"},
		{"a line missing", strings.Join(append(lines[:2:2], lines[3:]...), ""), "keys: "},
		{"not base64", strings.Replace(file, "b3Bl", "b3B!", 1), "not base64"},
		{"padding inside", strings.Replace(file, "b3Bl", "b3B=", 1), "not base64"},
		{"no padding", strings.Replace(file, "BA==", "BA=", 1), "not base64"},
		{"bits that no byte uses", strings.Replace(file, "BA==", "BB==", 1), "not base64"},
		{"nothing inside", begin + end, "openssh-key-v1"},
		{"two keys", file + file, "text after the end"},
	} {
		_, err := keys.ParsePrivate([]byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

func TestGenerateEd25519(t *testing.T) {
	k, err := keys.GenerateEd25519(bytes.NewReader(unhex(t, seedHex)))
	if err != nil {
		t.Fatal(err)
	}
	if !k.PublicKey().Equal(testKey(t).PublicKey()) {
		t.Error("the seed is not what rand gave")
	}
	if _, err := keys.GenerateEd25519(strings.NewReader("too short")); err == nil {
		t.Error("a key is made of too little randomness")
	}
}

func TestWipedKeyDoesNotSign(t *testing.T) {
	k := testKey(t)
	if _, err := k.Sign(nil, "rsa-sha2-512", nil); err == nil {
		t.Error("an Ed25519 key signs with RSA")
	}
	k.Wipe()
	k.Wipe()
	if _, err := k.Sign(nil, "ssh-ed25519", nil); err == nil {
		t.Error("a wiped key signs")
	}
	if _, err := k.Marshal(strings.NewReader("rand")); err == nil {
		t.Error("a wiped key is written")
	}
	if k.PublicKey().Fingerprint() != testKey(t).PublicKey().Fingerprint() {
		t.Error("the public half is gone")
	}
}

func FuzzParsePrivate(f *testing.F) {
	f.Add(readTestdata(f, "ed25519"))
	f.Add(readTestdata(f, "ed25519_passphrase"))
	f.Add(goodParts(f).file())
	for _, typ := range []string{skEd25519, skECDSA} {
		f.Add(fidoFile(f, newDevice(f, typ)))
	}
	g := compositeVectors(f)[0]
	f.Add(privateFile(blobOf(composite, string(g.Public)), blobOf(composite, string(g.Public), string(g.Seeds))))
	f.Add([]byte("PuTTY-User-Key-File-2: ssh-rsa"))
	for _, k := range ours() {
		for _, marshal := range []func() ([]byte, error){k.MarshalPKCS8, k.MarshalPEM} {
			if text, err := marshal(); err == nil {
				f.Add(text)
			}
		}
	}
	if text, err := oneOf(f, "ecdsa-sha2-nistp256").MarshalEncryptedPEM(rand.Reader, []byte("x")); err == nil {
		f.Add(text)
	}
	f.Add(readTestdata(f, "zero.ppk"))
	f.Fuzz(func(t *testing.T, file []byte) {
		k, err := keys.ParsePrivate(file)
		if err != nil {
			return
		}
		again, err := k.Marshal(strings.NewReader("rand"))
		if err != nil {
			t.Fatal(err)
		}
		k2, err := keys.ParsePrivate(again)
		if err != nil || !k2.PublicKey().Equal(k.PublicKey()) || k2.Comment() != k.Comment() {
			t.Errorf("the key does not come back: %v", err)
		}
	})
}
