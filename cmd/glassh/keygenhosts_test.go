package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// hostsFile has a line of every kind; KEY stands for a key.
const hostsFile = `# a comment
box,192.0.2.1 KEY the comment

*.lan,!bad.lan KEY
@revoked old KEY
@cert-authority *.example KEY
[box]:2222 KEY
box KEY
last KEY`

func writeHosts(t *testing.T, file, text string) {
	t.Helper()
	key := filepath.Join(t.TempDir(), "key")
	must(t, "keygen", "-q", "-f", key, "-N", "", "-C", "")
	write(t, file, strings.ReplaceAll(text, "KEY", strings.TrimSpace(read(t, key+".pub"))))
}

// TestKeygenFindsHostsAsSSHKeygenDoes compares what both say of the same file.
func TestKeygenFindsHostsAsSSHKeygenDoes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known_hosts")
	writeHosts(t, file, hostsFile)
	for _, args := range []string{
		"-F box", "-F BOX", "-F 192.0.2.1", "-F a.lan", "-F bad.lan", "-F old", "-F x.example", "-F [box]:2222", "-F nobody",
		"-l -F box", "-lv -F old", "-l -E md5 -F box", "-q -F box", "-F last",
	} {
		args := append([]string{"-f", file}, strings.Fields(args)...)
		out, err := exec.Command("ssh-keygen", args...).Output()
		got, stderr, status := glassh(t, append([]string{"keygen"}, args...)...)
		if diff := cmp.Diff(string(out), got); diff != "" || (status == 0) != (err == nil) || stderr != "" {
			t.Errorf("%q: exit status %d, %v, %s (-want +got):\n%s", args, status, err, stderr, diff)
		}
	}
	got := must(t, "keygen", "-F", "box", "-H", "-f", file)
	if strings.Count(got, "\n|1|") != 3 || strings.Contains(got, "\nbox") {
		t.Errorf("-F -H: got\n%s", got)
	}
}

func TestKeygenRemovesHostsAsSSHKeygenDoes(t *testing.T) {
	dir := t.TempDir()
	for _, host := range []string{"box", "a.lan", "old", "x.example", "last", "nobody", "[box]:2222"} {
		ours, theirs := filepath.Join(dir, "ours"), filepath.Join(dir, "theirs")
		writeHosts(t, ours, hostsFile)
		write(t, theirs, read(t, ours))
		before := read(t, ours)
		want := strings.NewReplacer(theirs, ours, "\r", "").Replace(sshKeygen(t, "-f", theirs, "-R", host))
		stdout, stderr, status := glassh(t, "keygen", "-f", ours, "-R", host)
		if diff := cmp.Diff(want, stdout+stderr); diff != "" || status != 0 {
			t.Errorf("%s: exit status %d (-want +got):\n%s", host, status, diff)
		}
		if diff := cmp.Diff(strings.TrimSpace(read(t, theirs)), strings.TrimSpace(read(t, ours))); diff != "" {
			t.Errorf("%s: the file (-want +got):\n%s", host, diff)
		}
		if strings.Contains(stdout, "updated") && read(t, ours+".old") != before {
			t.Errorf("%s: the old file is not what was", host)
		}
	}
}

func TestKeygenHashesHosts(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known_hosts")
	writeHosts(t, file, hostsFile)
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, status := glassh(t, "keygen", "-H", "-f", file)
	if want := file + " updated.\nOriginal contents retained as " + file + ".old\n"; status != 0 || stdout != want {
		t.Errorf("want %q, got %d %q", want, status, stdout)
	}
	for _, want := range []string{":4: ignoring host name with wildcard: *.lan,!bad.lan\n", "WARNING: " + file + ".old contains unhashed entries"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("want %q, got %q", want, stderr)
		}
	}
	for host, want := range map[string]int{"box": 2, "192.0.2.1": 1, "[box]:2222": 1, "last": 1, "a.lan": 1, "old": 1} {
		if got := strings.Count(sshKeygen(t, "-f", file, "-F", host), "# Host "); got != want {
			t.Errorf("%s: want %d lines, got %d", host, want, got)
		}
	}
	if text := read(t, file); strings.Contains(text, "box") || strings.Count(text, "|1|") != 5 {
		t.Errorf("not hashed:\n%s", text)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("want mode 0640, got %v, %v", info.Mode(), err)
	}
	again := read(t, file)
	if _, stderr, status := glassh(t, "keygen", "-H", "-f", file); status != 0 || read(t, file) != again || strings.Contains(stderr, "WARNING") {
		t.Errorf("a second time: %d, %s", status, stderr)
	}
}

// TestKeygenLeavesADamagedFileAlone: what a malformed line was meant to say is not
// known, so the file is not written anew without it.
func TestKeygenLeavesADamagedFileAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known_hosts")
	writeHosts(t, file, "box KEY\ngarbage\n")
	before := read(t, file)
	for _, args := range [][]string{{"-R", "box"}, {"-H"}} {
		_, stderr, status := glassh(t, append([]string{"keygen", "-f", file}, args...)...)
		if want := file + ":2: "; status != 1 || !strings.Contains(stderr, want) || !strings.Contains(stderr, "not changed") {
			t.Errorf("%q: want an error with %q, got %d %q", args, want, status, stderr)
		}
		if read(t, file) != before {
			t.Errorf("%q: the file has changed", args)
		}
	}
	_, stderr, status := glassh(t, "keygen", "-R", "box", "-f", filepath.Join(t.TempDir(), "none"))
	if status != 1 || !strings.Contains(stderr, "no such file") {
		t.Errorf("a file that is not there: %d %q", status, stderr)
	}
}
