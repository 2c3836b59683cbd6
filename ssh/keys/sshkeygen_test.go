package keys_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

// sshKeygen runs ssh-keygen and returns what it prints.
func sshKeygen(t *testing.T, args ...string) string {
	t.Helper()
	out, err := sshKeygenCommand(t, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("ssh-keygen %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func sshKeygenCommand(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Fatal("ssh-keygen is missing: install openssh-client (make deps)")
	}
	return exec.Command(path, args...)
}

// sshKeygenTypes are the keys that ssh-keygen makes, and what we call them.
var sshKeygenTypes = []struct {
	args []string
	typ  string
	bits int
}{
	{[]string{"-t", "ed25519"}, "ssh-ed25519", 0},
	{[]string{"-t", "ecdsa", "-b", "256"}, "ecdsa-sha2-nistp256", 0},
	{[]string{"-t", "ecdsa", "-b", "384"}, "ecdsa-sha2-nistp384", 0},
	{[]string{"-t", "ecdsa", "-b", "521"}, "ecdsa-sha2-nistp521", 0},
	{[]string{"-t", "rsa", "-b", "2048"}, "ssh-rsa", 2048},
}

func TestKeysFromSSHKeygenAreRead(t *testing.T) {
	for _, typ := range sshKeygenTypes {
		t.Run(typ.typ, func(t *testing.T) { readKeysFromSSHKeygen(t, typ.args) })
	}
}

func readKeysFromSSHKeygen(t *testing.T, typ []string) {
	comments := []string{"alice@example.org", "", "a key with  blanks", strings.Repeat("long ", 100) + "."}
	if typ[1] == "rsa" {
		comments = comments[:1] // they take ssh-keygen a second each
	}
	for _, comment := range comments {
		file := filepath.Join(t.TempDir(), "key")
		sshKeygen(t, append([]string{"-q", "-N", "", "-C", comment, "-f", file}, typ...)...)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		k, err := keys.ParsePrivate(text)
		if err != nil {
			t.Fatalf("comment %q: %v", comment, err)
		}
		pub, err := os.ReadFile(file + ".pub")
		if err != nil {
			t.Fatal(err)
		}
		if got := string(k.PublicKey().AppendLine(nil, k.Comment())); strings.TrimSpace(got) != strings.TrimSpace(string(pub)) {
			t.Errorf("public half: want %s, got %s", pub, got)
		}
		if want, got := sshKeygen(t, "-l", "-f", file+".pub"), k.PublicKey().Fingerprint(); !strings.Contains(want, got) {
			t.Errorf("fingerprint: want %s, got %s", want, got)
		}
	}
}

func TestSSHKeygenReadsOurKeys(t *testing.T) {
	for _, typ := range sshKeygenTypes {
		t.Run(typ.typ, func(t *testing.T) { showSSHKeygenOurKeys(t, typ.typ, typ.bits) })
	}
}

func showSSHKeygenOurKeys(t *testing.T, typ string, bits int) {
	k, err := keys.Generate(typ, rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	for _, comment := range []string{"", "me@here", "1234567", "12345678"} {
		k.SetComment(comment)
		text, err := k.Marshal(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		want := string(k.PublicKey().AppendLine(nil, comment))
		if got := sshKeygen(t, "-y", "-f", file); got != want {
			t.Errorf("ssh-keygen -y: want %q, got %q", want, got)
		}
		want = fmt.Sprintf("%d %s %s (%s)\n", k.PublicKey().Bits(), k.PublicKey().Fingerprint(), comment, k.PublicKey().Label())
		if got := sshKeygen(t, "-l", "-f", file); got != want {
			t.Errorf("ssh-keygen -l: want %q, got %q", want, got)
		}
	}
}

// ssh-keygen -p reads a whole file and writes it anew.
func TestSSHKeygenRewritesOurKey(t *testing.T) {
	k := testKey(t)
	k.SetComment("kept")
	text, err := k.Marshal(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	sshKeygen(t, "-q", "-p", "-P", "", "-N", "", "-f", file)
	text, err = os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, err := keys.ParsePrivate(text)
	if err != nil || !got.PublicKey().Equal(k.PublicKey()) || got.Comment() != "kept" {
		t.Errorf("the rewritten key: %v", err)
	}
}
