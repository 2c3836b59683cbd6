package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
)

// TestCertificatesReadAsSSHKeygenReadsThem makes certificates with our program, and
// shows them with both.
func TestCertificatesReadAsSSHKeygenReadsThem(t *testing.T) {
	dir := t.TempDir()
	ca, user := filepath.Join(dir, "ca"), filepath.Join(dir, "user")
	must(t, "keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "secret", "-a", "1", "-f", ca)
	must(t, "keygen", "-q", "-N", "", "-f", user, "-C", "the comment")
	for _, args := range []string{
		"-n alice",
		"-n alice,bob -V 20240101:20991231235959 -z 16",
		"-n alice -V always:20400101120000Z",
		"-n alice -V 20240101:forever -t rsa-sha2-256",
		"-n alice -V -1w2d:+52w",
		"-n host.example,*.host.example -h",
		"-n alice -O clear -O permit-pty",
		"-n alice -O no-x11-forwarding -O no-agent-forwarding -O no-port-forwarding -O no-user-rc -O no-touch-required -O verify-required",
		"-n alice -O force-command=/bin/true -O source-address=192.0.2.0/24,2001:db8::1 -O critical:a@example=1 -O extension:b@example -O extension:c@example=2",
		"-h -n box -O extension:c@example",
	} {
		flags := append(append([]string{"-P", "secret", "-s", ca, "-I", "an id"}, strings.Fields(args)...), user+".pub")
		_, stderr, status := glassh(t, append([]string{"keygen"}, flags...)...)
		if status != 0 {
			t.Errorf("%s: exit status %d, %s", args, status, stderr)
			continue
		}
		want := sshKeygen(t, "-L", "-f", user+"-cert.pub")
		if diff := cmp.Diff(want, must(t, "keygen", "-L", "-f", user+"-cert.pub")); diff != "" {
			t.Errorf("%s: -L (-want +got):\n%s", args, diff)
		}
		// ssh-keygen says the same when it makes such a certificate, but for the time now.
		out, err := exec.Command("ssh-keygen", flags...).CombinedOutput()
		if !strings.Contains(args, "+52w") && (err != nil || strings.ReplaceAll(string(out), "\r", "") != stderr) {
			t.Errorf("%s: ssh-keygen says %s, %v, and we say %s", args, out, err, stderr)
		}
		if diff := cmp.Diff(without(sshKeygen(t, "-L", "-f", user+"-cert.pub"), "Valid:"), without(want, "Valid:")); diff != "" {
			t.Errorf("%s: ssh-keygen's own certificate (-want +got):\n%s", args, diff)
		}
	}
}

// without drops the lines with a word.
func without(text, word string) string {
	var kept strings.Builder
	for line := range strings.Lines(text) {
		if !strings.Contains(line, word) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

func TestCertificatesAreNumbered(t *testing.T) {
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca")
	must(t, "keygen", "-q", "-N", "", "-f", ca)
	args := []string{"keygen", "-q", "-s", ca, "-I", "id", "-n", "alice", "-z", "+18446744073709551614"}
	for _, name := range []string{"a", "b"} {
		must(t, "keygen", "-q", "-N", "", "-f", filepath.Join(dir, name))
		args = append(args, filepath.Join(dir, name+".pub"))
	}
	must(t, args...)
	for name, want := range map[string]string{"a": "Serial: 18446744073709551614\n", "b": "Serial: 18446744073709551615\n"} {
		if got := must(t, "keygen", "-L", "-f", filepath.Join(dir, name+"-cert.pub")); !strings.Contains(got, want) {
			t.Errorf("%s: want %q, got %s", name, want, got)
		}
	}
}

func TestCertificatesRefused(t *testing.T) {
	dir := t.TempDir()
	ca, user := filepath.Join(dir, "ca"), filepath.Join(dir, "user")
	must(t, "keygen", "-q", "-N", "", "-f", ca)
	must(t, "keygen", "-q", "-N", "", "-f", user)
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"-n alice FILE", 2, "needs a key ID"},
		{"-I id -n alice", 2, "name the public keys"},
		{"-I id FILE", 1, "without principals is for nobody"},
		{"-I id -n a -V junk FILE", 2, `-V junk: "junk" is no date`},
		{"-I id -n a -V 20240101:20230101 FILE", 2, "ends before it begins"},
		{"-I id -n a -V 20240231:20250101 FILE", 2, "no date"},
		{"-I id -n a -z x FILE", 2, "no serial number"},
		{"-I id -n a -O fnord FILE", 2, "-O fnord: no option"},
		{"-I id -n a -O clear=1 FILE", 2, "no option that is called that has a value"},
		{"-I id -n a -O source-address=10.0.0.1/8 FILE", 2, "not the start of its block"},
		{"-I id -n a -O source-address= FILE", 2, "needs a value"},
		{"-I id -n a -h -O permit-pty FILE", 2, "for users' certificates"},
		{"-I id -n a FILE.not", 1, "no such file"},
	} {
		args := append([]string{"keygen", "-s", ca}, strings.Fields(strings.ReplaceAll(c.args, "FILE", user+".pub"))...)
		_, stderr, status := glassh(t, args...)
		if status != c.status || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: want %d, %q, got %d, %q", c.args, c.status, c.want, status, stderr)
		}
	}
	_, stderr, status := glassh(t, "keygen", "-L", "-f", user+".pub")
	if status != 1 || !strings.Contains(stderr, user+".pub:1: this is not a certificate") {
		t.Errorf("-L of a plain key: %d, %q", status, stderr)
	}
}

