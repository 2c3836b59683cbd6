package knownhosts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

// newKey returns the key whose seed is 32 times n.
func newKey(n byte) *keys.PublicKey {
	return keys.NewEd25519([]byte(strings.Repeat(string([]byte{n}), 32))).PublicKey()
}

// An RSA key and an ECDSA key, of types that are known by name only; the numbers
// are too small for use.
const (
	rsaKey   = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQM="
	rsaPrint = "SHA256:9SVkj8uXuWUAVWiiRchgNHWEZtmY0PRdcJCy1AMohZk"
	ecdsaKey = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAAABBA=="
)

// write makes a known_hosts file of lines.
func write(t testing.TB, lines ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "known_hosts")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func read(t testing.TB, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
