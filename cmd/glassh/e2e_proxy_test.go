//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestProxyCommandIsTheConnection(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if len(launcher()) > 1 {
		t.Skip("the shell cannot run this binary")
	}
	write(t, filepath.Join(sv.dir, "proxy"), "#!/bin/sh\necho $$ >>"+sv.dir+"/pids\necho via $* >&2\n"+pipeEnv+"=127.0.0.1:$2 exec "+self+"\n")
	if err := os.Chmod(filepath.Join(sv.dir, "proxy"), 0o700); err != nil {
		t.Fatal(err)
	}
	proxy := "ProxyCommand=" + sv.dir + "/proxy %h %p %r %n %%"
	got := sv.run(t, "-o", proxy, "-l", newEnv().user, "HOST", "echo \"$PPID\"; exit 3")
	if got.status != 3 || !strings.Contains(got.stderr, "via 127.0.0.1 "+sv.port+" "+newEnv().user+" 127.0.0.1 %\n") {
		t.Errorf("got %v", got)
	}
	// It ends with the connection.
	pid, err := strconv.Atoi(strings.TrimSpace(read(t, filepath.Join(sv.dir, "pids"))))
	if err != nil {
		t.Fatal(err)
	}
	if !eventually(func() bool { return syscall.Kill(pid, 0) != nil }) {
		t.Error("the proxy command goes on")
	}
	sv.run(t, "-o", "ProxyCommand=false", "HOST", "true").refused(t)
	got = sv.run(t, "-o", "ProxyCommand=sleep 30", "-o", "ConnectTimeout=1", "HOST", "true")
	got.refused(t, "did not exchange keys in time")
}

// A command that hands a socket over need not stay.
func TestProxyCommandThatPassesASocket(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("there is no python3 to pass a socket")
	}
	sv := newSite(t).serve(t)
	script := write(t, filepath.Join(sv.dir, "pass.py"), `import array, socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
out = socket.socket(fileno=1)
out.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [s.fileno()]))])
`)
	sv.run(t, "-o", "ProxyCommand=python3 "+script+" %h %p", "-o", "ProxyUseFdpass=yes", "HOST", "echo here").is(t, result{"here\n", "", 0})
	got := sv.run(t, "-o", "ProxyCommand=true", "-o", "ProxyUseFdpass=yes", "HOST", "true")
	got.refused(t, "proxy dialer")
}

func TestBackgroundBehindTheLogin(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	mark := filepath.Join(sv.dir, "mark")
	out, err := os.Create(filepath.Join(sv.dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	leave := func(args ...string) { // with a file for its output, which it holds longer than it is waited for
		t.Helper()
		cmd := sv.client(t, args...)
		cmd.Stdout, cmd.Stderr = out, out
		if err := cmd.Run(); err != nil {
			t.Errorf("%q: %v, %s", args, err, read(t, out.Name()))
		}
	}
	leave("-f", "HOST", "while ! test -e "+mark+"; do sleep 0.1; done; echo late")
	if text := read(t, out.Name()); text != "" {
		t.Errorf("it was waited for: %q", text)
	}
	write(t, mark, "")
	if !eventually(func() bool { return read(t, out.Name()) == "late\n" }) {
		t.Errorf("the command was not run to its end: %q", read(t, out.Name()))
	}
	// Before the login there is no background: what is wrong is seen.
	sv.run(t, "-f", "-l", "nobody", "HOST", "true").refused(t)
	sv.run(t, "-f", "HOST").refused(t, "Cannot fork into background without a command to execute.")

	from := len(sv.stderr.String())
	leave("-fN", "HOST")
	sv.stderr.await(t, from, "logged in")
	sv.signal(t, syscall.SIGTERM) // which ends the client that stays
}

func TestLocalAndRemoteCommands(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	got := sv.run(t, "-o", "PermitLocalCommand=yes", "-o", "LocalCommand=echo local %n %p; exit 1", "-o", "RemoteCommand=echo remote %h", "HOST")
	got.is(t, result{"local 127.0.0.1 " + sv.port + "\nremote 127.0.0.1\n", "", 0})
	sv.run(t, "-o", "LocalCommand=echo local", "HOST", "echo remote").is(t, result{"remote\n", "", 0})
	sv.run(t, "-o", "RemoteCommand=echo a", "HOST", "echo b").refused(t, "Cannot execute command-line and remote command.")
}

func TestPictureOfTheHostKey(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	got := sv.run(t, "-o", "VisualHostKey=yes", "HOST", "true")
	want := "Host key fingerprint is " + sv.hostKey.PublicKey().Fingerprint() + "\n+--[ED25519 256]--+\n"
	if got.status != 0 || !strings.HasPrefix(got.stderr, want) || strings.Count(got.stderr, "\n") != 12 {
		t.Errorf("want %q, got %v", want, got)
	}
}

func TestAddressToConnectFrom(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	const command = `echo "${SSH_CONNECTION%% *}"`
	sv.run(t, "-b", "127.0.0.1", "HOST", command).is(t, result{"127.0.0.1\n", "", 0})
	sv.run(t, "-b", "240.0.0.1", "HOST", command).refused(t)
	sv.run(t, "-B", "none-such", "HOST", command).refused(t, "none-such")
	start := time.Now()
	sv.run(t, "-p", "1", "-o", "ConnectionAttempts=2", "HOST", "true").refused(t, "port 1")
	if d := time.Since(start); d < time.Second {
		t.Errorf("two attempts, a second between them: took %v", d)
	}
}

func TestConfigurationInAFile(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	file := write(t, filepath.Join(sv.dir, "config"), "Host short\nHostname 127.0.0.1\nPort "+sv.port+
		"\nIdentityFile "+sv.user+"\nUserKnownHostsFile "+sv.known+"\nGlobalKnownHostsFile none\nSetEnv "+shellLevel+"=1\nPKCS11Provider x\n")
	got := output(t, sv.command(t, "ssh", "-F", file, "short", "echo here"))
	want := result{"here\n", file + " line 8: option PKCS11Provider is not supported yet, except as none\n", 0}
	got.is(t, want)
	write(t, file, "Nonsense 1\n")
	got = output(t, sv.command(t, "ssh", "-F", file, "short", "echo here"))
	got.is(t, result{"", file + ": line 1: Bad configuration option: nonsense\nglassh ssh: " + file + ": terminating, 1 bad configuration options\n", 255})
}
