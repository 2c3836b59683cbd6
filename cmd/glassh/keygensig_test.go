package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// keygenFrom runs keygen with text on its standard input.
func keygenFrom(t *testing.T, stdin string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	e, out, errs := testEnv(t, stdin)
	status = run(append([]string{"glassh", "keygen"}, args...), e)
	return out.String(), errs.String(), status
}

// newDesk makes a directory with keys of ssh-keygen's making and a file to sign, and
// returns what gives the names in it.
func newDesk(t *testing.T) (at func(name string) string) {
	dir := t.TempDir()
	at = func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"alice", "ca"} {
		sshKeygen(t, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", at(name))
	}
	sshKeygen(t, "-q", "-s", at("ca"), "-I", "alice's", "-n", "alice", "-z", "7", at("alice.pub"))
	write(t, at("allowed"), "# who may\nalice,*@example.org "+read(t, at("alice.pub"))+"alice cert-authority "+read(t, at("ca.pub")))
	write(t, at("file"), "what is signed\n")
	return at
}

func TestSignedHereVerifiedThere(t *testing.T) {
	at := newDesk(t)
	for _, key := range []string{"alice", "alice.pub", "alice-cert.pub"} {
		for _, hash := range []string{"sha512", "sha256"} {
			out, errs, status := keygenFrom(t, "y\n", "-Y", "sign", "-f", at(key), "-n", "file", "-O", "hashalg="+hash, at("file"))
			if want := "Signing file " + at("file") + "\nWrite signature to " + at("file.sig") + "\n"; status != 0 || errs != want {
				t.Fatalf("%s: exit status %d, want %q, got %q", key, status, want, errs)
			}
			if (out != "") != (key != "alice" || hash != "sha512") { // the question before overwriting
				t.Errorf("%s with %s: %q", key, hash, out)
			}
			check := exec.Command("ssh-keygen", "-Y", "check-novalidate", "-n", "file", "-s", at("file.sig"))
			check.Stdin = strings.NewReader(read(t, at("file")))
			if said, err := check.CombinedOutput(); err != nil {
				t.Errorf("%s with %s: %s", key, hash, said)
			}
		}
		got, _, status := keygenFrom(t, read(t, at("file")), "-Y", "sign", "-q", "-f", at(key), "-n", "file", "-O", "hashalg=sha256")
		if want := read(t, at("file.sig")); status != 0 || got != want {
			t.Errorf("%s, standard input: want\n%s\ngot\n%s", key, want, got)
		}
	}
}

