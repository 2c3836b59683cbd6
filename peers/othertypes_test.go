package peers_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

// An otherClient is a client that is neither OpenSSH's nor ours.
type otherClient struct {
	name string
	// hosts are the types of host keys that it knows, as glassh keygen's -t and -b say,
	// and the signature algorithms that it knows for each.
	hosts []struct{ typ, algorithm string }
	// users are the types of its own keys, in the words of what makes them.
	users []string
	// makeKey makes a key with the client's own program, and returns a private key file
	// that we read of the same key.
	makeKey func(t *testing.T, file, typ string) string
	// command logs in with such a key.
	command func(t *testing.T, s *server, host *keys.PublicKey, file string) []string
}

var putty = otherClient{
	"putty",
	[]struct{ typ, algorithm string }{
		{"ed25519", "ssh-ed25519"}, {"ed448", "ssh-ed448"},
		{"ecdsa -b 256", "ecdsa-sha2-nistp256"}, {"ecdsa -b 384", "ecdsa-sha2-nistp384"}, {"ecdsa -b 521", "ecdsa-sha2-nistp521"},
		{"rsa -b 2048", "rsa-sha2-256"}, {"rsa -b 2048", "rsa-sha2-512"},
	},
	[]string{"ed25519", "ed448", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"},
	func(t *testing.T, file, typ string) string {
		runTool(t, "puttygen", append(strings.Fields("-q -t "+typ), "-O", "private", "-o", file, "--new-passphrase", "/dev/null")...)
		return file
	},
	func(t *testing.T, s *server, host *keys.PublicKey, file string) []string {
		return []string{find(t, "plink"), "-ssh", "-batch", "-P", s.port(), "-l", me(t), "-i", file, "-hostkey", host.Fingerprint(), "127.0.0.1", "echo done"}
	},
}

var dropbearClient = otherClient{
	"dropbear",
	[]struct{ typ, algorithm string }{
		{"ed25519", "ssh-ed25519"}, {"ecdsa -b 256", "ecdsa-sha2-nistp256"}, {"ecdsa -b 384", "ecdsa-sha2-nistp384"},
		{"ecdsa -b 521", "ecdsa-sha2-nistp521"}, {"rsa -b 2048", "rsa-sha2-256"},
	},
	[]string{"ed25519", "ecdsa -s 256", "ecdsa -s 384", "ecdsa -s 521", "rsa -s 2048"},
	func(t *testing.T, file, typ string) string {
		runTool(t, "dropbearkey", append(strings.Fields("-t "+typ), "-f", file)...)
		runTool(t, "dropbearconvert", "dropbear", "openssh", file, file+".openssh")
		return file + ".openssh"
	},
	func(t *testing.T, s *server, _ *keys.PublicKey, file string) []string {
		return []string{find(t, "dbclient"), "-y", "-y", "-p", s.port(), "-l", me(t), "-i", file, "127.0.0.1", "echo done"}
	},
}

// TestOtherClientsWithEachTypeOfKey logs in with each type of key to servers of each type,
// with what the clients' own programs have made.
func TestOtherClientsWithEachTypeOfKey(t *testing.T) {
	for _, c := range []otherClient{putty, dropbearClient} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			var files []string
			var users []*keys.PublicKey
			var authorized strings.Builder
			for _, typ := range c.users {
				file := filepath.Join(dir, "user-"+strings.ReplaceAll(typ, " ", "-"))
				text, err := os.ReadFile(c.makeKey(t, file, typ))
				if err != nil {
					t.Fatal(err)
				}
				key, err := keys.ParsePrivate(text)
				if err != nil {
					t.Fatalf("%s: %v", typ, err)
				}
				files, users = append(files, file), append(users, key.PublicKey())
				authorized.Write(key.PublicKey().AppendLine(nil, ""))
			}
			for _, host := range c.hosts {
				t.Run(host.algorithm, func(t *testing.T) {
					t.Parallel()
					k := &keyring{dir: t.TempDir()}
					k.host = k.generate(t, "host", host.typ, glassh(t), "keygen")
					k.write(t, "authorized_keys", authorized.String())
					s := glasshServe(t, k, serverOptions{hostKeys: host.algorithm})
					for i, file := range files {
						words := c.command(t, s, k.host.private.PublicKey(), file)
						runAway(t, words[0], words[1:]...)
						if want := users[i].Fingerprint(); s.log.count(want) == 0 {
							t.Errorf("%s: want %q in the server's log", file, want)
						}
					}
					if want := "host key " + host.algorithm; s.log.count(want) != len(files) {
						t.Errorf("want %q in the server's log %d times", want, len(files))
					}
				})
			}
		})
	}
}

