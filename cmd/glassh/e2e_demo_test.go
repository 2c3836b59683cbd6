//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestDemoShowsAConnectionAndLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	s := &site{dir: t.TempDir()}
	cmd := s.command(t, "demo")
	cmd.Env = append(cmd.Env, "TMPDIR="+s.dir)
	got := output(t, cmd)
	if got.status != 0 || got.stderr != "" {
		t.Fatalf("got %v", got)
	}
	for _, want := range []string{
		"negotiated kex mlkem768x25519-sha256", "NEWKEYS sent", "authenticated ", // steps
		"\n  key exchange   mlkem768x25519-sha256\n", "\n  host key       ssh-ed25519 SHA256:", "\n  to the server  ", "\n  to the client  ",
		"keccak=", "field25519=", "sha256=", // tiers
		"which ended with exit status 3:\n  Hello from process ", "\n  line 1\n  line 2\n  line 3\n",
	} {
		if strings.Count(got.stdout, want) != 1 && want[len(want)-1] != '=' || !strings.Contains(got.stdout, want) {
			t.Errorf("want %q once in\n%s", want, got.stdout)
		}
	}
	steps := regexp.MustCompile(`(?m)^ +\d+\.\d{3} ms  \+\d+\.\d{3}  `).FindAllString(got.stdout, -1)
	if len(steps) < 10 {
		t.Errorf("want ten steps or more, got %d", len(steps))
	}
	shell := regexp.MustCompile(`process (\d+) of`).FindStringSubmatch(got.stdout)
	if shell == nil {
		t.Fatal("the command did not say who it is")
	}
	gone(t, []int{atoi(t, shell[1])})
	if left, err := filepath.Glob(filepath.Join(s.dir, "*")); err != nil || len(left) > 0 {
		t.Errorf("files are left: %q, %v", left, err)
	}
	if _, err := os.Stat(filepath.Join(s.dir, ".ssh")); err == nil {
		t.Error(".ssh is left")
	}
}