func TestSignedThereVerifiedHere(t *testing.T) {
	at := newDesk(t)
	sshKeygen(t, "-Y", "sign", "-f", at("alice"), "-n", "file", at("file"))
	text := read(t, at("file"))
	write(t, at("empty"), "# nothing\n")
	write(t, at("revoked"), read(t, at("alice.pub")))
	fingerprint := strings.Fields(sshKeygen(t, "-l", "-f", at("alice.pub")))[1]
	for _, c := range []struct {
		name, args, stdin string
		stdout, stderr    string // stderr is a part
		status            int
	}{
		{"verify", "-Y verify -f ALLOWED -I alice -n file -s SIG", text,
			"Good \"file\" signature for alice with ED25519 key " + fingerprint + "\n", "", 0},
		{"quiet", "-Y verify -q -f ALLOWED -I alice -n file -s SIG", text, "", "", 0},
		{"with the key", "-Y verify -q -O print-pubkey -f ALLOWED -I alice -n file -s SIG", text,
			strings.Join(strings.Fields(read(t, at("alice.pub")))[:2], " ") + "\n", "", 0},
		{"another file", "-Y verify -f ALLOWED -I alice -n file -s SIG", "x", "Could not verify signature.\n", "signature verification failed", 255},
		{"somebody else", "-Y verify -f ALLOWED -I bob -n file -s SIG", text, "Could not verify signature.\n", `"bob" has no key ED25519 SHA256:`, 255},
		{"another use", "-Y verify -f ALLOWED -I alice -n git -s SIG", text, "Could not verify signature.\n", "namespace does not match", 255},
		{"no signers", "-Y verify -f NONE -I alice -n file -s SIG", text, "Could not verify signature.\n", "no such file", 255},
		{"no signature", "-Y verify -f ALLOWED -I alice -n file -s NONE", text, "Could not verify signature.\n", "no such file", 255},
		{"a signature that is none", "-Y verify -f ALLOWED -I alice -n file -s FILE", text, "Could not verify signature.\n", "not an SSH signature", 255},
		{"not revoked", "-Y verify -q -f ALLOWED -I alice -n file -s SIG -r EMPTY", text, "", "", 0},
		{"revoked", "-Y verify -f ALLOWED -I alice -n file -s SIG -r REVOKED", text, "Could not verify signature.\n", "is revoked by", 255},
		{"no revocations", "-Y verify -f ALLOWED -I alice -n file -s SIG -r NONE", text, "Could not verify signature.\n", "no such file", 255},
		{"check", "-Y check-novalidate -n file -s SIG", text, "Good \"file\" signature with ED25519 key " + fingerprint + "\n", "", 0},
		{"check another use", "-Y check-novalidate -n git -s SIG", text, "Could not verify signature.\n", "namespace does not match", 255},
		{"find", "-Y find-principals -f ALLOWED -s SIG", "", "alice\n*@example.org\n", "", 0},
		{"find nobody", "-Y find-principals -f EMPTY -s SIG", "", "", "No principal matched.", 255},
		{"match", "-Y match-principals -f ALLOWED -I alice", "", "alice,*@example.org\nalice\n", "", 0},
		{"match nobody", "-Y match-principals -f ALLOWED -I bob", "", "", "No principal matched.", 255},

		{"no operation", "-Y bogus", "", "", "-Y bogus: there are sign,", 2},
		{"no namespace", "-Y sign -f KEY", "", "", "Too few arguments for sign: missing namespace", 2},
		{"no principal", "-Y verify -f ALLOWED -n file -s SIG", "", "", "Too few arguments for verify: missing principal identity", 2},
		{"no signature file", "-Y check-novalidate -n file", "", "", "missing signature file", 2},
		{"no allowed signers", "-Y find-principals -s SIG", "", "", "missing allowed signers file", 2},
		{"a file too many", "-Y check-novalidate -n file -s SIG FILE", "", "", "one argument too many", 2},
		{"an unknown option", "-Y sign -f KEY -n file -O what", "", "", "-O what is no option", 2},
		{"a broken time", "-Y verify -f ALLOWED -I alice -n file -s SIG -O verify-time=noon", "", "", "not a time", 2},
		{"a broken hash", "-Y sign -f KEY -n file -O hashalg=md5", "", "", `hash "md5" is not supported`, 255},
		{"no key", "-Y sign -f NONE -n file", "", "", "no such file", 255},
		{"no file", "-Y sign -f KEY -n file NONE", "", "", "no such file", 255},
	} {
		args := strings.Fields(strings.NewReplacer("ALLOWED", at("allowed"), "SIG", at("file.sig"), "NONE", at("none"), "KEY", at("alice"),
			"FILE", at("file"), "EMPTY", at("empty"), "REVOKED", at("revoked")).Replace(c.args))
		stdout, stderr, status := keygenFrom(t, c.stdin, args...)
		if stdout != c.stdout || !strings.Contains(stderr, c.stderr) || status != c.status || c.stderr == "" && stderr != "" && c.stdout == "" {
			t.Errorf("%s: want %d, %q and %q, got %d, %q and %q", c.name, c.status, c.stdout, c.stderr, status, stdout, stderr)
		}
	}
}

func TestCertificatesSignFiles(t *testing.T) {
	at := newDesk(t)
	sshKeygen(t, "-Y", "sign", "-f", at("alice-cert.pub"), "-n", "file", at("file"))
	verify := []string{"-Y", "verify", "-f", at("allowed"), "-I", "alice", "-n", "file", "-s", at("file.sig")}
	out, errs, status := keygenFrom(t, read(t, at("file")), verify...)
	if want := `Good "file" signature for alice with ED25519-CERT key SHA256:`; status != 0 || !strings.HasPrefix(out, want) {
		t.Errorf("want %q, got %q and %q", want, out, errs)
	}
	sshKeygen(t, "-k", "-q", "-f", at("krl"), "-s", at("ca.pub"), write(t, at("spec"), "serial: 7\n"))
	if _, errs, status = keygenFrom(t, read(t, at("file")), append(verify, "-r", at("krl"))...); status != 255 || !strings.Contains(errs, "revoked") {
		t.Errorf("revoked by number: exit status %d, %q", status, errs)
	}
}

// A passphrase must not be taken from the message.
func TestEncryptedKeySignsStandardInput(t *testing.T) {
	at := newDesk(t)
	sshKeygen(t, "-q", "-p", "-P", "", "-N", "sesame", "-f", at("alice"))
	got, errs, status := keygenFrom(t, "sesame\n", "-Y", "sign", "-q", "-P", "sesame", "-f", at("alice"), "-n", "file")
	if status != 0 {
		t.Fatal(errs)
	}
	write(t, at("sig"), got)
	if out, errs, _ := keygenFrom(t, "sesame\n", "-Y", "check-novalidate", "-n", "file", "-s", at("sig")); !strings.HasPrefix(out, "Good") {
		t.Errorf("the whole input is signed: %q, %q", out, errs)
	}
}
