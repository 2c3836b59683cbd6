//go:build unix

package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestDebuggingServerServesOneConnection(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t, "-d")
	sv.run(t, "HOST", "echo in; exit 3").is(t, result{"in\n", "", 3})
	if status := sv.status(t); status != 0 {
		t.Errorf("want exit status 0, got %d: %s", status, sv.stderr.String())
	}
	for _, want := range []string{"debug1: transport: ", "logged in user="} {
		if !strings.Contains(sv.stderr.String(), want) {
			t.Errorf("want %q in %s", want, sv.stderr.String())
		}
	}
	sv.run(t, "HOST", "true").refused(t, "connect to host 127.0.0.1 port "+sv.port+": ", "refused")
}

func TestServersThatCannotStart(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, taken, _ := net.SplitHostPort(ln.Addr().String())
	open := write(t, filepath.Join(s.dir, "open"), read(t, s.host))
	if err := os.Chmod(open, 0o644); err != nil {
		t.Fatal(err)
	}
	junk := write(t, filepath.Join(s.dir, "junk"), "junk")
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"-p 0 -h " + junk, 1, "host key " + junk + ": "},
		{"-p 0 -h " + open, 1, "host key " + open + ": its permissions 0644 let others read it"},
		{"-p 0 -h " + s.host + ".pub", 1, "host key " + s.host + ".pub: "},
		{"-p 0 -h " + s.dir + "/none", 1, "host key " + s.dir + "/none: no such file or directory"},
		{"-p 0 -h " + s.dir, 1, "host key " + s.dir + ": is a directory"},
		{"-t -h " + junk, 1, "host key " + junk + ": "},
		{"-p 0 --password-file " + junk, 1, junk + ": line 1 is not of the form user:hash"},
		{"-p 0 --password-file " + s.dir + "/none", 1, "open " + s.dir + "/none: no such file or directory"},
		{"-p 0 -o Banner=" + s.dir + "/none", 1, "open " + s.dir + "/none: no such file or directory"},
		{"-p 0 -o ModuliFile=" + s.dir + "/none", 1, "open " + s.dir + "/none: no such file or directory"},
		{"-p " + taken, 1, "listen tcp 127.0.0.1:" + taken + ": bind: address already in use"},
		{"--listen 192.0.2.1:0", 1, "listen tcp 192.0.2.1:0: "},
		{"-p 99999", 2, "-p 99999: "},
		{"-p 0 -o Fnord=1", 2, "-o Fnord=1: Bad configuration option: Fnord"},
		{"-p 0 -o MaxSessions=-1", 2, "-o MaxSessions=-1: "},
		{"-p 0 -o RDomain=x", 2, "-o RDomain=x: option RDomain is not supported yet"},
		{"-p 0 -f " + s.dir + "/none", 1, "open " + s.dir + "/none: no such file or directory"},
		{"-p 0 -o PubkeyAuthentication=no", 2, "nobody could log in"},
		{"-p 0 -o Ciphers=rot13", 2, `-o Ciphers=rot13: "rot13" is no cipher known here`},
	} {
		// What the server says of its own keys stands in front of the error.
		got := output(t, s.command(t, append([]string{"serve"}, strings.Fields(c.args)...)...))
		lines := strings.Split(strings.TrimSuffix(got.stderr, "\n"), "\n")
		last := lines[len(lines)-1]
		if got.status != c.status || !strings.HasPrefix(last, "glassh serve: "+c.want) || strings.Count(got.stderr, "glassh serve:") != 1 {
			t.Errorf("%s: want exit status %d, glassh serve: %s…\ngot %v", c.args, c.status, c.want, got)
		}
	}
	got := output(t, s.command(t, "serve", "-t", "-q", "-h", s.host))
	got.is(t, result{"", "", 0})
}

func TestServerListensAtSeveralPorts(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t, "-p", "0")
	end := sv.stderr.await(t, 0, "listening on 127.0.0.1:")
	end = sv.stderr.await(t, end, "listening on 127.0.0.1:")
	sv.stderr.await(t, end, "\n")
	port, _, _ := strings.Cut(sv.stderr.String()[end:], "\n")
	for _, port := range []string{sv.port, port} {
		sv.port = port
		write(t, sv.known, sv.knownLine())
		sv.run(t, "HOST", "echo in").is(t, result{"in\n", "", 0})
	}
}

// TestAllAddressesOfOneFamily: 0.0.0.0 is those of IPv4 only.
func TestAllAddressesOfOneFamily(t *testing.T) {
	ln, err := family(0).listen("0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if got := ln.Addr().String(); !strings.HasPrefix(got, "0.0.0.0:") {
		t.Errorf("want 0.0.0.0, got %s", got)
	}
}

