//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFilesThatOthersMayWriteAreRefused(t *testing.T) {
	e, _, _ := testEnv(t, "")
	dir := filepath.Join(e.home, ".ssh")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file := write(t, filepath.Join(dir, "config"), "Include inner\n")
	inner := write(t, filepath.Join(dir, "inner"), "User bob\n")
	for _, bad := range []string{file, inner} {
		if err := os.Chmod(bad, 0o666); err != nil {
			t.Fatal(err)
		}
		e.stderr = new(strings.Builder)
		_, err := parseSSH(e, []string{"box"})
		if text := e.stderr.(*strings.Builder).String(); err == nil || !strings.Contains(text+err.Error(), "Bad owner or permissions on "+bad) {
			t.Errorf("%s: got %v", bad, err)
		}
		if err := os.Chmod(bad, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if o, err := parseSSH(e, []string{"box"}); err != nil || o.user != "bob" {
		t.Errorf("want bob, got %v", err)
	}
}
