package keys_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

// ppkOf has puttygen make a PPK file of a key of ours. param is as for --ppk-param.
func ppkOf(t *testing.T, k *keys.PrivateKey, param, passphrase string) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out, pass := filepath.Join(dir, "in"), filepath.Join(dir, "out"), filepath.Join(dir, "passphrase")
	writeFile(t, pass, []byte(passphrase))
	text, err := k.Marshal(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, in, text)
	puttygen(t, in, "-q", "-O", "private", "-o", out, "--new-passphrase", pass, "--ppk-param", param)
	return fromFile(t, out)
}

func TestPPKFromPuTTYIsRead(t *testing.T) {
	for _, k := range ours() {
		for _, c := range []struct{ param, passphrase, kdf string }{
			{"version=2", "", ""},
			{"version=2", "geheim", "SHA-1"},
			{"version=3", "", ""},
			{"version=3,kdf=argon2id,memory=64,passes=1", "geheim", "Argon2id"},
			{"version=3,kdf=argon2i,memory=100,passes=2,parallelism=3", "pass phrase", "Argon2i"},
			{"version=3,kdf=argon2d,memory=1024,passes=3,parallelism=4", "geheim", "Argon2d"},
		} {
			t.Run(k.PublicKey().Type()+"/"+c.param, func(t *testing.T) {
				file := ppkOf(t, k, c.param, c.passphrase)
				got := wantKey(t, k.PublicKey(), file, c.passphrase)
				if got.Comment() != "me@here" {
					t.Errorf("comment: want me@here, got %q", got.Comment())
				}
				if c.passphrase == "" {
					return
				}
				var encrypted *keys.EncryptedError
				if _, err := keys.ParsePrivate(file); !errors.As(err, &encrypted) || !encrypted.Public.Equal(k.PublicKey()) ||
					encrypted.Cipher != "aes256-cbc" || encrypted.KDF != c.kdf {
					t.Errorf("want %s, got %v", c.kdf, err)
				}
			})
		}
	}
}

// Older versions of PuTTY took the seed of an Ed25519 key for a number, lowest byte first, and
// dropped the zeros at its end. The seed of this file is nothing but zeros.
func TestPPKOfASeedWithoutItsZeros(t *testing.T) {
	file := string(readTestdata(t, "zero.ppk"))
	k := keys.NewEd25519(make([]byte, 32))
	wantKey(t, k.PublicKey(), []byte(file), "")
	for _, private := range []string{"\x00\x00\x00\x00", "\x00\x00\x00\x01\x00", "\x00\x00\x00\x21" + strings.Repeat("\x00", 33)} {
		mac := hmac.New(sha256.New, nil)
		mac.Write(blobOf("ssh-ed25519", "none", "zero", string(k.PublicKey().Blob()), private))
		short := strings.Replace(file, "AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", base64.StdEncoding.EncodeToString([]byte(private)), 1)
		i := strings.LastIndex(short, " ")
		short = short[:i+1] + hex.EncodeToString(mac.Sum(nil))
		if len(private) < 32 {
			wantKey(t, k.PublicKey(), []byte(short), "")
		} else if _, err := keys.ParsePrivate([]byte(short)); err == nil || !strings.Contains(err.Error(), "a seed of 33 bytes") {
			t.Errorf("want a seed of 33 bytes refused, got %v", err)
		}
	}
}

