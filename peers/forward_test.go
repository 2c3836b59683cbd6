package peers_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A target is an HTTP server in small: it answers each request with the same text, at
// the end of the connection.
const targetSays = "hello from the target"

func httpTarget(t *testing.T, network string) (addr string) {
	t.Helper()
	addr = "127.0.0.1:0"
	if network == "unix" {
		addr = filepath.Join(socketDir(t), "target")
	}
	ln, err := net.Listen(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() { // the end of the test stops it
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			go func() { // the end of the connection stops it
				defer nc.Close()
				nc.SetDeadline(time.Now().Add(ready))
				request := make([]byte, 4096)
				n := 0
				for n < len(request) && !bytes.HasSuffix(request[:n], []byte("\r\n\r\n")) {
					k, err := nc.Read(request[n:])
					if n += k; err != nil {
						return
					}
				}
				fmt.Fprintf(nc, "HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(targetSays), targetSays)
			}()
		}
	}()
	return ln.Addr().String()
}

// socketDir is a directory for sockets, whose paths are bounded.
func socketDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "s")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// reaches checks that the target answers at an address, once somebody listens there.
func reaches(t *testing.T, addr string) {
	t.Helper()
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	var nc net.Conn
	var err error
	if !waitFor(ready, func() bool { nc, err = net.Dial(network, addr); return err == nil }) {
		t.Fatal(err)
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(ready))
	io.WriteString(nc, "GET / HTTP/1.0\r\n\r\n")
	if answer, err := io.ReadAll(nc); !strings.HasSuffix(string(answer), targetSays) || err != nil {
		t.Errorf("%s: got %q, %v", addr, answer, err)
	}
}

// curl fetches the target's text through a proxy.
func curl(t *testing.T, target string, proxy ...string) {
	t.Helper()
	args := append([]string{"-s", "-S", "-m", "10", "--noproxy", ""}, proxy...)
	out, err := exec.Command(find(t, "curl"), append(args, "http://"+target+"/")...).CombinedOutput()
	if string(out) != targetSays || err != nil {
		t.Errorf("curl %v: %q, %v", proxy, out, err)
	}
}

var allocatedPort = regexp.MustCompile(`Allocated port (\d+) for remote forward to`)

// forwardingPairs are the programs that have ssh's flags, and the servers.
var forwardingPairs = []struct {
	name    string
	program func(testing.TB) []string
	serve   startServer
}{
	{"glassh_to_glassh", ourSSH, glasshServe},
	{"glassh_to_sshd", ourSSH, sshd},
	{"ssh_to_glassh", theirSSH, glasshServe},
}

func ourSSH(t testing.TB) []string   { return []string{glassh(t), "ssh"} }
func theirSSH(t testing.TB) []string { return []string{find(t, "ssh")} }

// forwarder starts a client in the background.
func forwarder(t *testing.T, program []string, k *keyring, s *server, flags ...string) *journal {
	t.Helper()
	log := new(journal)
	args := append(program[1:], programFlags(t, k, s, job{}.orDefaults(k))...)
	launch(t, log, program[0], append(append(args, flags...), "127.0.0.1")...)
	return log
}

func TestForwardingWithOpenSSH(t *testing.T) {
	for _, pair := range forwardingPairs {
		t.Run(pair.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := pair.serve(t, k, serverOptions{config: []string{"GatewayPorts clientspecified"}})
			tcp, unix, dir := httpTarget(t, "tcp"), httpTarget(t, "unix"), socketDir(t)
			program := pair.program(t)
			t.Run("local", func(t *testing.T) {
				a, b := freePort(t), freePort(t)
				c, d := filepath.Join(dir, "c"), filepath.Join(dir, "d")
				forwarder(t, program, k, s, "-N", "-L", fmt.Sprintf("%d:%s", a, tcp), "-L", fmt.Sprintf("localhost:%d:%s", b, unix),
					"-L", c+":"+tcp, "-L", d+":"+unix)
				reaches(t, fmt.Sprintf("127.0.0.1:%d", a))
				reaches(t, fmt.Sprintf("127.0.0.1:%d", b))
				reaches(t, c)
				reaches(t, d)
			})
			t.Run("remote", func(t *testing.T) {
				e, f := filepath.Join(dir, "e"), filepath.Join(dir, "f")
				log := forwarder(t, program, k, s, "-N", "-R", "0:"+tcp, "-R", e+":"+tcp, "-R", f+":"+unix)
				reaches(t, "127.0.0.1:"+allocated(t, log))
				reaches(t, e)
				reaches(t, f)
				log = forwarder(t, program, k, s, "-N", "-R", "127.0.0.1:0:"+unix)
				reaches(t, "127.0.0.1:"+allocated(t, log))
				log = forwarder(t, program, k, s, "-N", "-R", "*:0:"+tcp)
				reaches(t, "127.0.0.2:"+allocated(t, log))
			})
			t.Run("dynamic", func(t *testing.T) {
				port := freePort(t)
				forwarder(t, program, k, s, "-N", "-D", fmt.Sprint(port))
				at := fmt.Sprintf("127.0.0.1:%d", port)
				if !waitFor(ready, func() bool { nc, err := net.Dial("tcp", at); return err == nil && nc.Close() == nil }) {
					t.Fatal("nobody listens")
				}
				log := forwarder(t, program, k, s, "-N", "-R", "0")
				for _, at := range []string{at, "127.0.0.1:" + allocated(t, log)} {
					curl(t, tcp, "--socks4", at)
					curl(t, tcp, "--socks4a", at)
					curl(t, tcp, "--socks5", at)
					curl(t, strings.Replace(tcp, "127.0.0.1", "localhost", 1), "--socks5-hostname", at)
				}
			})
			t.Run("stdio", func(t *testing.T) {
				args := append(program[1:], programFlags(t, k, s, job{}.orDefaults(k))...)
				ctx, cancel := context.WithTimeout(context.Background(), ready)
				defer cancel()
				cmd := exec.CommandContext(ctx, program[0], append(args, "-W", tcp, "127.0.0.1")...)
				cmd.Stdin = strings.NewReader("GET / HTTP/1.0\r\n\r\n")
				if out, err := cmd.Output(); !strings.HasSuffix(string(out), targetSays) || err != nil {
					t.Errorf("got %q, %v", out, err)
				}
			})
		})
	}
}

