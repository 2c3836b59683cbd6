package keys_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/keys"
)

// localTime renders a time as ssh-keygen does.
func localTime(unix uint64) string { return time.Unix(int64(unix), 0).Format("2006-01-02T15:04:05") }

// listed checks that ssh-keygen -L prints of a certificate what we do.
func listed(t *testing.T, k *keys.PublicKey) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x-cert.pub")
	if err := os.WriteFile(file, k.AppendLine(nil, ""), 0o600); err != nil {
		t.Fatal(err)
	}
	want := sshKeygen(t, "-L", "-f", file)
	if got := file + ":\n" + string(k.AppendCertificateText(nil, localTime)); got != want {
		t.Errorf("ssh-keygen -L: want\n%s\ngot\n%s", want, got)
	}
}

// TestCertificatesFromSSHKeygenAreRead has ssh-keygen make an authority and a key of
// each type, and certificates of them all by an authority of the next type.
func TestCertificatesFromSSHKeygenAreRead(t *testing.T) {
	dir := t.TempDir()
	for i, typ := range sshKeygenTypes[:5] { // RSA once
		sshKeygen(t, append([]string{"-q", "-N", "", "-C", "me", "-f", filepath.Join(dir, string(rune('a'+i)))}, typ.args...)...)
	}
	for i, typ := range sshKeygenTypes[:5] {
		ca, key := filepath.Join(dir, string(rune('a'+(i+1)%5))), filepath.Join(dir, string(rune('a'+i)))
		for _, args := range [][]string{
			{"-n", "alice,bob", "-z", "18446744073709551615"},
			{"-n", "alice", "-V", "20200101:20400101", "-O", "clear", "-O", "permit-pty", "-O", "force-command=ls -l", "-O", "source-address=10.0.0.0/8,::1/128"},
			{"-n", "alice", "-V", "always:20400101", "-O", "verify-required", "-O", "no-touch-required",
				"-O", "critical:x@example.org=a", "-O", "critical:y@example.org", "-O", "extension:z@example.org=b"},
			{"-h", "-n", "*.example.org", "-V", "20200101:forever"},
			{"-h"}, // for no host
		} {
			sshKeygen(t, append(append([]string{"-q", "-s", ca, "-I", "the ID"}, args...), key+".pub")...)
			text, err := os.ReadFile(key + "-cert.pub")
			if err != nil {
				t.Fatal(err)
			}
			k, comment, err := keys.ParsePublicLine(string(text))
			if err != nil {
				t.Fatalf("%s, %v: %v", typ.typ, args, err)
			}
			if string(k.AppendLine(nil, comment)) != string(text) {
				t.Errorf("want %s, got %s", text, k)
			}
			plain, err := os.ReadFile(key + ".pub")
			if err != nil {
				t.Fatal(err)
			}
			if want := k.Plain().AppendLine(nil, "me"); string(plain) != string(want) {
				t.Errorf("the certified key: want %s, got %s", plain, want)
			}
			listed(t, k)
		}
	}
}

func TestSSHKeygenReadsOurCertificates(t *testing.T) {
	for _, typ := range sshKeygenTypes[:5] {
		ca, err := keys.Generate(typ.typ, rand.Reader, typ.bits)
		if err != nil {
			t.Fatal(err)
		}
		for _, template := range []keys.Certificate{
			{Serial: 1, Kind: keys.UserCertificate, KeyID: "me", Principals: []string{"alice", "bob"}, ValidBefore: keys.Forever, Extensions: keys.UserExtensions()},
			{Serial: 1<<64 - 1, Kind: keys.HostCertificate, Principals: []string{"*.example.org"}, ValidAfter: 1 << 30, ValidBefore: 1 << 31},
			{Kind: keys.UserCertificate, Principals: []string{"alice"}, ValidBefore: 1 << 31,
				CriticalOptions: []keys.CertificateOption{{Name: "verify-required"}, keys.TextOption("source-address", "::1"),
					keys.TextOption("force-command", "ls"), {Name: "x@y", Data: []byte{1}}},
				Extensions: []keys.CertificateOption{{Name: "x@y"}, {Name: "permit-pty"}}},
		} {
			k, err := keys.SignCertificate(rand.Reader, ca, ca.PublicKey(), &template)
			if err != nil {
				t.Fatal(err)
			}
			listed(t, k)
		}
	}
}

func TestOldCertificatesAreReadAndNotAccepted(t *testing.T) {
	dir := t.TempDir()
	ca, key := filepath.Join(dir, "ca"), filepath.Join(dir, "key")
	sshKeygen(t, "-q", "-N", "", "-t", "rsa", "-b", "2048", "-f", ca)
	sshKeygen(t, "-q", "-N", "", "-t", "ed25519", "-f", key)
	sshKeygen(t, "-q", "-s", ca, "-t", "ssh-rsa", "-I", "x", "-n", "alice", key+".pub")
	text, err := os.ReadFile(key + "-cert.pub")
	if err != nil {
		t.Fatal(err)
	}
	k, _, err := keys.ParsePublicLine(string(text))
	if err != nil {
		t.Fatal(err)
	}
	listed(t, k)
	use := keys.CertificateUse{Kind: keys.UserCertificate, Names: []string{"alice"}, Time: now}
	if err := k.Certificate().Check(use); err == nil || !strings.Contains(err.Error(), "signed it with ssh-rsa") {
		t.Errorf("SHA-1: %v", err)
	}
}
