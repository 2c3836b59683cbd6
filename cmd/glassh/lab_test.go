//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/trace"
)

// play runs glassh lab.
func play(t *testing.T, args ...string) result {
	t.Helper()
	var out, errs strings.Builder
	status := run(append([]string{"glassh", "lab"}, args...), &env{stdin: strings.NewReader(""), stdout: &out, stderr: &errs})
	return result{out.String(), errs.String(), status}
}

func TestLabPlaysTheSameForASeed(t *testing.T) {
	a, b, c := play(t, "handshake", "--seed", "x"), play(t, "handshake", "--seed", "x"), play(t, "handshake")
	if a.status != 0 || a != b {
		t.Errorf("one seed gave\n%v\n%v", a, b)
	}
	if c.status != 0 || a.stdout == c.stdout {
		t.Errorf("without a seed: %v", c)
	}
	for _, want := range []string{
		"← #1    KEX_HYBRID_REPLY ", "← #6    CHANNEL_DATA ", "the connection ended in order", "session_id ", "C  c2s encryption key, 64 bytes: ",
		"found to be the same: 1 exchange hashes, 2 sets of keys, 23 packets.\nSeed: x\n",
	} {
		if !strings.Contains(a.stdout, want) {
			t.Errorf("want %q in\n%s", want, a.stdout)
		}
	}
}

func TestLabWritesWhatItPlays(t *testing.T) {
	dir := t.TempDir()
	file, capture, page := filepath.Join(dir, "t.jsonl"), filepath.Join(dir, "t.pcapng"), filepath.Join(dir, "t.html")
	got := play(t, "rekey", "--kex", "curve25519-sha256", "--cipher", "aes128-ctr", "--mac", "hmac-sha2-256", "--jsonl", file, "--pcapng", capture, "--html", page)
	if got.status != 0 || strings.Count(got.stdout, "key exchange ") != 6 || !strings.Contains(got.stdout, "F  s2c integrity key, 32 bytes: ") {
		t.Errorf("got %v", got)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := trace.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := trace.Verify(records); err != nil || v.Exchanges != 3 {
		t.Errorf("the trace: %+v, %v", v, err)
	}
	if b, err := os.ReadFile(capture); err != nil || !strings.Contains(string(b), " SHARED_SECRET ") {
		t.Errorf("the capture has no secrets: %v", err)
	}
	if b, err := os.ReadFile(page); err != nil || !strings.Contains(string(b), "The Illustrated SSH Connection") || !strings.Contains(got.stdout, "Open "+page+" in a browser") {
		t.Errorf("no page: %v", err)
	}
}

func TestTraceDiffComparesPlays(t *testing.T) {
	dir := t.TempDir()
	file := func(seed string) string { return filepath.Join(dir, seed+".jsonl") }
	for _, seed := range []string{"1", "2"} {
		if got := play(t, "handshake", "--seed", seed, "--jsonl", file(seed)); got.status != 0 {
			t.Fatal(got)
		}
	}
	diff := func(args ...string) result {
		var out, errs strings.Builder
		status := run(append([]string{"glassh", "trace", "diff"}, args...), &env{stdout: &out, stderr: &errs})
		return result{out.String(), errs.String(), status}
	}
	diff(file("1"), file("1")).is(t, result{})
	if got := diff(file("1"), file("2")); got.status != 1 || strings.Count(got.stdout, "public key blob") != 3 {
		t.Errorf("two seeds: %v", got)
	}
	diff(file("1")).is(t, result{"", "glassh trace: two files are needed: traces that --jsonl or --unsafe-secrets has written\n", 255})
}

func TestLabShowsTerrapin(t *testing.T) {
	got := play(t, "terrapin", "--seed", "1")
	if got.status != 0 {
		t.Fatal(got)
	}
	for _, want := range []string{
		"Strict key exchange is off.", "The attack worked: 300 bytes of the server, its EXT_INFO, are gone",
		"Strict key exchange is on.", "The attack failed: ssh: SSH_MSG_IGNORE during strict key exchange: not legal here",
	} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("want %q in\n%s", want, got.stdout)
		}
	}
}

func TestLabRefusesWhatItCannotPlay(t *testing.T) {
	for args, want := range map[string]string{
		"":                          "which play? handshake, rekey, terrapin or exercise",
		"dance":                     `no play is called "dance"; there are handshake, rekey, terrapin and exercise`,
		"handshake now":             `"now" is one argument too many`,
		"handshake --kex none":      `no key exchange method is called "none"`,
		"handshake --cipher rot13":  `no cipher is called "rot13"`,
		"terrapin --cipher rot13":   "this attack is one on chacha20-poly1305@openssh.com",
		"handshake --mac hmac-none": `no MAC is called "hmac-none"`,
	} {
		got := play(t, strings.Fields(args)...)
		if got.status == 0 || got.stdout != "" || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: want %q, got %v", args, want, got)
		}
	}
	if got := play(t, "handshake", "--jsonl", "/nonexistent/file"); got.status != 1 || !strings.Contains(got.stderr, "glassh lab: open /nonexistent/file: ") {
		t.Errorf("a file that cannot be: %v", got)
	}
}
