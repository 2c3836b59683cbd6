//go:build unix

package main

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

// A keyForm is a form of private key files.
type keyForm struct {
	name      string
	text      string
	encrypted bool   // with the passphrase "right"
	public    string // its line
}

// keyForms makes a file of every form.
func keyForms(t *testing.T) []keyForm {
	t.Helper()
	pass := []byte("right")
	text := func(b []byte, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	rsa, err := keys.Generate("ssh-rsa", rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p256, err := keys.Generate("ecdsa-sha2-nistp256", rand.Reader, 0)
	if err != nil {
		t.Fatal(err)
	}
	source := write(t, filepath.Join(t.TempDir(), "source"), text(p256.Marshal(rand.Reader)))
	ppk := func(version, passphrase string) string {
		out := source + ".ppk"
		args := []string{source, "-O", "private", "-o", out, "--ppk-param", version,
			"--new-passphrase", write(t, source+".pass", passphrase)}
		if said, err := exec.Command("puttygen", args...).CombinedOutput(); err != nil {
			t.Fatalf("puttygen: %v: install putty-tools (make deps)\n%s", err, said)
		}
		return read(t, out)
	}
	forms := []keyForm{
		{name: "OpenSSH", text: text(p256.Marshal(rand.Reader))},
		{name: "encrypted OpenSSH", text: text(p256.MarshalEncrypted(rand.Reader, pass, keys.MarshalOptions{Rounds: 1})), encrypted: true},
		{name: "PKCS1", text: text(rsa.MarshalPEM())},
		{name: "encrypted PKCS1", text: text(rsa.MarshalEncryptedPEM(rand.Reader, pass)), encrypted: true},
		{name: "SEC1", text: text(p256.MarshalPEM())},
		{name: "encrypted SEC1", text: text(p256.MarshalEncryptedPEM(rand.Reader, pass)), encrypted: true},
		{name: "PKCS8", text: text(p256.MarshalPKCS8())},
		{name: "encrypted PKCS8", text: text(p256.MarshalEncryptedPKCS8(rand.Reader, pass)), encrypted: true},
		{name: "PPK 2", text: ppk("version=2", "")},
		{name: "encrypted PPK 2", text: ppk("version=2", "right"), encrypted: true},
		{name: "PPK 3", text: ppk("version=3", "")},
		{name: "encrypted PPK 3", text: ppk("version=3,memory=64,passes=1", "right"), encrypted: true},
	}
	for i := range forms {
		key := p256
		if strings.Contains(forms[i].name, "PKCS1") {
			key = rsa
		}
		forms[i].public = string(key.PublicKey().AppendLine(nil, ""))
	}
	return forms
}

// damages of the text of a file.
func damages(text string) map[string]string {
	// Halfway through what is encoded.
	lines := strings.SplitAfter(text, "\n")
	lines[len(lines)/2] = "!" + lines[len(lines)/2][1:]
	return map[string]string{
		"truncated": text[:len(text)/2],
		"malformed": strings.Join(lines, ""),
		"oversized": text + strings.Repeat("x", maxKeyFile),
	}
}

// refusedIn checks that a program has failed with one line, which names the file once
// and says more.
func refusedIn(t *testing.T, what, file string, r result) {
	t.Helper()
	_, reason, _ := strings.Cut(r.stderr, file+": ")
	if r.status == 0 || strings.Count(r.stderr, "\n") != 1 || strings.Count(r.stderr, file) != 1 || len(reason) < 10 {
		t.Errorf("%s: want one line with the file's name and a reason, got %.1000v", what, r)
	}
}

// inside runs the program inside the test.
func inside(t *testing.T, environ []string, args ...string) result {
	t.Helper()
	e, stdout, stderr := testEnv(t, "")
	e.environ = environ
	status := run(append([]string{"glassh"}, args...), e)
	return result{stdout.String(), stderr.String(), status}
}

// Whoever gives a program a key file that it cannot use learns which and why, in a line.
func TestKeyFilesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sv := s.serve(t)
	spare := filepath.Join(s.dir, "spare")
	newKey(t, spare)
	answer := []string{"SSH_ASKPASS=/bin/echo", "SSH_ASKPASS_REQUIRE=force"} // the question, which is wrong
	environ := append([]string{"SSH_AUTH_SOCK=" + sshAgent(t, spare)}, answer...)
	public := spare + ".pub"
	everywhere := func(what, file string) {
		t.Helper()
		for _, args := range [][]string{
			{"keygen", "-y", "-P", "wrong", "-f", file},
			{"keygen", "-p", "-P", "wrong", "-N", "", "-f", file},
			{"keygen", "-c", "-P", "wrong", "-C", "x", "-f", file},
			{"keygen", "-e", "-P", "wrong", "-f", file},
			{"keygen", "-i", "-P", "wrong", "-f", file},
			{"keygen", "-l", "-f", file},
			{"keygen", "-s", file, "-P", "wrong", "-I", "id", "-n", "alice", public},
			{"keygen", "-Y", "sign", "-P", "wrong", "-n", "file", "-f", file, public},
			{"serve", "-t", "-h", file},
			{"add", file},
		} {
			if strings.Contains(what, "wrong passphrase") && (args[1] == "-l" || args[1] == "-e") {
				continue // the public half may be had without
			}
			refusedIn(t, what+", "+strings.Join(args[:2], " "), file, inside(t, environ, args...))
		}
		client := *sv
		client.user = file
		cmd := client.client(t, "HOST", "true")
		cmd.Env = append(cmd.Env, answer...)
		refusedIn(t, what+", ssh", file, output(t, cmd))
	}
	for _, form := range keyForms(t) {
		file := filepath.Join(s.dir, strings.ReplaceAll(form.name, " ", "-"))
		for damage, text := range damages(form.text) {
			everywhere(form.name+", "+damage, write(t, file, text))
		}
		if form.encrypted {
			write(t, s.authorized, form.public)
			everywhere(form.name+", wrong passphrase", write(t, file, form.text))
		}
		os.Remove(file)
	}
}
