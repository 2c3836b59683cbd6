package peers_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// Dropbear 2022.83 in both roles. Its client takes a password from DROPBEAR_PASSWORD; its
// server reads the keys of users at a fixed place, and asks for the system's passwords only.

// dbclient runs dropbear's client.
func dbclient(t *testing.T, env []string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := exec.CommandContext(testContext(t), find(t, "dbclient"), append([]string{"-y", "-y"}, args...)...)
	cmd.Env = append(append(os.Environ(), "HOME="+t.TempDir()), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// TestDropbearsClientLogsIn by each method that it has.
func TestDropbearsClientLogsIn(t *testing.T) {
	k := newKeys(t)
	key := k.user.path + ".dropbear"
	runTool(t, "dropbearconvert", "openssh", "dropbear", k.user.path, key)
	const secret = "open, sesame"
	hash := exec.CommandContext(testContext(t), glassh(t), "serve", "--hash-password")
	hash.Stdin = strings.NewReader(secret + "\n" + secret + "\n")
	line, err := hash.Output()
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(strings.TrimSpace(string(line)), ":")
	if !found {
		text = strings.TrimSpace(string(line))
	}
	passwords := k.write(t, "passwords", me(t)+":"+text+"\n")
	password := []string{"DROPBEAR_PASSWORD=" + secret}
	for name, c := range map[string]struct {
		options []string
		env     []string
		args    []string
		method  string
	}{
		"publickey":            {nil, nil, []string{"-i", key}, "publickey"},
		"password":             {[]string{"--password-file", passwords}, password, nil, "password"},
		"keyboard-interactive": {[]string{"--password-file", passwords, "-o", "KbdInteractiveAuthentication=yes", "-o", "PasswordAuthentication=no"}, password, nil, "keyboard-interactive"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := glasshServe(t, k, serverOptions{flags: c.options})
			out, errs, err := dbclient(t, c.env, append(c.args, "-p", s.port(), "-l", me(t), "127.0.0.1", "echo in; exit 7")...)
			if out != "in\n" || fmt.Sprint(err) != "exit status 7" {
				t.Errorf("%q, %v, %s\n%s", out, err, errs, s.log)
			}
			if s.log.count("method="+c.method) == 0 {
				t.Errorf("not by %s:\n%s", c.method, s.log)
			}
		})
	}
}

// TestDropbearForwardsItsAgent, which is another program's.
func TestDropbearForwardsItsAgent(t *testing.T) {
	k := newKeys(t)
	key := k.user.path + ".dropbear"
	runTool(t, "dropbearconvert", "openssh", "dropbear", k.user.path, key)
	s := glasshServe(t, k, serverOptions{})
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, k.user.path)
	out, errs, err := dbclient(t, []string{"SSH_AUTH_SOCK=" + a.socket}, "-A", "-i", key, "-p", s.port(), "-l", me(t), "127.0.0.1", find(t, "ssh-add")+" -l")
	if err != nil || !strings.Contains(out, k.user.private.PublicKey().Fingerprint()) {
		t.Errorf("%q, %v, %s\n%s", out, err, errs, s.log)
	}
}

// dropbearFor starts dropbear's server, which reads the keys of users at a fixed place only: a
// mount namespace puts another home there, one that knows the user's key.
func dropbearFor(t testing.TB, k *keyring, flags ...string) *server {
	t.Helper()
	unshare := find(t, "unshare")
	if out, err := exec.Command(unshare, "-m", "true").CombinedOutput(); err != nil {
		t.Skipf("no mount namespace may be made here: %v %s", err, out)
	}
	who, err := user.Current() // HOME is nothing to dropbear
	if err != nil {
		t.Fatal(err)
	}
	host := k.host.path + ".dropbear"
	runTool(t, "dropbearconvert", "openssh", "dropbear", k.host.path, host)
	other := filepath.Join(k.dir, "home")
	if err := os.MkdirAll(filepath.Join(other, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	k.write(t, "home/.ssh/authorized_keys", k.user.line())
	s := &server{addr: fmt.Sprintf("127.0.0.1:%d", freePort(t)), log: new(journal)}
	words := []string{"-m", "sh", "-c", `mount --bind "$1" "$2" && shift 2 && exec "$@"`, "sh", other, who.HomeDir,
		find(t, "dropbear"), "-F", "-E", "-s", "-r", host, "-p", s.addr, "-P", filepath.Join(k.dir, "pid")}
	launch(t, s.log, unshare, append(words, flags...)...)
	if !waitFor(ready, func() bool { return s.log.count("Not backgrounding") > 0 }) {
		t.Fatalf("dropbear does not start:\n%s", s.log)
	}
	return s
}

// TestForwardingThroughDropbear: the library logs in, runs a command, and forwards both ways.
func TestForwardingThroughDropbear(t *testing.T) {
	k := newKeys(t)
	s := dropbearFor(t, k)
	cl, err := ssh.Dial(testContext(t), s.addr, &ssh.ClientConfig{
		User: me(t), Auth: []ssh.Auth{ssh.PublicKeys(keys.Signer(k.user.private))}, HostKey: ssh.FixedHostKey(k.host.private.PublicKey()),
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, s.log)
	}
	defer cl.Close()
	if out, err := cl.Run(testContext(t), "echo done"); string(out) != "done\n" || err != nil {
		t.Errorf("%q, %v", out, err)
	}
	nc, err := cl.DialContext(testContext(t), "tcp", httpTarget(t, "tcp"))
	if err != nil {
		t.Fatal(err)
	}
	asks(t, nc)
	ln, err := cl.Listen(testContext(t), "tcp", net.JoinHostPort("127.0.0.1", fmt.Sprint(freePort(t))))
	if err != nil {
		t.Fatal(err)
	}
	answers(t, ln)
	reaches(t, ln.Addr().String())
	// dropbear 2022.83 does not find what is to be cancelled.
	if err := ln.Close(); err != nil && !errors.Is(err, syscall.EINVAL) {
		t.Error(err)
	}
}
