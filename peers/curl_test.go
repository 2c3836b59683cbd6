package peers_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCurlTransfersFiles puts and gets files by libssh2, which is in curl: with a key, and
// with a password, and by what it knows of the host.
func TestCurlTransfersFiles(t *testing.T) {
	const size = 3 << 20
	k := newKeys(t)
	line, errs, status := tool{program: glassh(t)}.run(t, strings.NewReader("open, please\n"), "serve", "--hash-password")
	if status != 0 {
		t.Fatal(errs)
	}
	passwords := k.write(t, "passwords", me(t)+":"+strings.TrimSpace(line)+"\n")
	s := glasshServe(t, k, serverOptions{
		config: []string{"Subsystem sftp /usr/lib/openssh/sftp-server"}, flags: []string{"--password-file", passwords},
	})
	blob, _ := base64.StdEncoding.DecodeString(strings.Fields(k.host.line())[1])
	sum := sha256.Sum256(blob)
	withKey := []string{"-u", me(t) + ":", "--key", k.user.path, "--pubkey", k.user.path + ".pub"}
	hasSum := func(sum []byte) []string {
		return append([]string{"--hostpubsha256", base64.RawStdEncoding.EncodeToString(sum)}, withKey...)
	}
	text := make([]byte, size)
	rand.NewChaCha8([32]byte{2}).Read(text)
	if err := os.WriteFile(filepath.Join(k.dir, "here"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	os.MkdirAll(filepath.Join(k.dir, ".ssh"), 0o700)
	other := filepath.Join(k.dir, "other")
	os.MkdirAll(filepath.Join(other, ".ssh"), 0o700)
	k.write(t, ".ssh/known_hosts", "[127.0.0.1]:"+s.port()+" "+k.host.line())
	k.write(t, "other/.ssh/known_hosts", "[127.0.0.1]:"+s.port()+" "+k.stranger.line())
	for _, c := range []struct {
		name   string
		home   string
		flags  []string
		status int
	}{
		{"a key, and a host in known_hosts", k.dir, withKey, 0},
		{"a password", k.dir, []string{"-u", me(t) + ":open, please"}, 0},
		{"a host by its fingerprint", "/nonexistent", hasSum(sum[:]), 0},
		{"whatever host", "/nonexistent", append([]string{"--insecure"}, withKey...), 0},
		{"another password", k.dir, []string{"-u", me(t) + ":open"}, 67},
		{"another host key", other, withKey, 60},
		{"another fingerprint", k.dir, hasSum(make([]byte, 32)), 60},
	} {
		t.Run(c.name, func(t *testing.T) {
			curl := tool{find(t, "curl"), append([]string{"-sS", "-m", "60"}, c.flags...), []string{"HOME=" + c.home}}
			dir := t.TempDir()
			there, back := "sftp://127.0.0.1:"+s.port()+dir+"/there", filepath.Join(dir, "back")
			for _, words := range [][]string{{"-T", filepath.Join(k.dir, "here"), there}, {"-o", back, there}} {
				if _, errs, status := curl.run(t, nil, words...); status != c.status {
					t.Fatalf("%v: want status %d, got %d: %s", words, c.status, status, errs)
				}
				if c.status != 0 {
					return
				}
			}
			if got, err := os.ReadFile(back); err != nil || !bytes.Equal(got, text) {
				t.Errorf("%d bytes of %d came back, %v", len(got), len(text), err)
			}
		})
	}
}
