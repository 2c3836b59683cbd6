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

// An RSA key and an ECDSA key that ssh-keygen made for these tests; they open nothing.
const (
	rsaKey   = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDJN2115FieJAJHzFyPZtrp/iwz8Fn0teNYCs11dxgsscTcJ7R59v1raEJ/8bzWjP7BOD6qQwHNeCZbtTSyYWjawJUryNvF620zTWIZLd3bJr/6J1eXkYvkYH58oucfwZrrD8TBh70SnHia+Bom4sVWD7mmTK6H0m8YGn1/eHRxOw=="
	rsaPrint = "SHA256:tVGtZm0w3HlbRJh3xvrUpkJoRc4EKKdZHah853Fp3vg"
	ecdsaKey = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGqdBtGEvVd3BBEZ50MKqDnqVctCofOvuaZTV862HXkDdWSfPLrLGoa+jTj3T9q3BsFogLtzbdxK9MvDf5VNfaI="
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
