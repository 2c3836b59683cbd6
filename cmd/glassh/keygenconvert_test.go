package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestKeysAreConvertedAsSSHKeygenConvertsThem compares -e and -i in all forms.
func TestKeysAreConvertedAsSSHKeygenConvertsThem(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ typ, formats string }{
		{"rsa", "RFC4716 PKCS8 PEM"}, {"ecdsa", "RFC4716 PKCS8 PEM"}, {"ed25519", "RFC4716"},
	} {
		file := filepath.Join(dir, c.typ)
		must(t, "keygen", "-q", "-t", c.typ, "-f", file, "-N", "secret", "-a", "1")
		line := strings.Join(strings.Fields(read(t, file+".pub"))[:2], " ") + "\n"
		for _, format := range strings.Fields(c.formats) {
			text := must(t, "keygen", "-e", "-m", format, "-f", file) // the public half is not encrypted
			if want := sshKeygen(t, "-e", "-m", format, "-f", file+".pub"); without(text, "Comment:") != without(want, "Comment:") {
				t.Errorf("%s, -e -m %s: want %s, got %s", c.typ, format, want, text)
			}
			if got := must(t, "keygen", "-i", "-m", format, "-f", write(t, filepath.Join(dir, "exported"), text)); got != line {
				t.Errorf("%s, -i -m %s: want %s, got %s", c.typ, format, line, got)
			}
			if format == "PEM" && c.typ != "rsa" {
				continue // which ssh-keygen writes, and does not read
			}
			if got := sshKeygen(t, "-i", "-m", format, "-f", filepath.Join(dir, "exported")); got != line {
				t.Errorf("%s: ssh-keygen -i -m %s: want %s, got %s", c.typ, format, line, got)
			}
		}
	}
}

// TestPrivateKeysInOtherForms writes them with -m, and reads them with both programs.
func TestPrivateKeysInOtherForms(t *testing.T) {
	for _, c := range []struct{ typ, format, passphrase string }{
		{"ecdsa", "PKCS8", ""}, {"ecdsa", "PKCS8", "secret"}, {"ecdsa", "PEM", ""}, {"ecdsa", "PEM", "secret"},
		{"rsa", "pkcs8", "secret"}, {"rsa", "pem", "secret"},
	} {
		file := filepath.Join(t.TempDir(), "key")
		bits := map[string]string{"ecdsa": "256", "rsa": "2048"}[c.typ]
		must(t, "keygen", "-q", "-t", c.typ, "-b", bits, "-f", file, "-N", c.passphrase, "-m", c.format)
		line := strings.Join(strings.Fields(read(t, file+".pub"))[:2], " ") + "\n"
		if text := read(t, file); strings.Contains(text, "OPENSSH") || strings.Contains(text, "ENCRYPTED") != (c.passphrase != "") {
			t.Errorf("%v: got %s", c, text)
		}
		if got := must(t, "keygen", "-y", "-P", c.passphrase, "-f", file); got != line {
			t.Errorf("%v: -y: want %s, got %s", c, line, got)
		}
		if got := sshKeygen(t, "-y", "-P", c.passphrase, "-f", file); got != line {
			t.Errorf("%v: ssh-keygen -y: want %s, got %s", c, line, got)
		}
		must(t, "keygen", "-q", "-p", "-P", c.passphrase, "-N", "", "-f", file)
		if text := read(t, file); !strings.Contains(text, "OPENSSH") {
			t.Errorf("%v: rewritten as %s", c, text)
		}
	}
}

func TestConversionsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	must(t, "keygen", "-q", "-f", file, "-N", "secret", "-a", "1")
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"-e -m fnord", 2, "there are RFC4716, PKCS8 and PEM"},
		{"-e -m PEM", 1, "ssh-ed25519"},
		{"-i -P wrong", 1, "passphrase"},
		{"-p -m PEM -P secret -N x", 1, "ssh-ed25519"},
		{"-e -i", 2, "two things"},
	} {
		before := read(t, file)
		_, stderr, status := glassh(t, append([]string{"keygen", "-f", file}, strings.Fields(c.args)...)...)
		if status != c.status || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: want %d, %q, got %d, %q", c.args, c.status, c.want, status, stderr)
		}
		if read(t, file) != before {
			t.Errorf("%s: the file has changed", c.args)
		}
	}
	garbage := write(t, filepath.Join(t.TempDir(), "garbage"), "garbage\n")
	for _, verb := range []string{"-e", "-i", "-y"} {
		_, stderr, status := glassh(t, "keygen", verb, "-f", garbage)
		if status != 1 || !strings.HasPrefix(stderr, "glassh keygen: "+garbage+": ") || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s of garbage: %d %q", verb, status, stderr)
		}
	}
}
