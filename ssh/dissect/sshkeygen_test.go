package dissect_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/keys"
)

func sshKeygen(t testing.TB, args ...string) string {
	t.Helper()
	path, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Fatal("ssh-keygen is missing: install openssh-client (make deps)")
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("ssh-keygen %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

var sshKeygenTypes = [][]string{
	{"-t", "ed25519"}, {"-t", "ecdsa", "-b", "256"}, {"-t", "ecdsa", "-b", "384"}, {"-t", "ecdsa", "-b", "521"},
	{"-t", "rsa", "-b", "2048"},
}

func TestFilesOfSSHKeygenAreExplained(t *testing.T) {
	for _, typ := range sshKeygenTypes {
		t.Run(strings.Join(typ[1:], ""), func(t *testing.T) {
			for _, comment := range []string{"alice@example.org", "", "a \xff\x1b comment"} {
				file := filepath.Join(t.TempDir(), "key")
				sshKeygen(t, append([]string{"-q", "-N", "", "-C", comment, "-f", file}, typ...)...)
				public := explainPublic(t, readFile(t, file+".pub"))
				explainFile(t, readFile(t, file), public, comment)
				if typ[1] == "rsa" {
					break // they take a while
				}
			}
		})
	}
}

func explainPublic(t *testing.T, file []byte) *keys.PublicKey {
	t.Helper()
	blob, spans, err := PublicKeyFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tile(t, spans, 0, len(blob))
	k, err := keys.ParsePublicKey(blob)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestEncryptedFilesShowWhatIsPublic(t *testing.T) {
	k := newKey(t, "ssh-ed25519")
	k.SetComment("hidden")
	var files [][]byte
	for _, cipher := range keys.FileCiphers() {
		ours, err := k.MarshalEncrypted(rand.Reader, []byte("secret"), keys.MarshalOptions{Cipher: cipher, Rounds: 1})
		if err != nil {
			t.Fatal(err)
		}
		plain, err := k.Marshal(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(file, plain, 0o600); err != nil {
			t.Fatal(err)
		}
		sshKeygen(t, "-q", "-p", "-P", "", "-N", "secret", "-a", "1", "-Z", cipher, "-f", file)
		files = append(files, ours, readFile(t, file))
	}
	for i, file := range files {
		cipher := keys.FileCiphers()[i/2]
		container, spans, err := PrivateKeyFile(file)
		if err != nil {
			t.Fatalf("%s: %v", cipher, err)
		}
		tile(t, spans, 0, len(container))
		known(t, spans)
		for name, want := range map[string]string{
			"cipher name": cipher, "KDF name": "bcrypt", "rounds": "1", "number of keys": "1",
			"public key": "ssh-ed25519 " + k.PublicKey().Fingerprint(),
		} {
			if got := named(t, spans, name).Value; want != got {
				t.Errorf("%s: %s: want %q, got %q", cipher, name, want, got)
			}
		}
		if s := named(t, spans, "private part"); s.Kind != Encrypted {
			t.Errorf("%s: the private part is %v", cipher, s.Kind)
		}
		last := spans[len(spans)-1]
		if tag := keys.FileTag(cipher); tag != 0 && (last.Kind != Tag || last.Len != tag) || tag == 0 && last.Kind == Tag {
			t.Errorf("%s: the last span is %+v", cipher, last)
		}
	}
}

func TestCertificatesOfSSHKeygenAreExplained(t *testing.T) {
	dir := t.TempDir()
	for i, typ := range sshKeygenTypes {
		sshKeygen(t, append([]string{"-q", "-N", "", "-C", "me", "-f", filepath.Join(dir, fmt.Sprint(i))}, typ...)...)
	}
	for i, typ := range sshKeygenTypes {
		ca, key := filepath.Join(dir, fmt.Sprint((i+1)%len(sshKeygenTypes))), filepath.Join(dir, fmt.Sprint(i))
		for _, args := range [][]string{
			{"-n", "alice,bob", "-z", "18446744073709551615"},
			{"-n", "alice", "-V", "20200101:20400101", "-O", "clear", "-O", "permit-pty", "-O", "force-command=ls -l", "-O", "source-address=10.0.0.0/8,::1/128"},
			{"-h", "-n", "*.example.org", "-V", "20200101:forever"},
			{"-h"},
		} {
			sshKeygen(t, append(append([]string{"-q", "-s", ca, "-I", "the ID"}, args...), key+".pub")...)
			cert := explainPublic(t, readFile(t, key+"-cert.pub")).Certificate()
			blob, spans, err := PublicKeyFile(readFile(t, key+"-cert.pub"))
			if err != nil {
				t.Fatal(err)
			}
			known(t, spans)
			var principals []string
			all(spans, func(s *Span) {
				if s.Name == "principal" {
					principals = append(principals, s.Value)
				}
			})
			if !slices.Equal(principals, cert.Principals) {
				t.Errorf("%v: want %q, got %q", typ, cert.Principals, principals)
			}
			for name, want := range map[string]string{
				"key id": "the ID", "serial": fmt.Sprint(cert.Serial), "signature algorithm": cert.SignatureAlgorithm,
				"signature key": cert.CA.Type() + " " + cert.CA.Fingerprint(),
			} {
				if got := named(t, spans, name).Value; want != got {
					t.Errorf("%v, %s: want %q, got %q", typ, name, want, got)
				}
			}
			for n := range blob {
				if _, err := PublicKey(blob[:n]); err == nil {
					t.Fatalf("the first %d bytes are a certificate", n)
				}
			}
		}
	}
}

// certificate returns one with the critical options.
func certificate(t testing.TB, critical ...keys.CertificateOption) []byte {
	t.Helper()
	ca := newKey(t, "ssh-ed25519")
	cert, err := keys.SignCertificate(rand.Reader, ca, newKey(t, "ecdsa-sha2-nistp256").PublicKey(), &keys.Certificate{
		Kind: keys.UserCertificate, KeyID: "id", Principals: []string{"alice", "bob"}, ValidBefore: keys.Forever,
		CriticalOptions: critical,
		Extensions:      []keys.CertificateOption{{Name: "permit-pty"}, {Name: "x@example.org", Data: []byte("?")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return cert.Blob()
}