// allocated waits for a port that the server has chosen.
func allocated(t *testing.T, log *journal) string {
	t.Helper()
	var port string
	if !waitFor(ready, func() bool {
		if m := allocatedPort.FindStringSubmatch(log.String()); m != nil {
			port = m[1]
		}
		return port != ""
	}) {
		t.Fatalf("no port was allocated:\n%s", log)
	}
	return port
}

// What a server does not permit, the client is told of in the same words.
func TestForwardingThatIsNotPermitted(t *testing.T) {
	for _, pair := range forwardingPairs {
		t.Run(pair.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			tcp, other := httpTarget(t, "tcp"), httpTarget(t, "tcp")
			s := pair.serve(t, k, serverOptions{config: []string{"PermitOpen " + tcp, "PermitListen localhost:1", "AllowStreamLocalForwarding no"}})
			program := pair.program(t)
			run := func(words ...string) (string, int) {
				t.Helper()
				args := append(program[1:], programFlags(t, k, s, job{}.orDefaults(k))...)
				ctx, cancel := context.WithTimeout(context.Background(), ready)
				defer cancel()
				cmd := exec.CommandContext(ctx, program[0], append(args, words...)...)
				cmd.Stdin = strings.NewReader("GET / HTTP/1.0\r\n\r\n")
				out, _ := cmd.CombinedOutput()
				return strings.ReplaceAll(string(out), "\r", ""), cmd.ProcessState.ExitCode()
			}
			if out, status := run("-W", tcp, "127.0.0.1"); !strings.HasSuffix(out, targetSays) || status != 0 {
				t.Errorf("-W to what is permitted: %d, %q", status, out)
			}
			said := "channel 0: open failed: administratively prohibited: open failed\nstdio forwarding failed\n"
			if out, status := run("-W", other, "127.0.0.1"); out != said || status != 255 {
				t.Errorf("-W: %d, %q", status, out)
			}
			// The port is free: nothing but the settings refuses it.
			port := freePort(t)
			said = fmt.Sprintf("Warning: remote port forwarding failed for listen port %d\nran\n", port)
			if out, status := run("-R", fmt.Sprintf("%d:%s", port, tcp), "127.0.0.1", "sleep 0.2; echo ran"); out != said || status != 0 {
				t.Errorf("-R: %d, %q", status, out)
			}
			said = fmt.Sprintf("Error: remote port forwarding failed for listen port %d\n", port)
			if out, status := run("-o", "ExitOnForwardFailure=yes", "-N", "-R", fmt.Sprintf("%d:%s", port, tcp), "127.0.0.1"); out != said || status != 255 {
				t.Errorf("-R with ExitOnForwardFailure: %d, %q", status, out)
			}
			said = "Warning: remote port forwarding failed for listen path /tmp/none/s\nran\n"
			if out, status := run("-R", "/tmp/none/s:"+tcp, "127.0.0.1", "sleep 0.2; echo ran"); out != said || status != 0 {
				t.Errorf("-R of a socket: %d, %q", status, out)
			}
		})
	}
}

// ssh jumps through glassh serve, and glassh ssh through sshd and dropbear.
func TestJumpThrough(t *testing.T) {
	dropbear := forwardingPairs[1]
	dropbear.name, dropbear.serve = "glassh_to_dropbear", func(t testing.TB, k *keyring, _ serverOptions) *server { return dropbearFor(t, k) }
	for _, pair := range append(slices.Clone(forwardingPairs), dropbear) {
		t.Run(pair.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			hop, end := pair.serve(t, k, serverOptions{}), sshd(t, k, serverOptions{})
			known := k.write(t, "known", fmt.Sprintf("[127.0.0.1]:%s %s\n[127.0.0.1]:%s %s\n", hop.port(), k.host.line(), end.port(), k.host.line()))
			config := k.write(t, "config", fmt.Sprintf("User %s\nIdentityFile %s\nIdentitiesOnly yes\nUserKnownHostsFile %s\nGlobalKnownHostsFile /dev/null\nBatchMode yes\n"+
				"Host hop end\nHostname 127.0.0.1\nHost hop\nPort %s\nHost end\nPort %s\nProxyJump hop\n", me(t), k.user.path, known, hop.port(), end.port()))
			program := pair.program(t)
			ctx, cancel := context.WithTimeout(context.Background(), ready)
			defer cancel()
			out, err := exec.CommandContext(ctx, program[0], append(program[1:], "-F", config, "end", "echo there")...).CombinedOutput()
			if string(out) != "there\n" || err != nil {
				t.Errorf("%q, %v", out, err)
			}
		})
	}
}