// pids waits for a file in which a command has written process numbers.
func pids(t *testing.T, file string, n int) (list []int) {
	t.Helper()
	if !eventually(func() bool {
		text, _ := os.ReadFile(file)
		return strings.Count(string(text), "\n") >= n
	}) {
		t.Fatalf("%s: the command has not started", file)
	}
	for _, word := range strings.Fields(read(t, file)) {
		list = append(list, atoi(t, word))
	}
	return list
}

// gone waits for the end of processes.
func gone(t *testing.T, pids []int) {
	t.Helper()
	for _, pid := range pids {
		if !eventually(func() bool { return syscall.Kill(pid, 0) == syscall.ESRCH }) {
			t.Errorf("process %d is still there", pid)
		}
	}
}

func TestSignalEndsTheServerAndItsCommands(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		sv := newSite(t).serve(t)
		started := filepath.Join(sv.dir, "started")
		// A shell and its child, on pipes and on a terminal.
		command := "sleep 100 & echo $! >>" + started + "; echo $$ >>" + started + "; wait"
		pipes := launch(t, sv.client(t, "-n", "HOST", command))
		tty := launch(t, sv.client(t, "-n", "-tt", "HOST", command))
		running := pids(t, started, 4)
		begin := time.Now()
		sv.signal(t, signal)
		if status := sv.status(t); status != 0 {
			t.Errorf("%v: want exit status 0, got %d: %s", signal, status, sv.stderr.String())
		}
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("%v: the end takes %v", signal, took)
		}
		gone(t, running)
		for _, c := range []*background{pipes, tty} {
			// The last that a client hears of is its command's end, or its server's.
			status, said := c.status(t), c.stderr.String()
			if status != 255 || strings.Count(said, "\n") != 1 ||
				!strings.Contains(said, "the peer disconnected") && !strings.Contains(said, "signal=HUP") {
				t.Errorf("%v: want exit status 255, and why, got %d, %q", signal, status, said)
			}
		}
	}
}

// A command that ignores the hangup does not hold the server up.
func TestServerEndsInSpiteOfADeafCommand(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	started := filepath.Join(sv.dir, "started")
	launch(t, sv.client(t, "-n", "HOST", "trap '' HUP; echo $$ >"+started+"; exec sleep 100"))
	pid := pids(t, started, 1)
	defer syscall.Kill(pid[0], syscall.SIGKILL)
	sv.signal(t, syscall.SIGTERM)
	if status := sv.status(t); status != 0 {
		t.Errorf("want exit status 0, got %d: %s", status, sv.stderr.String())
	}
}

// The client's end is the command's.
func TestCommandEndsWithItsClient(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	for _, flag := range []string{"-T", "-tt"} {
		started := filepath.Join(sv.dir, "started"+flag)
		c := launch(t, sv.client(t, "-n", flag, "HOST", "echo $$ >"+started+"; exec sleep 100"))
		pid := pids(t, started, 1)
		c.signal(t, syscall.SIGKILL)
		gone(t, pid)
	}
}

func TestSignalsToTheClientReachTheCommand(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	for _, c := range []struct {
		signal  syscall.Signal
		command string
		status  int
		stderr  string
	}{
		{syscall.SIGINT, "READY; exec sleep 100", 255, "the command was ended by a signal signal=INT\n"},
		{syscall.SIGTERM, "READY; exec sleep 100", 255, "the command was ended by a signal signal=TERM\n"},
		{syscall.SIGTERM, "trap 'echo stopped >&2; exit 6' TERM; READY; sleep 100 & wait", 6, "stopped\n"},
		{syscall.SIGINT, "trap '' INT; READY; exec sleep 100", 255, ""}, // which hangs up on it
	} {
		started := filepath.Join(t.TempDir(), "started")
		cmd := sv.client(t, "HOST", strings.Replace(c.command, "READY", "echo $$ >"+started, 1))
		if c.stderr != "" { // of the command's end: the client would not wait for a busy machine
			cmd.Env = append(cmd.Env, graceEnv+"=1m")
		}
		client := launch(t, cmd)
		pid := pids(t, started, 1)
		client.signal(t, c.signal)
		status := client.status(t)
		if status != c.status || client.stderr.String() != c.stderr {
			t.Errorf("%v, %s: want %d, %q, got %d, %q", c.signal, c.command, c.status, c.stderr, status, client.stderr.String())
		}
		gone(t, pid)
	}
}

// A server that does not run any more, and whose machine still takes packets, must
// not keep the client from ending.
func TestSignalEndsTheClientOfAServerThatHangs(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	started := filepath.Join(sv.dir, "started")
	c := launch(t, sv.client(t, "-n", "HOST", "echo $$ >"+started+"; exec sleep 100"))
	pids(t, started, 1)
	sv.signal(t, syscall.SIGSTOP)
	c.signal(t, syscall.SIGINT)
	if status := c.status(t); status != 255 || c.stderr.String() != "" {
		t.Errorf("want exit status 255, and nothing said, got %d, %q", status, c.stderr.String())
	}
}
