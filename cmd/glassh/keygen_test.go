package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sshKeygen runs OpenSSH's ssh-keygen and returns what it prints.
func sshKeygen(t *testing.T, args ...string) string {
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

// must runs the program inside the test, in which it succeeds.
func must(t *testing.T, args ...string) string {
	t.Helper()
	stdout, stderr, status := glassh(t, args...)
	if status != 0 || stderr != "" {
		t.Fatalf("glassh %q: exit status %d: %s", args, status, stderr)
	}
	return stdout
}

func write(t *testing.T, file, text string) string {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSSHKeygenReadsWhatKeygenMakes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	said := must(t, "keygen", "-t", "ed25519", "-f", file, "-C", "a comment", "-N", "")
	for _, f := range []string{file, file + ".pub"} {
		if want, got := sshKeygen(t, "-l", "-f", f), must(t, "keygen", "-l", "-f", f); got != want {
			t.Errorf("-l of %s:\nwant %s\ngot  %s", f, want, got)
		}
		if want, got := sshKeygen(t, "-lv", "-f", f), must(t, "keygen", "-lv", "-f", f); got != want {
			t.Errorf("-lv of %s:\nwant\n%s\ngot\n%s", f, want, got)
		}
	}
	for _, want := range []string{sshKeygen(t, "-y", "-f", file), read(t, file+".pub")} {
		if got := must(t, "keygen", "-y", "-f", file); got != want {
			t.Errorf("-y:\nwant %s\ngot  %s", want, got)
		}
	}
	art := strings.SplitAfterN(sshKeygen(t, "-lv", "-f", file), "\n", 2)[1]
	fingerprint := strings.Fields(sshKeygen(t, "-l", "-f", file))[1]
	want := "Generating public/private ed25519 key pair.\n" +
		"Your identification has been saved in " + file + ", without encryption\n" +
		"Your public key has been saved in " + file + ".pub\n" +
		"The key fingerprint is:\n" + fingerprint + " a comment\n" +
		"The key's randomart image is:\n" + art
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("what keygen says (-want +got):\n%s", diff)
	}
}

func TestSSHKeygenReadsEveryTypeThatKeygenMakes(t *testing.T) {
	for _, args := range []string{"-t ecdsa", "-t ecdsa -b 384", "-t ecdsa -b 521", "-t rsa -b 2048", "-t ecdsa-sha2-nistp256"} {
		file := filepath.Join(t.TempDir(), "key")
		must(t, append([]string{"keygen", "-q", "-f", file, "-N", ""}, strings.Fields(args)...)...)
		if want, got := sshKeygen(t, "-lv", "-f", file), must(t, "keygen", "-lv", "-f", file); got != want {
			t.Errorf("-lv of %s:\nwant\n%s\ngot\n%s", args, want, got)
		}
		if want, got := sshKeygen(t, "-y", "-f", file), read(t, file+".pub"); got != want {
			t.Errorf("%s: want %s, got %s", args, want, got)
		}
	}
	e, stdout, _ := testEnv(t, "\n")
	if run([]string{"glassh", "keygen", "-t", "ed448"}, e) != 0 || !strings.Contains(stdout.String(), "id_ed448") {
		t.Errorf("Ed448: %s", stdout)
	}
	e, stdout, _ = testEnv(t, "\n")
	if run([]string{"glassh", "keygen", "-t", "mldsa44-ed25519"}, e) != 0 || !strings.Contains(stdout.String(), "id_mldsa44_ed25519") {
		t.Errorf("the composite: %s", stdout)
	}
}

func TestFingerprintsAreSSHKeygens(t *testing.T) {
	dir := t.TempDir()
	key, secret := filepath.Join(dir, "key"), filepath.Join(dir, "secret")
	must(t, "keygen", "-q", "-f", key, "-N", "", "-C", "a comment")
	must(t, "keygen", "-q", "-s", key, "-I", "id", "-n", "alice", key+".pub")
	must(t, "keygen", "-q", "-t", "ecdsa", "-f", secret, "-N", "secret", "-a", "1", "-C", "another")
	alone := write(t, filepath.Join(dir, "alone"), read(t, secret))
	for _, file := range []string{key, key + ".pub", key + "-cert.pub", secret, alone} {
		for _, args := range []string{"-l", "-lv", "-l -E md5", "-lv -E md5", "-B", "-l -E SHA256"} {
			args := append(strings.Fields(args), "-f", file)
			if want, got := without(sshKeygen(t, args...), "debug1:"), must(t, append([]string{"keygen"}, args...)...); got != want {
				t.Errorf("%q: want %s, got %s", args, want, got)
			}
		}
	}
}

