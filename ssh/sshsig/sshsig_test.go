package sshsig_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/sshsig"
	"github.com/glassh/glassh/wire"
)

// newKey returns a key that is the same in every run.
func newKey(seed byte) *keys.PrivateKey { return keys.NewEd25519(bytes.Repeat([]byte{seed}, 32)) }

func sign(t testing.TB, key keys.Signer, namespace, message string) *sshsig.Signature {
	t.Helper()
	s, err := sshsig.Sign(rand.Reader, key, namespace, sshsig.SHA512, strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSignaturesOfEveryKeyVerify(t *testing.T) {
	for _, typ := range []string{"ssh-ed25519", "ssh-ed448", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"} {
		bits := 0
		if typ == "ssh-rsa" {
			bits = 2048
		}
		key, err := keys.Generate(typ, rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		for _, hash := range []string{sshsig.SHA256, sshsig.SHA512} {
			made, err := sshsig.Sign(rand.Reader, key, "file", hash, strings.NewReader("message"))
			if err != nil {
				t.Fatal(err)
			}
			s, err := sshsig.Parse(made.Armour())
			if err != nil {
				t.Fatal(err)
			}
			if s.Hash != hash || s.Namespace != "file" || !s.Key.Equal(key.PublicKey()) {
				t.Errorf("%s with %s: the signature says %+v", typ, hash, s)
			}
			if err := s.Verify(strings.NewReader("message"), "file"); err != nil {
				t.Errorf("%s with %s: %v", typ, hash, err)
			}
			if err := s.Verify(strings.NewReader("Message"), "file"); !errors.Is(err, keys.ErrSignature) {
				t.Errorf("%s with %s, another message: want %v, got %v", typ, hash, keys.ErrSignature, err)
			}
			if err := s.Verify(strings.NewReader("message"), "git"); !errors.Is(err, sshsig.ErrNamespace) {
				t.Errorf("%s with %s, another namespace: want %v, got %v", typ, hash, sshsig.ErrNamespace, err)
			}
		}
	}
}

// The signed bytes, put together here by hand from PROTOCOL.sshsig.
func TestWhatIsSigned(t *testing.T) {
	key := newKey(1)
	for hash, sum := range map[string][]byte{
		sshsig.SHA256: func() []byte { h := sha256.Sum256([]byte("M")); return h[:] }(),
		sshsig.SHA512: func() []byte { h := sha512.Sum512([]byte("M")); return h[:] }(),
	} {
		s, err := sshsig.Sign(nil, key, "file", hash, strings.NewReader("M"))
		if err != nil {
			t.Fatal(err)
		}
		signed := "SSHSIG\x00\x00\x00\x04file\x00\x00\x00\x00\x00\x00\x00\x06" + hash + string([]byte{0, 0, 0, byte(len(sum))}) + string(sum)
		if err := key.PublicKey().Verify("ssh-ed25519", []byte(signed), s.Blob); err != nil {
			t.Errorf("%s: %v", hash, err)
		}
	}
}

// A changed bit anywhere must not verify, whatever it is a bit of.
func TestNoBitOfASignatureIsFree(t *testing.T) {
	blob := sign(t, newKey(1), "file", "message").Append(nil)
	for i := range 8 * len(blob) {
		changed := bytes.Clone(blob)
		changed[i/8] ^= 1 << (i % 8)
		if s, err := sshsig.ParseBlob(changed); err == nil && s.Verify(strings.NewReader("message"), "file") == nil {
			t.Errorf("bit %d of byte %d can be changed", i%8, i/8)
		}
	}
}

// A sha1Signer is an RSA key that offers SHA-1 first, as an old agent may.
type sha1Signer struct{ keys.Signer }

func (s sha1Signer) Algorithms() []string {
	sha1 := "ssh-rsa"
	if s.PublicKey().Certificate() != nil {
		sha1 = "ssh-rsa-cert-v01@openssh.com"
	}
	return append([]string{sha1}, s.Signer.Algorithms()...)
}

// A wrongSigner signs something else.
type wrongSigner struct{ keys.Signer }

func (s wrongSigner) Sign(rand io.Reader, algorithm string, _ []byte) ([]byte, error) {
	return s.Signer.Sign(rand, algorithm, nil)
}

func TestSignRefuses(t *testing.T) {
	key := newKey(1)
	broken := errors.New("disk on fire")
	for _, c := range []struct {
		name, namespace, hash string
		signer                keys.Signer
		message               io.Reader
		want                  string
	}{
		{"no namespace", "", sshsig.SHA512, key, strings.NewReader(""), "namespace is empty"},
		{"SHA-1", "file", "sha1", key, strings.NewReader(""), `hash "sha1" is not supported`},
		{"SHA-384", "file", "sha384", key, strings.NewReader(""), `hash "sha384" is not supported`},
		{"a message that cannot be read", "file", sshsig.SHA512, key, iotest.ErrReader(broken), "disk on fire"},
		{"a signer that signs something else", "file", sshsig.SHA512, wrongSigner{key}, strings.NewReader(""), "not valid"},
		{"a long namespace", strings.Repeat("x", sshsig.MaxSize), sshsig.SHA512, key, strings.NewReader(""), "too long"},
	} {
		_, err := sshsig.Sign(rand.Reader, c.signer, c.namespace, c.hash, c.message)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

func TestRSANeverWithSHA1(t *testing.T) {
	key, err := keys.Generate("ssh-rsa", rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, signer := range []keys.Signer{certify(t, newKey(2), key, nil), key} {
		s := sign(t, sha1Signer{signer}, "file", "message")
		if name, _ := keys.BlobType(s.Blob); name != "rsa-sha2-512" {
			t.Errorf("want rsa-sha2-512, got %s", name)
		}
	}
	s := sign(t, key, "file", "message")
	s.Blob = append(wire.AppendText(nil, "ssh-rsa"), s.Blob[4+len("rsa-sha2-512"):]...)
	err = s.Verify(strings.NewReader("message"), "file")
	if err == nil || !strings.Contains(err.Error(), `"ssh-rsa" is not accepted`) {
		t.Errorf("want ssh-rsa refused, got %v", err)
	}
}

// blob puts a signature together of whatever fields.
func blob(version uint32, key, namespace, reserved, hash, sig string) []byte {
	b := wire.AppendUint32([]byte("SSHSIG"), version)
	for _, s := range []string{key, namespace, reserved, hash, sig} {
		b = wire.AppendText(b, s)
	}
	return b
}

func TestMalformedSignaturesAreRefused(t *testing.T) {
	key := string(newKey(1).PublicKey().Blob())
	good := blob(1, key, "file", "", "sha512", "sig")
	if _, err := sshsig.ParseBlob(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		blob []byte
		want string
	}{
		{"empty", nil, "does not start with SSHSIG"},
		{"another magic", append([]byte("SSHSIQ"), good[6:]...), "does not start with SSHSIG"},
		{"version 0", blob(0, key, "file", "", "sha512", "sig"), "version 0"},
		{"version 2", blob(2, key, "file", "", "sha512", "sig"), "version 2"},
		{"no namespace", blob(1, key, "", "", "sha512", "sig"), "namespace is empty"},
		{"reserved", blob(1, key, "file", "x", "sha512", "sig"), "reserved"},
		{"another hash", blob(1, key, "file", "", "sha1\n", "sig"), `hash "sha1\n" is not supported`},
		{"another key", blob(1, "\x00\x00\x00\x07ssh-new", "file", "", "sha512", "sig"), "key type ssh-new is not supported"},
		{"half a key", blob(1, key[:30], "file", "", "sha512", "sig"), "cut short"},
		{"cut short", good[:len(good)-1], "cut short"},
		{"a byte more", append(bytes.Clone(good), 0), "trailing"},
		{"too long", blob(1, key, strings.Repeat("x", sshsig.MaxSize), "", "sha512", "sig"), "longer than"},
	} {
		if _, err := sshsig.ParseBlob(c.blob); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
	for n := range good {
		if _, err := sshsig.ParseBlob(good[:n]); err == nil {
			t.Errorf("%d of %d bytes are accepted", n, len(good))
		}
	}
}

func TestArmourAsItComesByMail(t *testing.T) {
	s := sign(t, newKey(1), "file", "message")
	text := string(s.Armour())
	lines := strings.Split(text, "\n")
	if lines[0] != "-----BEGIN SSH SIGNATURE-----" || len(lines[1]) != 70 {
		t.Errorf("the armour is\n%s", text)
	}
	body := base64.StdEncoding.EncodeToString(s.Append(nil))
	const begin, end = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
	for _, c := range []struct {
		name, text string
		want       string // in the error; "" is none
	}{
		{"as made", text, ""},
		{"CR LF", strings.ReplaceAll(text, "\n", "\r\n"), ""},
		{"indented", "\n  " + strings.ReplaceAll(text, "\n", "\n  "), ""},
		{"one line", begin + "\n" + body + "\n" + end, ""},
		{"lines of 64", begin + "\n" + body[:64] + "\n" + body[64:] + "\n" + end, ""},
		{"empty", "", "not an SSH signature"},
		{"without armour", string(s.Append(nil)), "not an SSH signature"},
		{"PGP", "-----BEGIN PGP SIGNATURE-----\n", "not an SSH signature"},
		{"no end", begin + "\n" + body, "cut off"},
		{"text behind", text + "more", "text after the end"},
		{"twice", text + text, "text after the end"},
		{"no base64", begin + "\n*" + body[1:] + "\n" + end, "not base64"},
		{"no padding", begin + "\n" + body + "A\n" + end, "not base64"},
		{"nothing", begin + "\n" + end, "does not start with SSHSIG"},
		{"too long", begin + strings.Repeat("\n", 1<<20) + end, "longer than any"},
	} {
		got, err := sshsig.Parse([]byte(c.text))
		switch {
		case c.want != "":
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
			}
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		case !bytes.Equal(got.Append(nil), s.Append(nil)):
			t.Errorf("%s: another signature is read", c.name)
		}
	}
}
