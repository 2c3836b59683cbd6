package keys_test

import (
	"crypto/rand"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

func publicOf(t *testing.T, line string) *keys.PublicKey {
	t.Helper()
	k, _, err := keys.ParsePublicLine(line)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestPEMFromSSHKeygenIsRead(t *testing.T) {
	for _, typ := range sshKeygenTypes {
		if typ.typ == "ssh-ed25519" || typ.bits == 0 && typ.typ == "ssh-rsa" {
			continue // which has no such form in OpenSSH before 10.3; and one length of RSA is enough
		}
		t.Run(typ.typ, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "key")
			sshKeygen(t, append([]string{"-q", "-N", "", "-f", file}, typ.args...)...)
			public := publicOf(t, string(fromFile(t, file+".pub")))
			before := ""
			for _, format := range []string{"PEM", "PKCS8"} {
				for _, passphrase := range []string{"", "geheim"} {
					sshKeygen(t, "-q", "-p", "-m", format, "-P", before, "-N", passphrase, "-f", file)
					wantKey(t, public, fromFile(t, file), passphrase)
					before = passphrase
				}
			}
		})
	}
}

func TestPKCS8FromOpenSSLIsRead(t *testing.T) {
	for _, k := range ours() {
		t.Run(k.PublicKey().Type(), func(t *testing.T) {
			plain, err := k.MarshalPKCS8()
			if err != nil {
				t.Fatal(err)
			}
			wantKey(t, k.PublicKey(), plain, "")
			file := inFile(t, plain)
			wantKey(t, k.PublicKey(), []byte(openssl(t, "pkey", "-in", file)), "")
			for _, args := range [][]string{
				{"-v2", "aes-256-cbc"},
				{"-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA512", "-iter", "1"},
				{"-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"},
				{"-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA384"},
			} {
				args = append([]string{"pkcs8", "-topk8", "-in", file, "-passout", "pass:geheim"}, args...)
				wantKey(t, k.PublicKey(), []byte(openssl(t, args...)), "geheim")
			}
			for _, c := range []struct{ want, option, value string }{
				{"KDF of a PKCS#8 file scrypt", "-scrypt", ""},
				{"cipher of a PKCS#8 file 3des-cbc", "-v2", "des3"},
				{"hash function of PBKDF2 HMAC-SHA-224", "-v2prf", "hmacWithSHA224"},
				{"encryption of a PKCS#8 file PBE-SHA1-3DES", "-v1", "PBE-SHA1-3DES"},
			} {
				args := []string{"pkcs8", "-topk8", "-in", file, "-passout", "pass:geheim", c.option}
				if c.value != "" {
					args = append(args, c.value)
				}
				_, err := keys.ParsePrivate([]byte(openssl(t, args...)))
				var unsupported *keys.UnsupportedError
				if !errors.As(err, &unsupported) || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: want an *UnsupportedError with %q, got %v", c.option, c.want, err)
				}
			}
		})
	}
}

// openssl and ssh-keygen find in our files the key that we have put there.
func TestOthersReadOurPEM(t *testing.T) {
	for _, k := range ours() {
		t.Run(k.PublicKey().Type(), func(t *testing.T) {
			spki, err := k.PublicKey().MarshalSPKI()
			if err != nil {
				t.Fatal(err)
			}
			files := []struct {
				name string
				make func() ([]byte, error)
			}{
				{"PKCS#8", k.MarshalPKCS8},
				{"encrypted PKCS#8", func() ([]byte, error) { return k.MarshalEncryptedPKCS8(rand.Reader, []byte("geheim")) }},
				{"PEM", k.MarshalPEM},
				{"encrypted PEM", func() ([]byte, error) { return k.MarshalEncryptedPEM(rand.Reader, []byte("geheim")) }},
			}
			slow := map[string]bool{"ssh-ed25519": true, "ssh-rsa": true}
			edwards := strings.HasPrefix(k.PublicKey().Type(), "ssh-ed")
			for _, f := range files {
				if f.name == "encrypted PKCS#8" && !slow[k.PublicKey().Type()] {
					continue // it takes its time, and differs in no way
				}
				text, err := f.make()
				if strings.Contains(f.name, "PEM") && edwards {
					if err == nil || !strings.Contains(err.Error(), "PEM form of key type "+k.PublicKey().Type()) {
						t.Errorf("%s: want an error, got %v", f.name, err)
					}
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				passphrase := ""
				if strings.Contains(f.name, "encrypted") {
					passphrase = "geheim"
				}
				wantKey(t, k.PublicKey(), text, passphrase)
				file := inFile(t, text)
				if got := openssl(t, "pkey", "-in", file, "-passin", "pass:geheim", "-pubout"); got != string(spki) {
					t.Errorf("openssl, %s: want %s, got %s", f.name, spki, got)
				}
				if f.name == "PKCS#8" { // byte for byte as OpenSSL writes it
					if got := openssl(t, "pkey", "-in", file); got != string(text) {
						t.Errorf("want %s, got %s", text, got)
					}
				}
				if !edwards {
					if got := sshKeygen(t, "-y", "-P", passphrase, "-f", file); strings.TrimSpace(got) != k.PublicKey().String() {
						t.Errorf("ssh-keygen, %s: want %s, got %s", f.name, k.PublicKey(), got)
					}
				}
			}
		})
	}
}

// Byte for byte what ssh-keygen -m PEM writes, where nothing is random.
func TestMarshalPEMIsByteIdenticalToSSHKeygen(t *testing.T) {
	for _, typ := range []string{"ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"} {
		k := oneOf(t, typ)
		text, err := k.Marshal(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		file := inFile(t, text)
		sshKeygen(t, "-q", "-p", "-m", "PEM", "-P", "", "-N", "", "-f", file)
		got, err := k.MarshalPEM()
		if err != nil {
			t.Fatal(err)
		}
		if want := string(fromFile(t, file)); string(got) != want {
			t.Errorf("%s: want\n%s, got\n%s", typ, want, got)
		}
	}
}

// What openssl ecparam writes in front of a key is passed over.
func TestParametersInFrontOfAKey(t *testing.T) {
	text := openssl(t, "ecparam", "-name", "prime256v1", "-genkey")
	if !strings.Contains(text, "EC PARAMETERS") {
		t.Fatal("openssl has not written parameters in front")
	}
	if _, err := keys.ParsePrivate([]byte(text)); err != nil {
		t.Error(err)
	}
}

func TestOtherKindsOfPKCS8AreNamed(t *testing.T) {
	for _, c := range []struct {
		want string
		args []string
	}{
		{"key type in PKCS#8 X25519 is not", []string{"genpkey", "-algorithm", "X25519"}},
		{"key type in PKCS#8 RSASSA-PSS is not", []string{"genpkey", "-algorithm", "RSA-PSS"}},
		{"elliptic curve secp256k1 is not", []string{"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"}},
		{"elliptic curve 1.3.132.0.33 is not", []string{"ecparam", "-name", "secp224r1", "-genkey", "-noout"}},
	} {
		_, err := keys.ParsePrivate([]byte(openssl(t, c.args...)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: want an error with %q, got %v", c.args, c.want, err)
		}
	}
}
