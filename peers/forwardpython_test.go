package peers_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
)

// TestForwardingThroughPythonsServers has asyncssh's and paramiko's server forward what the
// library and our program ask them to, and lead to other servers.
func TestForwardingThroughPythonsServers(t *testing.T) {
	for name, start := range map[string]startServer{"asyncssh": asyncsshShell, "paramiko": paramikoShell} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := start(t, k, serverOptions{kex: "ecdh-sha2-nistp256"})
			cfg := libraryConfig(t, job{kex: "ecdh-sha2-nistp256", suite: aes128CTR}.orDefaults(k), new(exchanges))
			cl, err := ssh.Dial(testContext(t), s.addr, cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer cl.Close()
			if throughLibrary(t, cl, "tcp"); name == "asyncssh" {
				throughLibrary(t, cl, "unix")
			}
			if ln, err := cl.Listen(testContext(t), "tcp", "refused:0"); err == nil {
				t.Errorf("listens at %v, which is not allowed", ln.Addr())
			}
			if nc, err := cl.DialContext(testContext(t), "tcp", "127.0.0.1:1"); err == nil && name == "asyncssh" {
				nc.Close()
				t.Error("connected to a port where nobody listens")
			}

			local, remote, dynamic, backwards := freePort(t), freePort(t), freePort(t), freePort(t)
			tcp := httpTarget(t, "tcp")
			words := append(pythonsClient(t, k, s), "-N", "-L", fmt.Sprintf("%d:%s", local, tcp), "-R", fmt.Sprintf("%d:%s", remote, tcp),
				"-D", fmt.Sprint(dynamic), "-R", fmt.Sprint(backwards), "127.0.0.1")
			launch(t, new(journal), words[0], words[1:]...)
			reaches(t, fmt.Sprintf("127.0.0.1:%d", local))
			reaches(t, fmt.Sprintf("127.0.0.1:%d", remote))
			curl(t, tcp, "--socks4a", fmt.Sprintf("127.0.0.1:%d", dynamic))
			curl(t, tcp, "--socks5-hostname", fmt.Sprintf("127.0.0.1:%d", backwards))

			_, errs, status := runPlainly(t, append(pythonsClient(t, k, s), "-N", "-R", "refused:"+fmt.Sprint(freePort(t))+":"+tcp,
				"-o", "ExitOnForwardFailure=yes", "127.0.0.1"))
			if status != 255 || !strings.Contains(errs, "remote port forwarding failed for listen port") {
				t.Errorf("a listener that is refused: exit status %d, %q", status, errs)
			}
			target := sshd(t, k, serverOptions{})
			out, errs, _ := runPlainly(t, append(pythonsClient(t, k, target), "-J", "127.0.0.1:"+s.port(), "127.0.0.1", "head -c 300000 /dev/zero | wc -c"))
			if out != "300000\n" {
				t.Errorf("a jump: %q, %q", out, errs)
			}
		})
	}
}

// pythonsClient is our program, for servers of Python's that know the user and have the same
// host key, with a configuration that holds for the hosts on the way as well.
func pythonsClient(t *testing.T, k *keyring, s *server) []string {
	t.Helper()
	known := k.write(t, "known", "[127.0.0.1]:* "+k.host.line())
	config := k.write(t, "config", "IdentityFile "+k.user.path+"\nUserKnownHostsFile "+known+
		"\nGlobalKnownHostsFile none\nStrictHostKeyChecking yes\nIdentityAgent none\nBatchMode yes\n")
	return []string{glassh(t), "ssh", "-F", config, "-p", s.port()}
}

// runPlainly runs a program to its end.
func runPlainly(t *testing.T, words []string, env ...string) (stdout, stderr string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(testContext(t), 40*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.WaitDelay = time.Second
	cmd.Env = append(append(os.Environ(), "SHLVL=2"), env...)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); errors.As(err, &exit) {
		status = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), status
}
