package keys_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

func TestEncryptedKeyMadeBySSHKeygen(t *testing.T) {
	file := readTestdata(t, "ed25519_passphrase")
	var encrypted *keys.EncryptedError
	if _, err := keys.ParsePrivate(file); !errors.As(err, &encrypted) {
		t.Fatalf("without a passphrase: want an *EncryptedError, got %v", err)
	}
	want := "keys: the key is protected by a passphrase (cipher aes256-ctr, KDF bcrypt)"
	if got := encrypted.Error(); got != want {
		t.Errorf("want %s, got %s", want, got)
	}
	k, err := keys.ParsePrivateWithPassphrase(file, []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	if !k.PublicKey().Equal(encrypted.Public) || k.Comment() != "bob@example.org" {
		t.Errorf("want the key that the file shows, of bob@example.org, got %s of %s", k.PublicKey(), k.Comment())
	}
	for _, wrong := range []string{"secre", "secret ", "Secret", "secret\x00"} {
		if _, err := keys.ParsePrivateWithPassphrase(file, []byte(wrong)); !errors.Is(err, keys.ErrPassphrase) {
			t.Errorf("%q: want ErrPassphrase, got %v", wrong, err)
		}
	}
}

func TestPassphraseForAKeyThatIsNotEncryptedIsIgnored(t *testing.T) {
	k, err := keys.ParsePrivateWithPassphrase(readTestdata(t, "ed25519"), []byte("x"))
	if err != nil || k.Comment() != "alice@example.org" {
		t.Error(err)
	}
}

// Each cipher, both ways with ssh-keygen, and with ourselves.
func TestEncryptedKeysBothWaysWithSSHKeygen(t *testing.T) {
	k := testKey(t)
	k.SetComment("me@here")
	line := string(k.PublicKey().AppendLine(nil, "me@here"))
	for i, cipher := range keys.FileCiphers() {
		t.Run(cipher, func(t *testing.T) {
			passphrases := []string{"päss phrase"}
			if i == 0 {
				passphrases = append(passphrases, "x", strings.Repeat("long", 50))
			}
			for _, passphrase := range passphrases {
				text, err := k.MarshalEncrypted(rand.Reader, []byte(passphrase), keys.MarshalOptions{Cipher: cipher, Rounds: i + 1})
				if err != nil {
					t.Fatal(err)
				}
				var encrypted *keys.EncryptedError
				if _, err := keys.ParsePrivate(text); !errors.As(err, &encrypted) || encrypted.Cipher != cipher {
					t.Errorf("without a passphrase: want %s, got %v", cipher, err)
				}
				file := filepath.Join(t.TempDir(), "key")
				writeFile(t, file, text)
				if got := sshKeygen(t, "-y", "-P", passphrase, "-f", file); got != line {
					t.Errorf("ssh-keygen -y: want %q, got %q", line, got)
				}
				sshKeygen(t, "-q", "-p", "-a", "3", "-Z", cipher, "-P", passphrase, "-N", passphrase+"!", "-f", file)
				if text, err = os.ReadFile(file); err != nil {
					t.Fatal(err)
				}
				got, err := keys.ParsePrivateWithPassphrase(text, []byte(passphrase+"!"))
				if err != nil || !got.PublicKey().Equal(k.PublicKey()) || got.Comment() != "me@here" {
					t.Errorf("the key that ssh-keygen has encrypted: %v", err)
				}
				if _, err := keys.ParsePrivateWithPassphrase(text, []byte(passphrase)); !errors.Is(err, keys.ErrPassphrase) {
					t.Errorf("the passphrase before: want ErrPassphrase, got %v", err)
				}
			}
		})
	}
}

// Every type of key comes back out of an encrypted file, of the right length for each.
func TestEncryptedKeysOfEveryTypeComeBack(t *testing.T) {
	for _, typ := range keys.Types() {
		bits := 0
		if typ == "ssh-rsa" {
			bits = 2048
		}
		k, err := keys.Generate(typ, rand.Reader, bits)
		var unsupported *keys.UnsupportedError
		if errors.As(err, &unsupported) {
			continue // devices make their keys themselves
		}
		if err != nil {
			t.Fatal(err)
		}
		k.SetComment("of type " + typ)
		text, err := k.MarshalEncrypted(rand.Reader, []byte("x"), keys.MarshalOptions{Rounds: 1})
		if err != nil {
			t.Fatal(err)
		}
		got, err := keys.ParsePrivateWithPassphrase(text, []byte("x"))
		if err != nil || !got.PublicKey().Equal(k.PublicKey()) || got.Comment() != k.Comment() {
			t.Errorf("%s does not come back: %v", typ, err)
		}
		for name, marshal := range map[string]func() ([]byte, error){
			"PKCS#8": k.MarshalPKCS8, "PEM": k.MarshalPEM, "SPKI": k.PublicKey().MarshalSPKI, "public PEM": k.PublicKey().MarshalPEM,
		} {
			if text, err := marshal(); err != nil && !errors.As(err, &unsupported) || err == nil && len(text) == 0 {
				t.Errorf("%s of %s: want a text or an *UnsupportedError, got %v", name, typ, err)
			}
		}
		k.Wipe()
		for name, marshal := range map[string]func() ([]byte, error){"PKCS#8": k.MarshalPKCS8, "PEM": k.MarshalPEM} {
			if _, err := marshal(); err == nil {
				t.Errorf("%s of a wiped key is written", name)
			}
		}
	}
}

func writeFile(t *testing.T, file string, text []byte) {
	t.Helper()
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Without options, a file is encrypted as ssh-keygen does it.
func TestDefaultsOfEncryption(t *testing.T) {
	text, err := testKey(t).MarshalEncrypted(strings.NewReader("a salt of 16 bytcheck"), []byte("x"), keys.MarshalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	options := string(wire.AppendUint32(blobOf("a salt of 16 byt"), 24))
	if want, got := string(blobOf("aes256-ctr", "bcrypt", options)), string(unwrap(t, text)); !strings.Contains(got, want) {
		t.Errorf("want %q in front of the key, got %q", want, got)
	}
}

func TestMarshalEncryptedRefuses(t *testing.T) {
	k := testKey(t)
	for _, c := range []struct {
		name, want, passphrase, rand string
		o                            keys.MarshalOptions
	}{
		{"no passphrase", "an empty passphrase", "", strings.Repeat("r", 20), keys.MarshalOptions{}},
		{"no cipher", "cipher of a private key file none", "x", strings.Repeat("r", 20), keys.MarshalOptions{Cipher: "none"}},
		{"another cipher", "3des-cbc is not supported", "x", strings.Repeat("r", 20), keys.MarshalOptions{Cipher: "3des-cbc"}},
		{"rounds below 0", "-1 rounds", "x", strings.Repeat("r", 20), keys.MarshalOptions{Rounds: -1}},
		{"many rounds", "2049 rounds", "x", strings.Repeat("r", 20), keys.MarshalOptions{Rounds: 2049}},
		{"no salt", "randomness for the salt", "x", "r", keys.MarshalOptions{Rounds: 1}},
		{"no check value", "randomness for the check value", "x", strings.Repeat("r", 19), keys.MarshalOptions{Rounds: 1}},
	} {
		_, err := k.MarshalEncrypted(strings.NewReader(c.rand), []byte(c.passphrase), c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

// What a file asks of whoever reads it is refused before any work is done, and before a
// passphrase is asked for.
func TestHostileEncryptionOptionsAreRefused(t *testing.T) {
	options := func(salt string, rounds uint32) string { return string(wire.AppendUint32(blobOf(salt), rounds)) }
	for _, c := range []struct {
		name, want string
		spoil      func(*parts)
	}{
		{"no rounds", "asks for 0 rounds", func(p *parts) { p.options = options("salt", 0) }},
		{"many rounds", "asks for 2049 rounds", func(p *parts) { p.options = options("salt", 2049) }},
		{"4 billion rounds", "asks for 4294967295 rounds", func(p *parts) { p.options = options("salt", 1<<32-1) }},
		{"no salt", "a salt of 0 bytes", func(p *parts) { p.options = options("", 1) }},
		{"a long salt", "a salt of 1025 bytes", func(p *parts) { p.options = options(strings.Repeat("s", 1025), 1) }},
		{"no options", "cut short", func(p *parts) { p.options = "" }},
		{"options and more", "trailing", func(p *parts) { p.options = options("salt", 1) + "x" }},
		{"another cipher", "cipher of a private key file 3des-cbc is not supported", func(p *parts) { p.cipher = "3des-cbc" }},
		{"another KDF", `KDF of a private key file "\x1b[2J" is not supported`, func(p *parts) { p.kdf = "\x1b[2J" }},
		{"no KDF", "KDF of a private key file none is not supported", func(p *parts) { p.kdf = "none" }},
		{"half a block", "private part of 152 bytes is not a multiple of 16", func(p *parts) { p.padding += "12345678" }},
		{"no tag", "tag", func(p *parts) { p.cipher = "aes256-gcm@openssh.com" }},
		{"a tag without an AEAD", "trailing", func(p *parts) { p.trailing = strings.Repeat("t", 16) }},
		{"a tag that is too long", "trailing", func(p *parts) {
			p.cipher, p.trailing = "aes256-gcm@openssh.com", strings.Repeat("t", 17)
		}},
	} {
		p := goodParts(t)
		p.cipher, p.kdf, p.options = "aes128-cbc", "bcrypt", options("salt", 1)
		p.padding = strings.Repeat("p", 4)
		c.spoil(&p)
		_, err := keys.ParsePrivate(p.file())
		var encrypted *keys.EncryptedError
		if err == nil || errors.As(err, &encrypted) || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

// A cut or a changed byte anywhere gives an error, or the same key: with a cipher that
// does not authenticate, its comment is another then.
func TestDamagedEncryptedKeys(t *testing.T) {
	k := testKey(t)
	k.SetComment("me")
	for _, cipher := range []string{"aes128-ctr", "aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com"} {
		text, err := k.MarshalEncrypted(rand.Reader, []byte("x"), keys.MarshalOptions{Cipher: cipher, Rounds: 1})
		if err != nil {
			t.Fatal(err)
		}
		data := unwrap(t, text)
		if _, err := keys.ParsePrivateWithPassphrase(armour(data), []byte("x")); err != nil {
			t.Fatalf("%s: the key to be damaged: %v", cipher, err)
		}
		aead := strings.Contains(cipher, "@")
		step := 1
		if aead { // nothing in it can be right by accident
			step = 5
		}
		for i := 0; i < len(data); i += step {
			if _, err := keys.ParsePrivateWithPassphrase(armour(data[:i]), []byte("x")); err == nil {
				t.Errorf("%s: the first %d of %d bytes are taken for a key", cipher, i, len(data))
			}
			bad := bytes.Clone(data)
			bad[i] ^= 0x02 // which makes no more than a few rounds
			got, err := keys.ParsePrivateWithPassphrase(armour(bad), []byte("x"))
			if err == nil && (aead || !got.PublicKey().Equal(k.PublicKey())) {
				t.Errorf("%s: changed in byte %d, it is taken for %s", cipher, i, got.PublicKey())
			}
		}
	}
}
