package peers_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	xssh "golang.org/x/crypto/ssh"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/kex"
)

// oneKex is the method that tests of other things use.
const oneKex = "curve25519-sha256"

// common returns our methods that are among the other side's.
func common(theirs []string) []string {
	return slices.DeleteFunc(kex.AllMethods(), func(name string) bool { return !slices.Contains(theirs, name) })
}

// openSSHKex are the methods of the OpenSSH that is installed.
func openSSHKex(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command(find(t, "ssh"), "-Q", "kex").Output()
	if err != nil {
		t.Fatal(err)
	}
	return common(strings.Fields(string(out)))
}

func xKex() []string {
	return common(append(xssh.SupportedAlgorithms().KeyExchanges, xssh.InsecureAlgorithms().KeyExchanges...))
}

// TestEveryKeyExchangeMethodWithEachPeer runs a command over each method that both sides
// have.
func TestEveryKeyExchangeMethodWithEachPeer(t *testing.T) {
	openSSH, x := openSSHKex(t), xKex()
	for _, p := range pairs() {
		methods := openSSH
		if strings.Contains(p.name, "xcrypto") {
			methods = x
		}
		if len(methods) < 10 {
			t.Errorf("%s: only %q in common", p.name, methods)
		}
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			keys := newKeys(t)
			run := &runner{keys: keys, client: p.client, server: p.server(t, keys, serverOptions{kex: strings.Join(methods, ",")})}
			for _, method := range methods {
				t.Run(method, func(t *testing.T) {
					check(t, result{outcome: exited, stdout: "done\n"}, run.do(t, job{kex: method, command: "echo done"}))
				})
			}
		})
	}
}

// TestKeyExchangeMethodsThroughReexchanges goes through several exchanges of each method
// in one connection.
func TestKeyExchangeMethodsThroughReexchanges(t *testing.T) {
	methods := slices.DeleteFunc(openSSHKex(t), func(name string) bool {
		return strings.HasPrefix(name, "diffie-hellman-group18") // as group16, and slow
	})
	for _, p := range pairs() {
		if strings.Contains(p.name, "xcrypto") {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			keys := newKeys(t)
			run := &runner{keys: keys, client: p.client, server: p.server(t, keys, serverOptions{kex: strings.Join(methods, ",")})}
			for _, method := range methods {
				t.Run(method, func(t *testing.T) {
					r := run.do(t, job{kex: method, rekey: "1M", command: "head -c 3000000 /dev/zero | tr '\\0' x"})
					if r.outcome != exited || r.status != 0 || len(r.stdout) != 3000000 {
						t.Errorf("%v: %d bytes, exit status %d, %v, %q", r.outcome, len(r.stdout), r.status, r.err, r.stderr)
					}
				})
			}
		})
	}
}

// puttyMethods are those of PuTTY 0.78, except for group 1, at which plink stops to ask.
var puttyMethods = []string{
	"sntrup761x25519-sha512@openssh.com", "curve25519-sha256", "curve25519-sha256@libssh.org", "curve448-sha512",
	"ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521",
	"diffie-hellman-group-exchange-sha256", "diffie-hellman-group-exchange-sha1",
	"diffie-hellman-group14-sha256", "diffie-hellman-group14-sha1", "diffie-hellman-group15-sha512",
	"diffie-hellman-group16-sha512", "diffie-hellman-group17-sha512", "diffie-hellman-group18-sha512",
	"rsa2048-sha256",
}

// TestKeyExchangeMethodsOfPuTTY has plink connect to servers that offer one method each.
func TestKeyExchangeMethodsOfPuTTY(t *testing.T) {
	plink := find(t, "plink")
	for _, method := range puttyMethods {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			ppk := k.user.path + ".ppk"
			runTool(t, "puttygen", k.user.path, "-O", "private", "-o", ppk)
			s := glasshServe(t, k, serverOptions{kex: method})
			runOther(t, s, method, plink, "-ssh", "-batch", "-P", s.port(), "-l", me(t), "-i", ppk,
				"-hostkey", k.host.private.PublicKey().Fingerprint(), "127.0.0.1", "echo done")
		})
	}
}

// dropbearMethods are those of dropbear 2022.83.
var dropbearMethods = []string{
	"curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521",
	"diffie-hellman-group14-sha256",
}

// TestKeyExchangeMethodsOfDropbearsClient has dbclient connect to servers that offer one
// method each.
func TestKeyExchangeMethodsOfDropbearsClient(t *testing.T) {
	dbclient := find(t, "dbclient")
	for _, method := range dropbearMethods {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			key := k.user.path + ".dropbear"
			runTool(t, "dropbearconvert", "openssh", "dropbear", k.user.path, key)
			s := glasshServe(t, k, serverOptions{kex: method})
			runOther(t, s, method, dbclient, "-y", "-y", "-p", s.port(), "-l", me(t), "-i", key, "127.0.0.1", "echo done")
		})
	}
}

// runOther runs a client that is not OpenSSH's as runAway does, and looks at what the server
// has negotiated.
func runOther(t *testing.T, s *server, method, program string, args ...string) {
	t.Helper()
	runAway(t, program, args...)
	if want := "negotiated kex " + method + ","; s.log.count(want) != 1 {
		t.Errorf("want %q in the server's log", want)
	}
}

// runAway runs a client's "echo done" to its end, with a home of its own.
func runAway(t *testing.T, program string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(testContext(t), program, args...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil || out.String() != "done\n" {
		t.Errorf("%v, %q, %q", err, out.String(), errs.String())
	}
}

// TestKeyExchangeMethodsOfDropbearsServer exchanges keys with dropbear. The login is
// refused then, as this dropbear reads the keys of users at a fixed place only: by that, both
// sides have the same keys.
func TestKeyExchangeMethodsOfDropbearsServer(t *testing.T) {
	k := newKeys(t)
	s := dropbear(t, k)
	for _, method := range dropbearMethods {
		if err := reachLogin(t, s, libraryConfig(t, job{kex: method, suite: chacha}.orDefaults(k), new(exchanges))); err != nil {
			t.Errorf("%s: %v", method, err)
		}
	}
}

// dropbear starts dropbear's server, with the host's key.
func dropbear(t *testing.T, k *keyring) *server {
	t.Helper()
	host := k.host.path + ".dropbear"
	runTool(t, "dropbearconvert", "openssh", "dropbear", k.host.path, host)
	s := &server{addr: fmt.Sprintf("127.0.0.1:%d", freePort(t)), log: new(journal)}
	launch(t, s.log, find(t, "dropbear"), "-F", "-E", "-s", "-r", host, "-p", s.addr, "-P", filepath.Join(k.dir, "pid"))
	if !waitFor(ready, func() bool { return s.log.count("Not backgrounding") > 0 }) {
		t.Fatalf("dropbear does not start:\n%s", s.log)
	}
	return s
}

// reachLogin connects to a server that lets nobody in. Whatever fails before is an error.
func reachLogin(t *testing.T, s *server, cfg *ssh.ClientConfig) error {
	t.Helper()
	r := record()
	defer r.verify(t)
	cfg.Tracer = r
	cl, err := ssh.Dial(testContext(t), s.addr, cfg)
	var refused *ssh.AuthError
	if err == nil {
		cl.Close()
	} else if errors.As(err, &refused) {
		err = nil
	}
	return err
}

// runTool runs a program, which must succeed.
func runTool(t testing.TB, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(find(t, name), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}