func TestCertificatesOfSeveralLines(t *testing.T) {
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca")
	must(t, "keygen", "-q", "-N", "", "-f", ca)
	must(t, "keygen", "-q", "-s", ca, "-I", "id", "-n", "alice", ca+".pub")
	cert, plain := read(t, filepath.Join(dir, "ca-cert.pub")), read(t, ca+".pub")
	file := write(t, filepath.Join(dir, "many"), "# a comment\n"+cert+plain+"garbage\n"+cert)
	stdout, stderr, status := glassh(t, "keygen", "-L", "-f", file)
	if status != 0 || strings.Count(stdout, file+":2:\n") != 1 || strings.Count(stdout, file+":5:\n") != 1 ||
		strings.Count(stderr, "\n") != 2 || strings.Count(stdout, "Serial:") != 2 {
		t.Errorf("got %d, %s%s", status, stdout, stderr)
	}
}

func TestValidity(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 30, 0, time.UTC)
	at := func(s string) uint64 {
		moment, err := time.Parse("2006-01-02 15:04:05", s)
		if err != nil {
			t.Fatal(err)
		}
		return uint64(moment.Unix())
	}
	for text, want := range map[string][2]uint64{
		"+1h":                         {at("2026-03-04 05:05:00"), at("2026-03-04 06:06:30")},
		"forever":                     {at("2026-03-04 05:05:00"), keys.Forever},
		"always:forever":              {0, keys.Forever},
		"-1d:+1w1d":                   {at("2026-03-03 05:06:30"), at("2026-03-12 05:06:30")},
		"20260101Z:202602030405Z":     {at("2026-01-01 00:00:00"), at("2026-02-03 04:05:00")},
		"20260101000001Z:0x100000000": {at("2026-01-01 00:00:01"), 1 << 32},
		"always:20260101Z":            {0, at("2026-01-01 00:00:00")},
		"19700101Z:forever":           {0, keys.Forever},
	} {
		after, before, err := parseValidity(text, now)
		if err != nil || [2]uint64{after, before} != want {
			t.Errorf("%s: want %d, got %d %d, %v", text, want, after, before, err)
		}
	}
	for _, text := range []string{"", ":", "+", "1d", "always", "+1x", "2026", "20261301Z", "0x", "0xffffffffffffffffff", "20260101Z:20260101Z", "forever:+1d", "+1d:"} {
		if after, before, err := parseValidity(text, now); err == nil {
			t.Errorf("%q: got %d %d", text, after, before)
		}
	}
}