// TestOurClientWithEachTypeOfDropbearsHostKeys goes as far as the login, which is refused:
// see TestKeyExchangeMethodsOfDropbearsServer.
func TestOurClientWithEachTypeOfDropbearsHostKeys(t *testing.T) {
	for _, host := range dropbearClient.hosts {
		t.Run(host.algorithm, func(t *testing.T) {
			k := newKeysOf(t, host.typ, "ed25519")
			cfg := libraryConfig(t, job{suite: chacha}.orDefaults(k), new(exchanges))
			cfg.Algorithms.HostKey = []string{host.algorithm}
			s := dropbear(t, k)
			if err := reachLogin(t, s, cfg); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestOthersReadOurKeyFiles has PuTTY and dropbear show the public halves of files that
// glassh keygen has made.
func TestOthersReadOurKeyFiles(t *testing.T) {
	dir := t.TempDir()
	pass := filepath.Join(dir, "pass")
	if err := os.WriteFile(pass, []byte("a passphrase\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	plain := func(line string) string { return strings.Join(strings.Fields(line)[:2], " ") }
	for _, typ := range []string{"ed25519", "ed448", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"} {
		file := filepath.Join(dir, strings.ReplaceAll(typ, " ", ""))
		for _, passphrase := range []string{"", "a passphrase"} {
			os.Remove(file)
			cmd := exec.Command(glassh(t), append(strings.Fields("keygen -q -a 4 -C me -t "+typ), "-N", passphrase, "-f", file)...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			text, err := os.ReadFile(file + ".pub")
			if err != nil {
				t.Fatal(err)
			}
			want := plain(string(text))
			args := []string{file, "-O", "public-openssh"}
			if passphrase != "" {
				args = append(args, "--old-passphrase", pass)
			}
			if got := plain(runTool(t, "puttygen", args...)); got != want {
				t.Errorf("%s, passphrase %q: want %s, puttygen shows %s", typ, passphrase, want, got)
			}
			if passphrase != "" || typ == "ed448" { // which dropbear does not have
				continue
			}
			runTool(t, "dropbearconvert", "openssh", "dropbear", file, file+".dropbear")
			if got := runTool(t, "dropbearkey", "-y", "-f", file+".dropbear"); !strings.Contains(got, want) {
				t.Errorf("%s: want %s, dropbearkey shows %s", typ, want, got)
			}
		}
		got := runTool(t, "puttygen", file+".pub", "-O", "public") // in the form of RFC 4716
		cmd := exec.Command(glassh(t), "keygen", "-e", "-f", file+".pub")
		want, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if base64Of(got) != base64Of(string(want)) {
			t.Errorf("%s: RFC 4716: puttygen writes\n%s, we\n%s", typ, got, want)
		}
	}
}

// base64Of returns what stands between the headers and the last line of a file, without
// line ends.
func base64Of(text string) (s string) {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "---") && !strings.Contains(line, ":") {
			s += strings.TrimSpace(line)
		}
	}
	return s
}

// TestPuTTYLogsInWithOurCertificate has plink use a certificate of glassh keygen's.
func TestPuTTYLogsInWithOurCertificate(t *testing.T) {
	k := newKeys(t)
	ppk := k.user.path + ".ppk"
	runTool(t, "puttygen", k.user.path, "-O", "private", "-o", ppk)
	if out, err := exec.Command(glassh(t), "keygen", "-q", "-s", k.stranger.path, "-I", "of PuTTY", "-n", me(t), k.user.path+".pub").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	k.write(t, "authorized_keys", "cert-authority "+k.stranger.line())
	s := glasshServe(t, k, serverOptions{})
	runAway(t, find(t, "plink"), "-ssh", "-batch", "-P", s.port(), "-l", me(t), "-i", ppk, "-cert", k.user.path+"-cert.pub",
		"-hostkey", k.host.private.PublicKey().Fingerprint(), "127.0.0.1", "echo done")
	if s.log.count("of PuTTY") == 0 {
		t.Error("want the certificate in the server's log")
	}
}
