package knownhosts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/knownhosts"
)

// sshKeygen runs ssh-keygen and returns what it prints on its standard output.
func sshKeygen(t *testing.T, args ...string) string {
	t.Helper()
	path, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Fatal("ssh-keygen is missing: install openssh-client (make deps)")
	}
	out, err := exec.Command(path, args...).Output()
	if err != nil {
		t.Fatalf("ssh-keygen %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func TestFileHashedBySSHKeygen(t *testing.T) {
	file := write(t, "box,192.0.2.7 "+newKey(1).String(), "[box]:2222 "+newKey(2).String(), "Crate "+newKey(3).String())
	sshKeygen(t, "-H", "-f", file)
	text := read(t, file)
	if strings.Contains(text, "box") {
		t.Fatalf("not hashed:\n%s", text)
	}
	db := knownhosts.Open(file)
	for _, c := range []struct {
		host string
		port int
		key  byte
	}{{"box", 22, 1}, {"192.0.2.7", 22, 1}, {"box", 2222, 2}, {"crate", 22, 3}} {
		if _, err := db.Check(c.host, c.port, newKey(c.key)); err != nil {
			t.Errorf("%s:%d: %v", c.host, c.port, err)
		}
	}
	if got := kind(db.Check("barrel", 22, newKey(9))); got != "unknown" {
		t.Errorf("want unknown, got %s", got)
	}
}

func TestSSHKeygenFindsWhatWeAdd(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known_hosts")
	for i, hash := range []bool{false, true} {
		host := []string{"plain.example", "hashed.example"}[i]
		for _, port := range []int{22, 2222} {
			if err := knownhosts.Add(file, host, port, newKey(byte(port)), hash); err != nil {
				t.Fatal(err)
			}
			name := knownhosts.Name(host, port)
			if got := sshKeygen(t, "-F", name, "-f", file); !strings.Contains(got, newKey(byte(port)).String()) {
				t.Errorf("ssh-keygen -F %s: got %q", name, got)
			}
		}
	}
	sshKeygen(t, "-R", "hashed.example", "-f", file)
	if got := kind(knownhosts.Open(file).Check("hashed.example", 22, newKey(22))); got != "unknown 1" {
		t.Errorf("after ssh-keygen -R: want unknown 1, got %s", got)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}