// What Argon2 may cost is bounded before it runs, and before a passphrase is asked for.
func TestHostilePPKIsRefused(t *testing.T) {
	file := string(ppkOf(t, testKey(t), "version=3,kdf=argon2id,memory=64,passes=2", "x"))
	plain := string(ppkOf(t, testKey(t), "version=3", ""))
	v2 := string(ppkOf(t, testKey(t), "version=2", ""))
	line := func(text, name, value string) string {
		i := strings.Index(text, name+": ")
		if i < 0 {
			t.Fatalf("there is no %s in\n%s", name, text)
		}
		n := strings.IndexByte(text[i:], '\n')
		return text[:i] + name + ": " + value + text[i+n:]
	}
	for _, c := range []struct{ name, text, want string }{
		{"4 GiB", line(file, "Argon2-Memory", "4194304"), "Argon2-Memory is not a number of at most 1048576"},
		{"2³² KiB", line(file, "Argon2-Memory", "4294967296"), "Argon2-Memory is not a number"},
		{"no memory", line(file, "Argon2-Memory", ""), "Argon2-Memory is not a number"},
		{"many passes", line(file, "Argon2-Passes", "262145"), "262145 passes of Argon2 over 64 KiB"},
		{"4 billion passes", line(file, "Argon2-Passes", "4294967295"), "Argon2-Passes is not a number"},
		{"many lanes", line(file, "Argon2-Parallelism", "1025"), "Argon2-Parallelism is not a number"},
		{"another KDF", line(file, "Key-Derivation", "Argon3"), "KDF of a PPK file Argon3 is not supported"},
		{"no salt", line(file, "Argon2-Salt", ""), "Argon2-Salt is not 1 to 1024 bytes in hex"},
		{"another cipher", line(file, "Encryption", "3des-cbc"), "cipher of a PPK file 3des-cbc is not supported"},
		{"another type", line(file, ppkType, "ssh-rsa"), "declared as ssh-rsa, and its public key is not"},
		{"a type that is not known", strings.ReplaceAll(plain, "ssh-ed25519", "ssh-dss"), "declared as ssh-dss"},
		{"version 1", strings.Replace(file, "-3:", "-1:", 1), "a version other than 2 and 3"},
		{"version 30", strings.Replace(file, "-3:", "-30:", 1), "a version other than 2 and 3"},
		{"version 2 with the MAC of 3", strings.Replace(plain, "-3:", "-2:", 1), "its MAC is wrong"},
		{"another comment", line(plain, "Comment", "you"), "its MAC is wrong"},
		{"another comment in version 2", line(v2, "Comment", "you"), "its MAC is wrong"},
		{"half a MAC", strings.TrimSpace(plain)[:len(strings.TrimSpace(plain))-20], "its MAC is wrong"},
		{"no MAC", plain[:strings.Index(plain, "Private-MAC")], "its line Private-MAC is missing"},
		{"many lines", line(plain, "Public-Lines", "500000"), "not base64"},
		{"a negative number of lines", line(plain, "Public-Lines", "-1"), "Public-Lines is not a number"},
		{"text after it", plain + "x", "text after its end"},
		{"a blank in front of it", strings.Replace(plain, "\nComment", "\n Comment", 1), "its line Comment is missing"},
	} {
		_, err := keys.ParsePrivate([]byte(c.text))
		var encrypted *keys.EncryptedError
		if err == nil || errors.As(err, &encrypted) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
	if _, err := keys.ParsePrivateWithPassphrase([]byte(line(file, "Argon2-Memory", "7")), []byte("x")); err == nil ||
		!strings.Contains(err.Error(), "argon2") {
		t.Errorf("less memory than a lane needs: %v", err)
	}
}

const ppkType = "PuTTY-User-Key-File-3"

func TestPPKWithUnixAndWindowsLineEnds(t *testing.T) {
	file := ppkOf(t, testKey(t), "version=3", "")
	unix := bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n"))
	wantKey(t, testKey(t).PublicKey(), unix, "")
	wantKey(t, testKey(t).PublicKey(), bytes.ReplaceAll(unix, []byte("\n"), []byte("\r\n")), "")
	wantKey(t, testKey(t).PublicKey(), bytes.TrimSpace(unix), "")
}

// A certificate that puttygen has put into a file is passed over for its key.
func TestPPKWithACertificate(t *testing.T) {
	k, dir := oneOf(t, "ecdsa-sha2-nistp256"), t.TempDir()
	ca, pub := filepath.Join(dir, "ca"), filepath.Join(dir, "key.pub")
	sshKeygen(t, "-q", "-t", "ed25519", "-N", "", "-f", ca)
	writeFile(t, pub, k.PublicKey().AppendLine(nil, "me@here"))
	sshKeygen(t, "-q", "-s", ca, "-I", "me", "-n", "me", pub)
	plain, with := inFile(t, ppkOf(t, k, "version=3", "")), filepath.Join(dir, "with")
	puttygen(t, plain, "-q", "-O", "private", "-o", with, "--certificate", filepath.Join(dir, "key-cert.pub"), "--new-passphrase", os.DevNull)
	file := fromFile(t, with)
	if !strings.Contains(string(file), "ecdsa-sha2-nistp256-cert-v01@openssh.com") {
		t.Fatalf("there is no certificate in\n%s", file)
	}
	wantKey(t, k.PublicKey(), file, "")
}
