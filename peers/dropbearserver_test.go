package peers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What dropbear's server has is used by our program here: all that Debian has built into
// it, which is neither X11 nor the forwarding of Unix sockets.

// A visit is a command of a client, and how it ends.
type visit struct {
	name   string
	stdin  string
	words  []string
	want   string // of its output
	stderr string // the end of it
	status int
}

// pay checks what comes of a visit, and returns the client's standard error.
func (v visit) pay(t *testing.T, client tool) string {
	t.Helper()
	out, errs, status := client.run(t, strings.NewReader(v.stdin), v.words...)
	errs = strings.ReplaceAll(errs, "\r\n", "\n")
	said := strings.HasSuffix(errs, v.stderr)
	if v.stderr == denied {
		said = strings.Contains(errs, "ermission denied")
	}
	if status != v.status || !said || !strings.Contains(out, v.want) {
		t.Errorf("want status %d, %q, stderr %q, got %d, %q, %q", v.status, tail(v.want, 200), v.stderr, status, tail(out, 500), tail(errs, 1500))
	}
	return errs
}

// httpRequest is what a target answers.
const httpRequest = "GET / HTTP/1.0\r\n\r\n"

// sshTool is a program with ssh's flags, of which more come first.
func sshTool(t testing.TB, program []string, k *keyring, s *server, more ...string) tool {
	return tool{program[0], slices.Concat(program[1:], more, programFlags(t, k, s, job{}.orDefaults(k))), []string{"TERM=vt100"}}
}

func TestFeaturesOfDropbearsServer(t *testing.T) {
	k := newKeys(t)
	s := dropbearFor(t, k, "-K", "1", "-b", k.write(t, "banner", "Be welcome.\n"))
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", k.user.path)
	client := sshTool(t, ourSSH(t), k, s)
	target, text := httpTarget(t, "tcp"), strings.Repeat("to and fro\n", 400<<10)
	for _, v := range []visit{
		{"streams and status", "input", []string{"127.0.0.1", "cat; echo err >&2; exit 7"}, "input", "Be welcome.\nerr\n", 7},
		{"a signal ends it", "", []string{"-v", "127.0.0.1", "kill -TERM $$"}, "", "", 255},
		{"-T", "", []string{"-T", "127.0.0.1", "tty; exit 0"}, "not a tty", "", 0},
		{"-tt", "", []string{"-tt", "127.0.0.1", "tty; echo $TERM"}, "vt100", "", 0},
		{"a shell", "echo at; echo home; exit 3\n", []string{"127.0.0.1"}, "at\nhome\n", "", 3},
		{"-s", "", []string{"-s", "127.0.0.1", "none"}, "", "the server refused the subsystem none\n", 255},
		{"-W", httpRequest, []string{"-W", target, "127.0.0.1"}, targetSays, "", 0},
		{"-W to a socket", "", []string{"-W", "/tmp/none", "127.0.0.1"}, "", "open failed: unknown channel type: \nstdio forwarding failed\n", 255},
		{"-A", "", []string{"-o", "ForwardAgent=" + a.socket, "127.0.0.1", find(t, "ssh-add") + " -l"}, k.user.private.PublicKey().Fingerprint(), "", 0},
		{"-Y", "", []string{"-Y", "127.0.0.1", "echo display=$DISPLAY"}, "display=\n", "X11 forwarding request failed on channel 0\n", 0},
		{"keepalives both ways", "", []string{"-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=1", "127.0.0.1", "sleep 2.5; echo there"}, "there\n", "", 0},
		{"keys anew each MiB", text, []string{"-v", "-o", "RekeyLimit=1M", "127.0.0.1", "cat"}, text, "", 0},
		{"keys anew each second", "", []string{"-v", "-o", "RekeyLimit=default 1s", "127.0.0.1", "sleep 2.5; echo there"}, "there\n", "", 0},
	} {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			c := client
			c.env = append(c.env, "DISPLAY=:77")
			errs := v.pay(t, c)
			if n := strings.Count(errs, anExchange); strings.HasPrefix(v.name, "keys anew") && n < 3 {
				t.Errorf("keys were exchanged %d times", n)
			}
			if strings.HasPrefix(v.name, "a signal") && !strings.Contains(errs, "signal=TERM") {
				t.Errorf("want the signal in the log, got %q", errs)
			}
		})
	}
}

