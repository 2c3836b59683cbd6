package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeygenMakesTheHostKeysThatAreMissing(t *testing.T) {
	dir := t.TempDir()
	etc := filepath.Join(dir, "etc", "ssh")
	if err := os.MkdirAll(etc, 0o755); err != nil {
		t.Fatal(err)
	}
	kept := write(t, filepath.Join(etc, "ssh_host_ecdsa_key"), "there already")
	write(t, filepath.Join(etc, "ssh_host_rsa_key"), "")
	if want, got := "glassh keygen: generating new host keys: RSA ED25519 \n", must(t, "keygen", "-A", "-f", dir); got != want {
		t.Errorf("want %q, got %q", want, got)
	}
	for file, label := range map[string]string{"ssh_host_rsa_key": "3072", "ssh_host_ed25519_key": "256"} {
		file = filepath.Join(etc, file)
		if got := sshKeygen(t, "-l", "-f", file); !strings.HasPrefix(got, label+" ") || !strings.Contains(got, "alice@wonderland") {
			t.Errorf("%s: got %s", file, got)
		}
	}
	if read(t, kept) != "there already" {
		t.Error("a key that was there is gone")
	}
	if got := must(t, "keygen", "-A", "-f", dir); got != "" {
		t.Errorf("nothing to do: got %q", got)
	}
	_, stderr, status := glassh(t, "keygen", "-A", "-f", filepath.Join(dir, "none"))
	if status != 1 || !strings.Contains(stderr, "ssh_host_rsa_key: no such file or directory") {
		t.Errorf("a directory that is not there: %d %q", status, stderr)
	}
}
