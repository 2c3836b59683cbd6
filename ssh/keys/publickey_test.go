package keys_test

import (
	"bytes"
	stded25519 "crypto/ed25519"
	"crypto/rand"
	stdsha256 "crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// RFC 8032 §7.1, TEST 2.
const (
	seedHex   = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
	publicHex = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
	sigHex    = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
		"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func testKey(t testing.TB) *keys.PrivateKey { return keys.NewEd25519(unhex(t, seedHex)) }

// blobOf frames strings one after the other, as key and signature blobs do.
func blobOf(fields ...string) []byte {
	var b []byte
	for _, f := range fields {
		b = wire.AppendText(b, f)
	}
	return b
}

func TestEd25519BlobAndSignature(t *testing.T) {
	k := testKey(t)
	a := unhex(t, publicHex)
	wantBlob := append([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"), a...)
	if diff := cmp.Diff(wantBlob, k.PublicKey().Blob()); diff != "" {
		t.Errorf("blob (-want +got):\n%s", diff)
	}
	wantSig := append([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x40"), unhex(t, sigHex)...)
	sig, err := k.Sign(nil, "ssh-ed25519", []byte{0x72})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantSig, sig); diff != "" {
		t.Errorf("signature (-want +got):\n%s", diff)
	}
	if !stded25519.Verify(a, []byte{0x72}, sig[len(sig)-64:]) {
		t.Error("the standard library refuses the signature")
	}
	if err := k.PublicKey().Verify("ssh-ed25519", []byte{0x72}, sig); err != nil {
		t.Errorf("own signature: %v", err)
	}
	if got := k.PublicKey().Type() + " " + k.PublicKey().Label(); got != "ssh-ed25519 ED25519" {
		t.Errorf("names: want ssh-ed25519 ED25519, got %s", got)
	}
}

func TestFingerprintIsTheHashOfTheBlob(t *testing.T) {
	k := testKey(t).PublicKey()
	sum := stdsha256.Sum256(k.Blob())
	want := "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
	if got := k.Fingerprint(); got != want || len(got) != 50 {
		t.Errorf("want %s, got %s", want, got)
	}
}

func TestParsePublicKeyRefuses(t *testing.T) {
	good := testKey(t).PublicKey().Blob()
	a := string(unhex(t, publicHex))
	for _, c := range []struct {
		name, want string
		blob       []byte
	}{
		{"nothing", "cut short", nil},
		{"half a type", "cut short", good[:9]},
		{"only a type", "cut short", good[:15]},
		{"the last byte gone", "cut short", good[:len(good)-1]},
		{"one byte more", "trailing bytes", append(bytes.Clone(good), 0)},
		{"31 bytes", "31 bytes instead of 32", blobOf("ssh-ed25519", a[:31])},
		{"33 bytes", "33 bytes instead of 32", blobOf("ssh-ed25519", a+"x")},
		{"an empty type", `key type "" is not supported`, blobOf("", a)},
		{"a type known by name only", "key type ssh-dss is not supported", blobOf("ssh-dss", "p", "q")},
		{"escape sequences", `key type "\x1b[2Jssh-ed25519" is not supported`, blobOf("\x1b[2Jssh-ed25519", a)},
		{"an endless type", "…", blobOf(strings.Repeat("x", 1000), a)},
		{"more than any key", "longer than 65536", make([]byte, 1<<20)},
	} {
		_, err := keys.ParsePublicKey(c.blob)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
	var unsupported *keys.UnsupportedError
	if _, err := keys.ParsePublicKey(blobOf("ssh-dss", "")); !errors.As(err, &unsupported) || unsupported.Name != "ssh-dss" {
		t.Errorf("want an *UnsupportedError for ssh-dss, got %v", err)
	}
}

func TestParsedKeyDoesNotAliasItsInput(t *testing.T) {
	blob := testKey(t).PublicKey().Blob()
	k, err := keys.ParsePublicKey(blob)
	if err != nil {
		t.Fatal(err)
	}
	clear(blob)
	clear(k.Blob())
	if !k.Equal(testKey(t).PublicKey()) {
		t.Error("a change of a caller's slice changed the key")
	}
	if k.Equal(nil) || k.Equal(keys.NewEd25519(make([]byte, 32)).PublicKey()) {
		t.Error("different keys are equal")
	}
}

func TestVerifyRefuses(t *testing.T) {
	k := testKey(t)
	msg := []byte("session identifier and request")
	good, err := k.Sign(nil, "ssh-ed25519", msg)
	if err != nil {
		t.Fatal(err)
	}
	raw := string(good[len(good)-64:])
	flip := func(i int) []byte { b := bytes.Clone(good); b[i] ^= 1; return b }
	for _, c := range []struct {
		name, algorithm, message string
		sig                      []byte
		want                     string // "" is ErrSignature
	}{
		{"another message", "ssh-ed25519", "another", good, ""},
		{"a bit of R", "ssh-ed25519", string(msg), flip(19), ""},
		{"a bit of S", "ssh-ed25519", string(msg), flip(len(good) - 32), ""},
		{"63 bytes", "ssh-ed25519", string(msg), blobOf("ssh-ed25519", raw[:63]), ""},
		{"65 bytes", "ssh-ed25519", string(msg), blobOf("ssh-ed25519", raw+"\x00"), ""},
		{"no bytes", "ssh-ed25519", string(msg), blobOf("ssh-ed25519", ""), ""},
		{"trailing bytes", "ssh-ed25519", string(msg), append(bytes.Clone(good), 0), "trailing bytes"},
		{"cut short", "ssh-ed25519", string(msg), good[:40], "cut short"},
		{"empty", "ssh-ed25519", string(msg), nil, "cut short"},
		{"another name inside", "ssh-ed25519", string(msg), blobOf("ssh-ed448", raw), "made with ssh-ed448"},
		{"another name agreed on", "rsa-sha2-256", string(msg), good, "does not sign with rsa-sha2-256"},
	} {
		err := k.PublicKey().Verify(c.algorithm, []byte(c.message), c.sig)
		if c.want == "" && !errors.Is(err, keys.ErrSignature) {
			t.Errorf("%s: want ErrSignature, got %v", c.name, err)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

func TestNamesOfTypes(t *testing.T) {
	for typ, want := range map[string]string{
		"ssh-rsa": "RSA", "ecdsa-sha2-nistp256": "ECDSA", "ssh-\n": `"ssh-\n"`, skEd25519: "ED25519-SK", skECDSA: "ECDSA-SK",
		composite: "MLDSA44-ED25519", "ssh-ed448": "ED448",
	} {
		if got := keys.Label(typ); got != want {
			t.Errorf("Label(%q): want %s, got %s", typ, want, got)
		}
	}
	if diff := cmp.Diff([]string{"rsa-sha2-512", "rsa-sha2-256"}, keys.Algorithms("ssh-rsa")); diff != "" {
		t.Errorf("Algorithms (-want +got):\n%s", diff)
	}
	for _, k := range publicKeys(t) {
		if got := keys.Label(k.Type()); got != k.Label() || k.Bits() == 0 {
			t.Errorf("%s: label %s and %s, %d bits", k.Type(), got, k.Label(), k.Bits())
		}
	}
}

// The order is that in which algorithms are offered.
func TestSupportedAlgorithms(t *testing.T) {
	want := []string{
		"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
		skEd25519, skECDSA, webauthn, "rsa-sha2-512", "rsa-sha2-256", "ssh-ed448", composite,
	}
	plain := slices.DeleteFunc(keys.Supported(), func(name string) bool { return strings.Contains(name, "-cert-") })
	if diff := cmp.Diff(want, plain); diff != "" {
		t.Errorf("Supported (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ssh-rsa"}, keys.Insecure()); diff != "" {
		t.Errorf("Insecure (-want +got):\n%s", diff)
	}
}

// publicKeys are one of each type.
func publicKeys(t testing.TB) (list []*keys.PublicKey) {
	for _, typ := range keys.Types() {
		switch {
		case strings.HasPrefix(typ, "sk-"):
			list = append(list, newDevice(t, typ).publicKey(t))
			continue
		case strings.Contains(typ, "-cert-"):
			continue // what they certify is among the others
		}
		bits := 0
		if typ == "ssh-rsa" {
			bits = 2048
		}
		k, err := keys.Generate(typ, rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, k.PublicKey())
	}
	return list
}

func FuzzParsePublicKey(f *testing.F) {
	for _, k := range publicKeys(f) {
		f.Add(k.Blob())
	}
	f.Add(blobOf("ssh-rsa", "\x01\x00\x01", "\x00\xff"))
	f.Add([]byte{0, 0, 0, 11})
	f.Fuzz(func(t *testing.T, blob []byte) {
		k, err := keys.ParsePublicKey(blob)
		if err != nil {
			return
		}
		if !bytes.Equal(blob, k.Blob()) {
			t.Errorf("blob %x came back as %x", blob, k.Blob())
		}
		again, _, err := keys.ParsePublicLine(k.String())
		if err != nil || !again.Equal(k) {
			t.Errorf("line %s: %v", k, err)
		}
	})
}

// FuzzVerify gives arbitrary signatures to a key of each type, whole ones and ones
// whose name is right already.
func FuzzVerify(f *testing.F) {
	list := publicKeys(f)
	algorithms := append(keys.Supported(), keys.Insecure()...)
	for i := range algorithms {
		f.Add(byte(i), wire.AppendString(nil, make([]byte, 64)))
		f.Add(byte(i), append(wire.AppendString(nil, blobOf("\x01", "\x02")), up, 0, 0, 0, 1))
	}
	browser := newDevice(f, skECDSA)
	whole := browser.sign(f, webauthn, []byte("another message"))
	f.Add(byte(slices.Index(algorithms, webauthn)), whole[4+len(webauthn):])
	f.Fuzz(func(t *testing.T, which byte, sig []byte) {
		algorithm := algorithms[int(which)%len(algorithms)]
		for _, k := range list {
			for _, blob := range [][]byte{sig, append(blobOf(algorithm), sig...)} {
				if k.Verify(algorithm, []byte("message"), blob) == nil {
					t.Errorf("%s: %x is a signature", k.Type(), blob)
				}
			}
		}
	})
}