func TestKeyFilesAreForTheirUserOnly(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	write(t, file, "a file that others may read")
	if err := os.Chmod(file, 0o666); err != nil {
		t.Fatal(err)
	}
	e, _, stderr := testEnv(t, "y\n")
	if status := run([]string{"glassh", "keygen", "-q", "-f", file}, e); status != 0 {
		t.Fatal(stderr)
	}
	if runtime.GOOS == "windows" {
		return // which has other permissions
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if want, got := os.FileMode(0o600), info.Mode().Perm(); got != want {
		t.Errorf("want mode %o, got %o", want, got)
	}
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	_, stderrText, status := glassh(t, "keygen", "-y", "-f", file)
	if want := "permissions 0640 let others read it"; status != 1 || !strings.Contains(stderrText, want) {
		t.Errorf("want %q, got %d %q", want, status, stderrText)
	}
}

func TestKeygenAsksBeforeItOverwrites(t *testing.T) {
	for _, c := range []struct {
		answer string
		status int
	}{
		{"n\n", 1}, {"\n", 1}, {"", 1}, {"Y\n", 0}, {"yes\n", 0},
	} {
		file := write(t, filepath.Join(t.TempDir(), "key"), "old")
		e, stdout, stderr := testEnv(t, c.answer)
		status := run([]string{"glassh", "keygen", "-N", "", "-f", file}, e)
		if want := file + " already exists.\nOverwrite (y/n)? "; !strings.Contains(stdout.String(), want) {
			t.Errorf("want %q, got %q", want, stdout)
		}
		if status != c.status || stderr.Len() > 0 {
			t.Errorf("answer %q: want exit status %d, got %d, %q", c.answer, c.status, status, stderr)
		}
		if kept := read(t, file) == "old"; kept != (c.status == 1) {
			t.Errorf("answer %q: the file was kept: %v", c.answer, kept)
		}
	}
}

func TestKeygenAsksForTheFile(t *testing.T) {
	e, stdout, stderr := testEnv(t, "\n")
	if status := run([]string{"glassh", "keygen"}, e); status != 0 {
		t.Fatal(stderr)
	}
	file := filepath.Join(e.home, ".ssh", "id_ed25519")
	for _, want := range []string{"Enter file in which to save the key (" + file + "): ", "Created directory '" + e.home + "/.ssh'.\n"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("want %q, got %q", want, stdout)
		}
	}
	if want, got := "alice@wonderland\n", read(t, file+".pub"); !strings.HasSuffix(got, want) {
		t.Errorf("want the comment %q, got %q", want, got)
	}
	info, err := os.Stat(filepath.Dir(file))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("want a directory of mode 0700, got %v, %v", info.Mode(), err)
	}
}

func TestKeygenRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	for _, c := range []struct{ args, want string }{
		{"-a 0", "-a 0: there are 1 to 2048 rounds"},
		{"-a 2049", "-a 2049: there are 1 to 2048 rounds"},
		{"-Z 3des-cbc", "-Z 3des-cbc: keys are not encrypted with that; there are aes256-ctr, "},
		{"-p -c", "-p and -c are two things"},
		{"-t dsa", "-t dsa: DSA is broken"},
		{"-t ecdsa-sk", "-t ecdsa-sk: such a key is made by a FIDO device"},
		{"-t fnord", "-t fnord: no type of keys is called that"},
		{"-b x", "-b x: this is no number of bits"},
		{"-t rsa -b 1024", "-b 1024: an RSA key has 2048 to 16384 bits"},
		{"-t ecdsa -b 255", "-b 255: an ECDSA key has 256, 384 or 521 bits"},
		{"-l -E fnord", "-E fnord: fingerprints are by sha256 or md5"},
		{"-D provider", "-D is not supported yet"},
		{"-F host -l -H", "-l and -H are two things"},
		{"-l -y", "-l and -y are two things"},
		{"key", `"key" is one argument too many`},
	} {
		_, stderr, status := glassh(t, append([]string{"keygen", "-f", file}, strings.Fields(c.args)...)...)
		if status != 2 || !strings.HasPrefix(stderr, "glassh keygen: "+c.want) {
			t.Errorf("keygen %s: want 2, %q, got %d, %q", c.args, c.want, status, stderr)
		}
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("there is a key all the same")
	}
}

