//go:build unix

package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A controlled is a server with a master that is connected to it.
type controlled struct {
	*server
	socket string
	master *background
}

func (sv *server) controlled(t *testing.T, flags ...string) *controlled {
	t.Helper()
	c := &controlled{server: sv, socket: filepath.Join(shortDir(t), "s")}
	c.master = launch(t, sv.client(t, append(flags, "-M", "-S", c.socket, "-N", "HOST")...))
	c.listens(t)
	return c
}

func (c *controlled) listens(t *testing.T) {
	t.Helper()
	if !eventually(func() bool { _, err := os.Stat(c.socket); return err == nil }) {
		t.Fatalf("there is no master: %s", c.master.stderr.String())
	}
}

// by runs a client of the master. It cannot connect by itself: it has no key.
func (c *controlled) by(t *testing.T, args ...string) result {
	t.Helper()
	return c.run(t, append([]string{"-S", c.socket, "-o", "ProxyCommand=false"}, args...)...)
}

func (c *controlled) check(t *testing.T, want int) {
	t.Helper()
	if got := c.by(t, "-O", "check", "HOST"); got.status != want {
		t.Errorf("want exit status %d of -O check, got %v", want, got)
	}
}

func TestSessionsInTheConnectionOfAMaster(t *testing.T) {
	t.Parallel()
	c := newSite(t).serve(t).controlled(t)
	if info, err := os.Stat(c.socket); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket: %v, %v", info, err)
	}
	c.by(t, "-O", "check", "HOST").is(t, result{"", fmt.Sprintf("Master running (pid=%d)\r\n", c.master.Process.Pid), 0})
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			cmd := c.client(t, "-S", c.socket, "-oProxyCommand=false", "HOST", fmt.Sprintf("cat; echo err >&2; exit %d", i))
			cmd.Stdin = strings.NewReader(fmt.Sprint("in ", i))
			output(t, cmd).is(t, result{fmt.Sprint("in ", i), "err\n", i})
		})
	}
	all.Wait()
	text := strings.Repeat("0123456789abcde\n", 1<<17)
	cmd := c.client(t, "-S", c.socket, "-oProxyCommand=false", "HOST", "cat")
	cmd.Stdin = strings.NewReader(text)
	if got := output(t, cmd); got.stdout != text || got.status != 0 {
		t.Errorf("of %d bytes came %d: %d %s", len(text), len(got.stdout), got.status, got.stderr)
	}
	c.by(t, "-n", "HOST", "cat; echo over").is(t, result{"over\n", "", 0})
	c.by(t, "HOST", "kill -9 $$").is(t, result{"", "", 255})
	c.by(t, "-O", "proxy", "HOST", "echo out; exit 3").is(t, result{"out\n", "", 3})

	// The end of a client is that of its session, and of nothing else.
	client := launch(t, c.client(t, "-S", c.socket, "HOST", "echo pid $$; exec sleep 100"))
	client.stdout.await(t, 0, "pid ")
	end := client.stdout.await(t, 0, "\n")
	var pid int
	fmt.Sscanf(client.stdout.String()[:end], "pid %d", &pid)
	client.Process.Kill()
	gone(t, []int{pid})
	c.check(t, 0)
	c.by(t, "-O", "exit", "HOST").is(t, result{"", "Exit request sent.\r\n", 0})
	if status := c.master.status(t); status != 255 || c.master.stderr.String() != "" {
		t.Errorf("the master ends with %d: %s", status, c.master.stderr.String())
	}
	c.by(t, "-O", "check", "HOST").is(t, result{"", "Control socket connect(" + c.socket + "): No such file or directory\n", 255})
}

