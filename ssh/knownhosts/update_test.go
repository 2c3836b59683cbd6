package knownhosts_test

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
)

func hostKeys(t *testing.T, n int) (list []*keys.PublicKey, lines []string) {
	t.Helper()
	for range n {
		key, err := keys.GenerateEd25519(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, key.PublicKey())
		lines = append(lines, string(key.PublicKey().AppendLine(nil, "")))
	}
	return list, lines
}

// A server rotates its keys: the old one goes, the new one comes, and nothing else
// changes.
func TestAnUpdateFollowsARotation(t *testing.T) {
	list, lines := hostKeys(t, 4)
	dir := t.TempDir()
	first, second, third := filepath.Join(dir, "1"), filepath.Join(dir, "2"), filepath.Join(dir, "3")
	write := func(file, text string) {
		if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	write(first, "# kept\nother "+lines[3]+"junk\nhost "+lines[0]+"host "+lines[1]+knownhosts.Hashed("host")+" "+lines[3])
	write(second, "host "+lines[0]+"[host]:99 "+lines[0]+"end")
	announced := []*keys.PublicKey{list[1], list[2]}
	var blobs [][]byte
	for _, k := range announced {
		blobs = append(blobs, k.Blob())
	}
	u, err := knownhosts.PlanUpdate([]string{first, second, third}, "host", 22, announced, blobs)
	if err != nil {
		t.Fatal(err)
	}
	if len(u.Add) != 1 || !u.Add[0].Equal(list[2]) || len(u.Drop) != 3 || u.Empty() {
		t.Fatalf("got %+v", u)
	}
	if err := u.Apply(false); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		first:  "# kept\nother " + lines[3] + "junk\nhost " + lines[1] + "host " + lines[2],
		second: "[host]:99 " + lines[0] + "end",
	} {
		got, err := os.ReadFile(file)
		if err != nil || string(got) != want {
			t.Errorf("%s: want\n%s\ngot\n%s%v", file, want, got, err)
		}
		if info, _ := os.Stat(file); info.Mode().Perm() != 0o640 {
			t.Errorf("%s: mode %v", file, info.Mode())
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 2 {
		t.Errorf("want 2 files, got %v", files)
	}
	if u, err = knownhosts.PlanUpdate([]string{first, second}, "host", 22, announced, blobs); err != nil || !u.Empty() {
		t.Errorf("a second time: %+v, %v", u, err)
	}
}

// Entries that say more than that a key is the host's are nobody's to change.
func TestFilesThatAreNotUpdated(t *testing.T) {
	list, lines := hostKeys(t, 2)
	file := filepath.Join(t.TempDir(), "known_hosts")
	for _, text := range []string{
		"h* " + lines[0], "host,other " + lines[0], "@revoked host " + lines[1], "@cert-authority * " + lines[1],
		"host " + lines[0] + "another " + lines[1],
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var no *knownhosts.NoUpdateError
		if _, err := knownhosts.PlanUpdate([]string{file}, "host", 22, list, nil); !errors.As(err, &no) {
			t.Errorf("%q: got %v", strings.Fields(text)[0], err)
		}
	}
	if _, err := knownhosts.PlanUpdate([]string{file}, "a host", 22, list, nil); err == nil {
		t.Error("a host name with a blank was taken")
	}
}

// What a server still has stays, though this program cannot judge or does not want it;
// new names are hashed if that is wanted.
func TestAnUpdateKeepsWhatItDoesNotKnow(t *testing.T) {
	list, lines := hostKeys(t, 3)
	file := filepath.Join(t.TempDir(), "known_hosts")
	text := "[host]:99 " + lines[0] + "[host]:99 unknown AAAAB3Vua25vd24=\n[host]:99 " + lines[1]
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(text, "AAAAB3Vua25vd24=", "AAAAB3Vua25vd24=")), 0o600); err != nil {
		t.Fatal(err)
	}
	u, err := knownhosts.PlanUpdate([]string{file}, "Host", 99, []*keys.PublicKey{list[0], list[2]}, [][]byte{list[0].Blob(), list[1].Blob()})
	if err != nil || len(u.Drop) != 0 || len(u.Add) != 1 {
		t.Fatalf("got %+v, %v", u, err)
	}
	if err := u.Apply(true); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if rest, ok := strings.CutPrefix(string(got), text); err != nil || !ok || !strings.HasPrefix(rest, "|1|") {
		t.Errorf("got %s, %v", got, err)
	}
	if _, err := knownhosts.Open(file).Check("host", 99, list[2]); err != nil {
		t.Error(err)
	}
}