// Files of every kind, with keys of every type that ssh-keygen makes, are listed as
// it lists them.
func TestFingerprintsOfFiles(t *testing.T) {
	dir := t.TempDir()
	lines := make(map[string]string) // without comment
	for _, typ := range []string{"ed25519", "rsa", "ecdsa"} {
		file := filepath.Join(dir, typ)
		args := []string{"-q", "-t", typ, "-N", "", "-C", "key of " + typ, "-f", file}
		if typ == "rsa" {
			args = append(args, "-b", "2048")
		}
		sshKeygen(t, args...)
		fields := strings.Fields(read(t, file+".pub"))
		lines[typ] = fields[0] + " " + fields[1]
	}
	for name, text := range map[string]string{
		"several keys":    lines["ed25519"] + " one\n\n# a comment\n" + lines["rsa"] + " two\n" + lines["ecdsa"] + " three and more\n",
		"known hosts":     "box,10.0.0.1 " + lines["ed25519"] + "\n[box]:2222 " + lines["rsa"] + " comment\n",
		"authorized keys": `command="echo \"a b\" c",no-pty ` + lines["ed25519"] + " one\nno-pty " + lines["ecdsa"] + "\n",
		"with junk":       "junk\nssh-ed25519 AAAA junk\n" + lines["ed25519"] + " one\n",
	} {
		file := write(t, filepath.Join(dir, "list"), text)
		if diff := cmp.Diff(sshKeygen(t, "-l", "-f", file), must(t, "keygen", "-l", "-f", file)); diff != "" {
			t.Errorf("%s (-ssh-keygen +glassh):\n%s", name, diff)
		}
	}
	sshKeygen(t, "-q", "-t", "ecdsa", "-m", "PEM", "-N", "", "-C", "of a PEM file", "-f", filepath.Join(dir, "pem"))
	for _, typ := range []string{"ed25519", "rsa", "ecdsa", "pem"} {
		file := filepath.Join(dir, typ)
		if diff := cmp.Diff(sshKeygen(t, "-lv", "-f", file), must(t, "keygen", "-lv", "-f", file)); diff != "" {
			t.Errorf("private key of %s (-ssh-keygen +glassh):\n%s", typ, diff)
		}
	}
	bare := write(t, filepath.Join(dir, "bare"), lines["ed25519"]+"\r\n")
	if got := must(t, "keygen", "-l", "-f", bare); !strings.HasSuffix(got, " no comment (ED25519)\n") {
		t.Errorf("a key without comment: got %q", got)
	}
	e, stdout, _ := testEnv(t, "box "+lines["ed25519"]+"\n")
	if status := run([]string{"glassh", "keygen", "-l", "-f", "-"}, e); status != 0 || !strings.HasSuffix(stdout.String(), " box (ED25519)\n") {
		t.Errorf("standard input: got %d, %q", status, stdout)
	}
	marked := write(t, filepath.Join(dir, "marked"), "@cert-authority *.example.org "+lines["ed25519"]+" authority\n")
	if got := must(t, "keygen", "-l", "-f", marked); !strings.HasSuffix(got, " authority (ED25519)\n") {
		t.Errorf("a line with a marker: got %q", got)
	}
}

func TestFilesWithoutKeys(t *testing.T) {
	for text, want := range map[string]string{
		"": "there is no public key in it", "junk\n": "there is no public key in it",
		"-----BEGIN RSA PRIVATE KEY-----\n": "keys: the key file is cut off",
	} {
		file := write(t, filepath.Join(t.TempDir(), "file"), text)
		_, stderr, status := glassh(t, "keygen", "-l", "-f", file)
		if status != 1 || !strings.HasPrefix(stderr, "glassh keygen: "+file+": "+want) {
			t.Errorf("%q: want 1, %q, got %d, %q", text, want, status, stderr)
		}
	}
}

func TestACommentCannotMoveTheCursor(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	must(t, "keygen", "-q", "-N", "", "-f", file, "-C", "evil")
	line := strings.Replace(read(t, file+".pub"), "evil", "evil\x1b[2J", 1)
	if got := must(t, "keygen", "-l", "-f", write(t, file, line)); strings.Contains(got, "\x1b") || !strings.Contains(got, `evil\x1b[2J`) {
		t.Errorf("got %q", got)
	}
}

func FuzzKeysInLines(f *testing.F) {
	const line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBDk6x7PhHZQMmyrLb5D/WFQzgpaaR9t3o05xPceAVJ7"
	for _, text := range []string{"", line, "box " + line + " comment\n", `command="a \" b" ` + line, "@revoked * " + line + "\n#\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, k := range keysInLines(text) {
			if keyBits(k.blob) == 0 || drawKey(k.blob) == "" {
				t.Errorf("%q: %+v", text, k)
			}
		}
	})
}