// TestProgramsForwardThroughDropbear listens on both sides.
func TestProgramsForwardThroughDropbear(t *testing.T) {
	k := newKeys(t)
	s := dropbearFor(t, k)
	target, local, remote, dynamic := httpTarget(t, "tcp"), freePort(t), freePort(t), freePort(t)
	log := forwarder(t, ourSSH(t), k, s, "-N", "-L", fmt.Sprintf("%d:%s", local, target), "-D", fmt.Sprint(dynamic),
		"-R", fmt.Sprintf("%d:%s", remote, target), "-R", "0:"+target, "-R", "0")
	reaches(t, fmt.Sprintf("127.0.0.1:%d", local))
	reaches(t, fmt.Sprintf("127.0.0.1:%d", remote))
	curl(t, target, "--socks5-hostname", fmt.Sprintf("127.0.0.1:%d", dynamic))
	reaches(t, "127.0.0.1:"+allocated(t, log))
}

// TestWhatDropbearDoesNotPermit: our program says so in the words that it has for any server.
func TestWhatDropbearDoesNotPermit(t *testing.T) {
	k := newKeys(t)
	open, shut := dropbearFor(t, k), dropbearFor(t, k, "-j", "-k", "-c", "echo forced: $SSH_ORIGINAL_COMMAND", "-I", "2") // 1 may end at once: it counts whole seconds
	target, other := httpTarget(t, "tcp"), httpTarget(t, "tcp")
	prohibited := "open failed: administratively prohibited: \nstdio forwarding failed\n"
	port := freePort(t)
	remote := []string{"-R", fmt.Sprintf("127.0.0.1:%d:%s", port, target), "127.0.0.1", "sleep 0.2; echo ran"}
	warning := fmt.Sprintf("Warning: remote port forwarding failed for listen port %d\n", port)
	for _, c := range []struct {
		s    *server
		line string // the options of the user's key
		visit
	}{
		{shut, "", visit{"-j", "", []string{"-W", target, "127.0.0.1"}, "", prohibited, 255}},
		{shut, "", visit{"-k", "", remote, "forced: sleep 0.2; echo ran", warning, 0}},
		{shut, "", visit{"-I", "", []string{"-N", "127.0.0.1"}, "", "", 255}},
		{open, "no-port-forwarding ", visit{"no-port-forwarding to it", "", []string{"-W", target, "127.0.0.1"}, "", prohibited, 255}},
		{open, "no-port-forwarding ", visit{"no-port-forwarding from it", "", remote, "ran\n", warning, 0}},
		{open, `permitopen="` + target + `" `, visit{"permitopen", httpRequest, []string{"-W", target, "127.0.0.1"}, targetSays, "", 0}},
		{open, `permitopen="` + target + `" `, visit{"permitopen of another", "", []string{"-W", other, "127.0.0.1"}, "", prohibited, 255}},
		{open, "no-pty ", visit{"no-pty", "", []string{"-tt", "127.0.0.1", "true"}, "", "PTY allocation request failed on channel 0\n", 255}},
		{open, "no-agent-forwarding ", visit{"no-agent-forwarding", "", []string{"-o", "ForwardAgent=/tmp/none", "127.0.0.1", "echo agent=$SSH_AUTH_SOCK"}, "agent=\n", "", 0}},
		{open, `command="echo forced: $SSH_ORIGINAL_COMMAND" `, visit{"command", "", []string{"127.0.0.1", "two  words"}, "forced: two words\n", "", 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k.write(t, "home/.ssh/authorized_keys", c.line+k.user.line())
			c.pay(t, sshTool(t, ourSSH(t), k, c.s))
		})
	}
}
