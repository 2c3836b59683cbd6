package peers_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	xssh "golang.org/x/crypto/ssh"
)

// A shared is a connection that a master of one program has, for clients of another.
type shared struct {
	k       *keyring
	s       *server
	program []string // of the clients
	socket  string
}

// shareMaster starts a master, and returns what its clients need.
func shareMaster(t *testing.T, k *keyring, s *server, master, clients []string) *shared {
	t.Helper()
	m := &shared{k, s, clients, filepath.Join(socketDir(t), "s")}
	log := new(journal)
	launch(t, log, master[0], append(master[1:], m.flags(t, "-M", "-N", "127.0.0.1")...)...)
	if !waitFor(ready, func() bool { _, err := os.Stat(m.socket); return err == nil }) {
		t.Fatalf("there is no master:\n%s", log)
	}
	return m
}

func (m *shared) flags(t *testing.T, args ...string) []string {
	return append([]string{"-S", m.socket}, append(programFlags(t, m.k, m.s, job{}.orDefaults(m.k)), args...)...)
}

// run runs a client, which cannot connect by itself.
func (m *shared) run(t *testing.T, stdin string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(testContext(t), ready)
	defer cancel()
	args = append(append(m.program[1:], "-o", "ProxyCommand=false"), m.flags(t, args...)...)
	cmd := exec.CommandContext(ctx, m.program[0], args...)
	cmd.WaitDelay = time.Second
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	cmd.Run()
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// is checks how a client ends, and what it says.
func (m *shared) is(t *testing.T, stdin, stdout, stderr string, status int, args ...string) {
	t.Helper()
	out, errs, got := m.run(t, stdin, args...)
	if out != stdout || errs != stderr || got != status {
		t.Errorf("%q: want %q, %q, %d, got %q, %q, %d", args, stdout, stderr, status, out, errs, got)
	}
}

// The pairs of a master and its clients: ours are with OpenSSH's in either role.
var muxPairs = []struct {
	name            string
	master, clients func(testing.TB) []string
	serve           startServer
}{
	{"ssh_on_glassh", ourSSH, theirSSH, sshd},
	{"glassh_on_ssh", theirSSH, ourSSH, sshd},
	{"ssh_on_glassh_to_glassh", ourSSH, theirSSH, glasshServe},
}

func TestOneConnectionSharedWithOpenSSH(t *testing.T) {
	for _, pair := range muxPairs {
		t.Run(pair.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := pair.serve(t, k, serverOptions{})
			m := shareMaster(t, k, s, pair.master(t), pair.clients(t))
			target := httpTarget(t, "tcp")

			if _, errs, status := m.run(t, "", "-O", "check", "127.0.0.1"); status != 0 || !strings.HasPrefix(errs, "Master running (pid=") {
				t.Errorf("-O check: %d, %q", status, errs)
			}
			m.is(t, "in", "in", "err\n", 7, "127.0.0.1", "cat; echo err >&2; exit 7")
			big := strings.Repeat("0123456789abcde\n", 1<<16)
			m.is(t, big, big, "", 0, "127.0.0.1", "cat")
			m.is(t, "", "", "", 255, "127.0.0.1", "kill -9 $$")
			if out, _, status := m.run(t, "", "-tt", "127.0.0.1", "test -t 0 && echo tty; exit 4"); strings.TrimSpace(out) != "tty" || status != 4 {
				t.Errorf("on a terminal: %q, %d", out, status)
			}
			m.is(t, "", "out\n", "", 3, "-O", "proxy", "127.0.0.1", "echo out; exit 3")

			forward := fmt.Sprintf("%d:%s", freePort(t), target)
			listens := "127.0.0.1:" + strings.SplitN(forward, ":", 2)[0]
			m.is(t, "", "", "", 0, "-O", "forward", "-L", forward, "127.0.0.1")
			reaches(t, listens)
			m.is(t, "", "", "", 0, "-O", "cancel", "-L", forward, "127.0.0.1")
			if nc, err := net.Dial("tcp", listens); err == nil {
				nc.Close()
				t.Error("what was cancelled listens still")
			}
			out, _, status := m.run(t, "", "-O", "forward", "-R", "0:"+target, "127.0.0.1")
			if there := strings.TrimSpace(out); status != 0 || there == "" {
				t.Errorf("a port that the server chooses: %q, %d", out, status)
			} else {
				reaches(t, "127.0.0.1:"+there)
				m.is(t, "", "", "", 0, "-O", "cancel", "-R", "0:"+target, "127.0.0.1")
			}
			if out, errs, _ := m.run(t, "GET / HTTP/1.0\r\n\r\n", "-W", target, "127.0.0.1"); !strings.HasSuffix(out, targetSays) {
				t.Errorf("-W: %q, %q", out, errs)
			}
			m.is(t, "", "", "Exit request sent.\r\n", 0, "-O", "exit", "127.0.0.1")
			if !waitFor(ready, func() bool { _, err := os.Stat(m.socket); return err != nil }) {
				t.Error("the socket is left behind")
			}
			if _, _, status := m.run(t, "", "-O", "check", "127.0.0.1"); status != 255 {
				t.Errorf("a master that is gone is checked with %d", status)
			}
		})
	}
}

// OpenSSH's sftp runs ssh, which finds the master.
func TestSFTPInTheConnectionOfOurMaster(t *testing.T) {
	t.Parallel()
	k := newKeys(t)
	s := sshd(t, k, serverOptions{config: []string{"Subsystem sftp internal-sftp"}})
	m := shareMaster(t, k, s, ourSSH(t), theirSSH(t))
	file := k.write(t, "file", "some text")
	cmd := exec.CommandContext(testContext(t), find(t, "sftp"), "-F", "none", "-o", "ControlPath="+m.socket, "-o", "ProxyCommand=false",
		"-b", "-", "127.0.0.1")
	cmd.Stdin = strings.NewReader("put " + file + " " + file + ".there\nget " + file + ".there " + file + ".back\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if text, err := os.ReadFile(file + ".back"); string(text) != "some text" || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
}

// golang.org/x/crypto/ssh speaks the connection protocol itself, over our master.
func TestXCryptoInTheConnectionOfOurMaster(t *testing.T) {
	t.Parallel()
	k := newKeys(t)
	s := sshd(t, k, serverOptions{})
	m := shareMaster(t, k, s, ourSSH(t), nil)
	nc, err := net.Dial("unix", m.socket)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(ready))
	conn, channels, requests, err := xssh.NewControlClientConn(nc)
	if err != nil {
		t.Fatal(err)
	}
	client := xssh.NewClient(conn, channels, requests)
	defer client.Close()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := session.Output("echo out"); string(out) != "out\n" || err != nil {
		t.Errorf("got %q, %v", out, err)
	}
	ln, err := client.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { // the end of the client stops it
		if nc, err := ln.Accept(); err == nil {
			fmt.Fprint(nc, targetSays)
			nc.Close()
		}
	}()
	reaches(t, ln.Addr().String())
}