func TestForwardingInTheConnectionOfAMaster(t *testing.T) {
	t.Parallel()
	c := newSite(t).serve(t).controlled(t)
	target, port := echoServer(t, "tcp"), unusedPort(t)
	forward := port + ":" + target
	c.by(t, "-O", "forward", "-L", forward, "HOST").is(t, result{"", "", 0})
	echoed(t, "127.0.0.1:"+port)
	c.by(t, "-O", "cancel", "-L", forward, "HOST").is(t, result{"", "", 0})
	if nc, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
		nc.Close()
		t.Error("what was cancelled listens still")
	}
	if got := c.by(t, "-O", "cancel", "-L", forward, "HOST"); !strings.Contains(got.stderr, "port not forwarded") {
		t.Errorf("a forwarding that there is not: %v", got)
	}
	got := c.by(t, "-O", "forward", "-R", "0:"+target, "HOST")
	there := strings.TrimSpace(got.stdout)
	if got.status != 0 || got.stderr != "Allocated port "+there+" for remote forward to "+target+"\n" {
		t.Errorf("a port that the server chooses: %v", got)
	}
	echoed(t, "127.0.0.1:"+there)
	c.by(t, "-O", "cancel", "-R", there+":"+target, "HOST").is(t, result{"", "", 0})
	cmd := c.client(t, "-S", c.socket, "-oProxyCommand=false", "-W", target, "HOST")
	cmd.Stdin = strings.NewReader("to and fro, ")
	output(t, cmd).is(t, result{"to and fro, over", "", 0})

	// Of a client that speaks the protocol itself, they end with it.
	client := launch(t, c.client(t, "-S", c.socket, "-O", "proxy", "-N", "-R", "0:"+target, "HOST"))
	echoed(t, allocated(t, client, target))

	c.by(t, "-O", "stop", "HOST").is(t, result{"", "Stop listening request sent.\r\n", 0})
	c.check(t, 255)
}

func TestMasterThatStaysBehindItsClients(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	c := &controlled{server: sv, socket: filepath.Join(shortDir(t), "s")}
	flags := []string{"-S", c.socket, "-o", "ControlMaster=auto", "-o", "ControlPersist=1", "HOST"}
	sv.run(t, append(flags, "echo one; exit 5")...).is(t, result{"one\n", "", 5}) // with pipes that the master does not keep
	c.check(t, 0)
	begun := time.Now()
	c.by(t, "HOST", "echo two").is(t, result{"two\n", "", 0})
	if !eventually(func() bool { _, err := os.Stat(c.socket); return err != nil }) {
		t.Error("the master stays")
	}
	if d := time.Since(begun); d < time.Second {
		t.Errorf("the master ended behind %v", d)
	}

	// A socket that nobody listens at is in nobody's way.
	ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: c.socket, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	ln.SetUnlinkOnClose(false)
	ln.Close()

	// Of several that begin at once, one becomes the master.
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			sv.run(t, append(flags, fmt.Sprintf("echo %d; exit %d", i, i))...).is(t, result{fmt.Sprintln(i), "", i})
		})
	}
	all.Wait()
	c.check(t, 0)
	c.by(t, "-O", "exit", "HOST")
}

func TestSecondMasterConnectsForItself(t *testing.T) {
	t.Parallel()
	c := newSite(t).serve(t).controlled(t)
	c.run(t, "-M", "-S", c.socket, "HOST", "echo alone").is(t,
		result{"alone\n", "ControlSocket " + c.socket + " already exists, disabling multiplexing\n", 0})
	c.check(t, 0)
}

// A master of its own session waits for those who share the connection.
func TestMasterWaitsForItsClients(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	c := &controlled{server: sv, socket: filepath.Join(shortDir(t), "s")}
	c.master = launch(t, sv.client(t, "-M", "-S", c.socket, "HOST", "sleep 0.5; exit 4"))
	c.listens(t)
	c.by(t, "HOST", "sleep 1; echo late").is(t, result{"late\n", "", 0})
	if status := c.master.status(t); status != 4 {
		t.Errorf("exit status %d", status)
	}
}

func TestMasterAsksBeforeItShares(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	dir := shortDir(t)
	helper := write(t, filepath.Join(dir, "askpass"), "#!/bin/sh\necho \"$1\" >> "+dir+"/asked\ntest -e "+dir+"/yes\n")
	if err := os.Chmod(helper, 0o700); err != nil {
		t.Fatal(err)
	}
	c := &controlled{server: sv, socket: filepath.Join(dir, "s")}
	cmd := sv.client(t, "-MM", "-S", c.socket, "-N", "HOST")
	cmd.Env = append(cmd.Env, "SSH_ASKPASS="+helper, "SSH_ASKPASS_REQUIRE=force")
	c.master = launch(t, cmd)
	c.listens(t)
	if got := c.by(t, "HOST", "echo in"); got.stdout != "" || !strings.HasPrefix(got.stderr, "Master refused session request: Permission denied\n") {
		t.Errorf("without leave: %v", got)
	}
	write(t, filepath.Join(dir, "yes"), "")
	c.by(t, "HOST", "echo in").is(t, result{"in\n", "", 0})
	if asked := read(t, filepath.Join(dir, "asked")); asked != strings.Repeat("Allow shared connection to 127.0.0.1? \n", 2) {
		t.Errorf("asked: %q", asked)
	}
}
