package peers_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
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

// TestLibssh2HasManyWays: each key exchange method, cipher and MAC that both have, SCP,
// compression, types of keys, an agent, and questions in place of the password. Of RSA
// 1.10 knows only signatures with SHA-1.
func TestLibssh2HasManyWays(t *testing.T) {
	k := newKeysOf(t, "ecdsa -b 256", "ecdsa -b 384")
	line, errs, status := tool{program: glassh(t)}.run(t, strings.NewReader("open, please\n"), "serve", "--hash-password")
	if status != 0 {
		t.Fatal(errs)
	}
	passwords := k.write(t, "passwords", me(t)+":"+strings.TrimSpace(line)+"\n")
	os.MkdirAll(filepath.Join(k.dir, ".ssh"), 0o700)
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", k.user.path)
	text := strings.Repeat("some text\n", 100<<10)
	here := k.write(t, "here", text)
	key := []string{"-u", me(t) + ":", "--key", k.user.path, "--pubkey", k.user.path + ".pub"}
	type way struct {
		name   string
		scheme string
		flags  []string
		config []string
		log    string // of the server
	}
	ways := []way{
		{"scp", "scp", key, nil, ""},
		{"compression", "sftp", append([]string{"--compressed-ssh"}, key...), nil, "compression zlib"},
		{"agent", "sftp", []string{"-u", me(t) + ":"}, nil, "method=publickey"},
		{"questions", "sftp", []string{"-u", me(t) + ":open, please"}, []string{"PasswordAuthentication no", "KbdInteractiveAuthentication yes", "PubkeyAuthentication no"}, "method=keyboard-interactive"},
	}
	for _, method := range []string{"curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521",
		"diffie-hellman-group-exchange-sha256", "diffie-hellman-group14-sha256", "diffie-hellman-group16-sha512"} {
		ways = append(ways, way{method, "sftp", key, []string{"KexAlgorithms " + method}, method})
	}
	for _, cipher := range []string{"aes128-ctr", "aes192-ctr", "aes256-ctr"} {
		ways = append(ways, way{cipher, "sftp", key, []string{"Ciphers " + cipher}, cipher})
	}
	for _, mac := range []string{"hmac-sha2-256", "hmac-sha2-512", "hmac-sha1"} {
		ways = append(ways, way{mac, "sftp", key, []string{"MACs " + mac}, mac})
	}
	for _, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			flags := []string{"--password-file", passwords}
			for _, o := range w.config {
				flags = append(flags, "-o", o)
			}
			s := curlServer(t, k, flags)
			curl := tool{find(t, "curl"), append([]string{"-sS", "-m", "60", "--insecure"}, w.flags...), []string{"SSH_AUTH_SOCK=" + a.socket, "HOME=" + k.dir}}
			there := w.scheme + "://127.0.0.1:" + s.port() + t.TempDir() + "/there"
			if _, errs, status := curl.run(t, nil, "-T", here, there); status != 0 {
				t.Fatalf("status %d: %s", status, errs)
			}
			if out, errs, status := curl.run(t, nil, there); status != 0 || out != text {
				t.Errorf("%d bytes of %d came back, status %d: %s", len(out), len(text), status, errs)
			}
			if s.log.count(w.log) == 0 {
				t.Errorf("want %q in the log:\n%s", w.log, tail(s.log.String(), 2000))
			}
		})
	}
}

// curlServer is our server with these flags, which nothing comes before: its algorithms
// are those of the flags, or all.
func curlServer(t *testing.T, k *keyring, flags []string) *server {
	t.Helper()
	s := &server{log: new(journal)}
	args := append([]string{"serve", "-p", "0", "-h", k.host.path, "-a", filepath.Join(k.dir, "authorized_keys")}, flags...)
	_, ended := start(t, s.log, glassh(t), append(args, "-o", "LogLevel=DEBUG", "-o", "PermitRootLogin=yes", "-o", "SetEnv=SHLVL=2",
		"-o", "Subsystem=sftp /usr/lib/openssh/sftp-server")...)
	port := s.await(t, ended, regexp.MustCompile(`listening on 127\.0\.0\.1:(\d+)`))
	if port == "" {
		t.Fatalf("glassh serve does not listen:\n%s", s.log)
	}
	s.addr = "127.0.0.1:" + port
	return s
}
