package sshsig_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/sshsig"
)

const message = "a message of\nseveral lines\x00\xff"

// sshKeygen runs ssh-keygen with message as its standard input, and returns what it
// prints on its standard output, and whether it succeeds.
func sshKeygen(t *testing.T, args ...string) (stdout string, ok bool) {
	t.Helper()
	path, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Fatal("ssh-keygen is missing: install openssh-client (make deps)")
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "TZ=UTC")
	cmd.Stdin = strings.NewReader(message)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	if stderr.Len() > 0 {
		t.Logf("ssh-keygen %s: %s", strings.Join(args, " "), &stderr)
	}
	return string(out), err == nil
}

func must(t *testing.T, args ...string) string {
	t.Helper()
	out, ok := sshKeygen(t, args...)
	if !ok {
		t.Fatalf("ssh-keygen %s fails: %s", strings.Join(args, " "), out)
	}
	return out
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, name)
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

// theirKey lets ssh-keygen make a key in dir, and reads it.
func theirKey(t *testing.T, dir, name string, args ...string) keys.Signer {
	t.Helper()
	file := filepath.Join(dir, name)
	must(t, append(args, "-q", "-N", "", "-C", name, "-f", file)...)
	key, err := keys.ParsePrivate([]byte(read(t, file)))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestSignaturesGoBothWays(t *testing.T) {
	for _, args := range [][]string{
		{"-t", "ed25519"}, {"-t", "ecdsa", "-b", "256"}, {"-t", "ecdsa", "-b", "384"}, {"-t", "ecdsa", "-b", "521"}, {"-t", "rsa", "-b", "2048"},
	} {
		t.Run(strings.Join(args[1:], ""), func(t *testing.T) {
			dir := t.TempDir()
			key := theirKey(t, dir, "key", args...)
			allowed := "alice " + key.PublicKey().String() + "\n"
			for _, hash := range []string{"sha256", "sha512"} {
				checkTheirs(t, dir, key, allowed, hash)
				checkOurs(t, dir, key, allowed, hash)
			}
		})
	}
}

func checkTheirs(t *testing.T, dir string, key keys.Signer, allowed, hash string) {
	text := must(t, "-Y", "sign", "-n", "file", "-O", "hashalg="+hash, "-f", filepath.Join(dir, "key"))
	s, err := sshsig.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(s.Armour()); got != text {
		t.Errorf("the same signature in armour: want\n%s\ngot\n%s", text, got)
	}
	list, errs := sshsig.ParseAllowedSigners([]byte(allowed), time.UTC)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if err := list.Verify(s, strings.NewReader(message), sshsig.Claim{Principal: "alice", Namespace: "file", Time: time.Now()}); err != nil {
		t.Errorf("%s: %v", hash, err)
	}
	if err := s.Verify(strings.NewReader(message+"!"), "file"); err == nil {
		t.Errorf("%s: another message verifies", hash)
	}
	// Ed25519 and RSA have one signature of a message.
	if typ := key.PublicKey().Type(); typ == "ssh-ed25519" || typ == "ssh-rsa" {
		ours, err := sshsig.Sign(rand.Reader, key, "file", hash, strings.NewReader(message))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(ours.Armour()); got != text {
			t.Errorf("%s: want\n%s\ngot\n%s", hash, text, got)
		}
	}
}

func checkOurs(t *testing.T, dir string, key keys.Signer, allowed, hash string) {
	s, err := sshsig.Sign(rand.Reader, key, "file", hash, strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	sig, signers := write(t, dir, "sig", string(s.Armour())), write(t, dir, "allowed", allowed)
	want := fmt.Sprintf("Good \"file\" signature for alice with %s key %s\n", key.PublicKey().Label(), key.PublicKey().Fingerprint())
	if got := must(t, "-Y", "verify", "-f", signers, "-I", "alice", "-n", "file", "-s", sig); got != want {
		t.Errorf("%s: want %q, got %q", hash, want, got)
	}
	must(t, "-Y", "check-novalidate", "-n", "file", "-s", sig)
	if _, ok := sshKeygen(t, "-Y", "check-novalidate", "-n", "git", "-s", sig); ok {
		t.Errorf("%s: ssh-keygen accepts another namespace", hash)
	}
}

// What ssh-keygen and we make of the same allowed_signers file, at the same time.
func TestAllowedSignersAsSSHKeygenReadsThem(t *testing.T) {
	dir := t.TempDir()
	key, ca := theirKey(t, dir, "key", "-t", "ed25519"), theirKey(t, dir, "ca", "-t", "ed25519")
	must(t, "-q", "-s", filepath.Join(dir, "ca"), "-I", "x", "-n", "alice,ops", "-V", "20260101:20261231", filepath.Join(dir, "key.pub"))
	plain := must(t, "-Y", "sign", "-n", "file", "-f", filepath.Join(dir, "key"))
	cert := must(t, "-Y", "sign", "-n", "file", "-f", filepath.Join(dir, "key-cert.pub"))
	k, a := key.PublicKey().String(), ca.PublicKey().String()
	const at = "20260615120000"
	moment, err := sshsig.ParseTime(at, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	accepted := 0
	for _, c := range []struct {
		file string
		who  []string
	}{
		{"alice " + k, []string{"alice", "bob"}},
		{"alice,*@example.org,!root@* " + k, []string{"alice", "x@example.org", "root@example.org"}},
		{`"The Builder" ` + k, []string{"The Builder", "The"}},
		{"* namespaces=\"git,fi*\" " + k, []string{"alice"}},
		{"* namespaces=\"!file,*\" " + k, []string{"alice"}},
		{"* valid-after=\"20260615120000\" " + k, []string{"alice"}},
		{"* valid-after=\"20260615120001\" " + k, []string{"alice"}},
		{"* valid-before=\"20260615120000Z\" " + k, []string{"alice"}},
		{"* valid-before=\"20260615115959\" " + k, []string{"alice"}},
		{"* valid-after=\"20260615\",valid-before=\"20260616\" " + k + " a comment", []string{"alice"}},
		{"* cert-authority " + a, []string{"alice", "ops", "bob"}},
		{"alice,o* cert-authority,namespaces=\"file\" " + a, []string{"alice", "ops"}},
		{"bob cert-authority " + a, []string{"bob", "alice"}},
		{"* cert-authority " + k, []string{"alice"}},
		{"* " + a, []string{"alice"}},
		{"# nothing\n\n", []string{"alice"}},
	} {
		file := c.file
		signers := write(t, dir, "allowed", file+"\n")
		list, errs := sshsig.ParseAllowedSigners([]byte(file+"\n"), time.UTC)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		for kind, text := range map[string]string{"plain": plain, "certificate": cert} {
			sig := write(t, dir, "sig", text)
			s, err := sshsig.Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			for _, who := range c.who {
				_, want := sshKeygen(t, "-Y", "verify", "-f", signers, "-I", who, "-n", "file", "-s", sig, "-O", "verify-time="+at)
				err := list.Verify(s, strings.NewReader(message), sshsig.Claim{Principal: who, Namespace: "file", Time: moment})
				if got := err == nil; want != got {
					t.Errorf("%s\n%s, %s: want %v, got %v", file, kind, who, want, err)
				}
				if want {
					accepted++
				}
			}
			out, _ := sshKeygen(t, "-Y", "find-principals", "-f", signers, "-s", sig, "-O", "verify-time="+at)
			if want, got := strings.Fields(out), list.FindPrincipals(s, moment); strings.Join(want, " ") != strings.Join(got, " ") {
				t.Errorf("%s\n%s: want principals %q, got %q", file, kind, want, got)
			}
		}
		for _, who := range c.who[:1] {
			out, _ := sshKeygen(t, "-Y", "match-principals", "-f", signers, "-I", who)
			want := slices.Collect(strings.Lines(out))
			if got := list.MatchPrincipals(who); strings.Join(want, "") != strings.Join(append(got, ""), "\n") {
				t.Errorf("%s\n%s: want %q, got %q", file, who, want, got)
			}
		}
	}
	if accepted < 10 {
		t.Errorf("only %d signatures were accepted", accepted)
	}
}
