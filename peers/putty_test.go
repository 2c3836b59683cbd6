package peers_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A tool is a client with flags of its own, and what it needs in its environment.
type tool struct {
	program string
	flags   []string // of the connection; the host and the command come behind them
	env     []string
}

// plinkTool is PuTTY's client, without anybody who would answer its questions.
func plinkTool(t testing.TB, k *keyring, s *server) tool {
	t.Helper()
	ppk := k.user.path + ".ppk"
	runTool(t, "puttygen", k.user.path, "-O", "private", "-o", ppk)
	return tool{find(t, "plink"), []string{"-ssh", "-batch", "-P", s.port(), "-l", me(t), "-i", ppk,
		"-hostkey", k.host.private.PublicKey().Fingerprint()}, []string{"HOME=" + k.dir}}
}

// dbclientTool is dropbear's client.
func dbclientTool(t testing.TB, k *keyring, s *server) tool {
	t.Helper()
	key := k.user.path + ".dropbear"
	runTool(t, "dropbearconvert", "openssh", "dropbear", k.user.path, key)
	return tool{find(t, "dbclient"), []string{"-y", "-y", "-p", s.port(), "-l", me(t), "-i", key}, []string{"HOME=" + k.dir}}
}

// run runs a command with further flags. The words are those flags, the host and the
// command.
func (c tool) run(t testing.TB, stdin io.Reader, words ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.CommandContext(testContext(t), c.program, append(append([]string{}, c.flags...), words...)...)
	cmd.WaitDelay = time.Second
	cmd.Env = append(append(os.Environ(), "SHLVL=2"), c.env...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &out, &errs
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// featured starts a server that has something for each feature: a subsystem, agents, displays.
func featured(t testing.TB, k *keyring) *server {
	t.Helper()
	k.write(t, "authorized_keys", fmt.Sprintf(`environment="XAUTHORITY=%s" %s`, filepath.Join(k.dir, "there"), k.user.line()))
	return glasshServe(t, k, serverOptions{
		kex: oneKex + ",curve25519-sha256@libssh.org", // as paramiko 2.12 calls it
		config: []string{
			"Subsystem words /bin/echo these words", "Subsystem sftp /usr/lib/openssh/sftp-server",
			"X11Forwarding yes", "X11DisplayOffset 300", "XAuthLocation " + find(t, "xauth"), "PermitUserEnvironment yes",
		},
	})
}

// TestFeaturesOfPuTTYsClient goes through what plink has, but for forwarding and
// compression, which forwardothers_test.go and compress_test.go have.
func TestFeaturesOfPuTTYsClient(t *testing.T) {
	k := newKeys(t)
	s := featured(t, k)
	plink := plinkTool(t, k, s)
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", k.user.path)
	x := startX(t)
	plink.env = append(plink.env, "SSH_AUTH_SOCK="+a.socket, "DISPLAY="+x.display, "XAUTHORITY="+x.authority)
	os.MkdirAll(filepath.Join(k.dir, ".putty", "sessions"), 0o700)
	k.write(t, ".putty/sessions/hasty", "PingIntervalSecs=1\nPingInterval=0\nRekeyBytes=1M\n")
	target := httpTarget(t, "tcp")
	commands := k.write(t, "commands", "echo from; echo a file; exit 6\n")
	text := strings.Repeat("to and fro\n", 400<<10)
	for _, c := range []struct {
		name   string
		stdin  string
		words  []string
		want   []string // parts of the output
		stderr string
		status int
	}{
		{"streams and status", "input", []string{"127.0.0.1", "cat; echo err >&2; exit 7"}, []string{"input"}, "err\n", 7},
		{"-T", "", []string{"-T", "127.0.0.1", "tty; exit 0"}, []string{"not a tty"}, "", 0},
		{"-t", "", []string{"-t", "127.0.0.1", "tty; echo size=$(stty size) $TERM"}, []string{"/dev/pts/", "size=24 80 xterm"}, "", 0},
		{"-s", "", []string{"-s", "127.0.0.1", "words"}, []string{"these words\n"}, "", 0},
		{"-m", "", []string{"-m", commands, "127.0.0.1"}, []string{"from\na file\n"}, "", 6},
		{"-nc", "GET / HTTP/1.0\r\n\r\n", []string{"-nc", target, "127.0.0.1"}, []string{targetSays}, "", 0},
		{"-A", "", []string{"-A", "127.0.0.1", "ssh-add -l"}, []string{k.user.private.PublicKey().Fingerprint()}, "", 0},
		{"-a", "", []string{"-a", "127.0.0.1", "echo agent=$SSH_AUTH_SOCK."}, []string{"agent=.\n"}, "", 0},
		{"-X", "", []string{"-X", "127.0.0.1", "xdpyinfo | grep dimensions"}, []string{"320x200"}, "", 0},
		{"-x", "", []string{"-x", "127.0.0.1", "echo display=$DISPLAY."}, []string{"display=.\n"}, "", 0},
		{"a keepalive", "", []string{"-load", "hasty", "127.0.0.1", "sleep 1.5; echo there"}, []string{"there\n"}, "", 0},
		{"keys anew each MiB", text, []string{"-load", "hasty", "127.0.0.1", "cat"}, []string{text}, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := s.exchanges()
			out, errs, status := plink.run(t, strings.NewReader(c.stdin), c.words...)
			if status != c.status || !strings.HasSuffix(errs, c.stderr) {
				t.Errorf("want status %d, stderr %q, got %d, %q", c.status, c.stderr, status, tail(errs, 1000))
			}
			for _, want := range c.want {
				if !strings.Contains(out, want) {
					t.Errorf("want %q in the output, got %q", tail(want, 200), tail(out, 1000))
				}
			}
			if n := s.exchanges() - before; strings.HasPrefix(c.name, "keys anew") && n < 4 {
				t.Errorf("keys were exchanged %d times", n)
			}
		})
	}
}

// TestFeaturesOfDropbearsClient is likewise with dbclient.
func TestFeaturesOfDropbearsClient(t *testing.T) {
	k := newKeys(t)
	s, second := featured(t, k), glasshServe(t, k, serverOptions{})
	dbclient := dbclientTool(t, k, s)
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", k.user.path)
	dbclient.env = append(dbclient.env, "SSH_AUTH_SOCK="+a.socket)
	target := httpTarget(t, "tcp")
	for _, c := range []struct {
		name   string
		stdin  string
		words  []string
		want   []string
		stderr string
		status int
	}{
		{"streams and status", "input", []string{"127.0.0.1", "cat; echo err >&2; exit 7"}, []string{"input"}, "err\n", 7},
		{"-T", "", []string{"-T", "127.0.0.1", "tty; exit 0"}, []string{"not a tty"}, "", 0},
		{"-s", "", []string{"-s", "127.0.0.1", "words"}, []string{"these words\n"}, "", 0},
		{"-B", "GET / HTTP/1.0\r\n\r\n", []string{"-B", target, "127.0.0.1"}, []string{targetSays}, "", 0},
		{"-A", "", []string{"-A", "127.0.0.1", "ssh-add -l"}, []string{k.user.private.PublicKey().Fingerprint()}, "", 0},
		{"-K", "", []string{"-K", "1", "127.0.0.1", "sleep 2.5; echo there"}, []string{"there\n"}, "", 0},
		{"-I", "", []string{"-I", "1", "127.0.0.1", "sleep 20"}, nil, "Idle timeout\n", 0},
		{"over another host", "", []string{me(t) + "@127.0.0.1/" + s.port() + "," + me(t) + "@127.0.0.1/" + second.port(), "echo $SSH_CONNECTION"},
			[]string{"127.0.0.1 " + second.port() + "\n"}, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out, errs, status := dbclient.run(t, strings.NewReader(c.stdin), c.words...)
			if status != c.status || !strings.HasSuffix(errs, c.stderr) {
				t.Errorf("want status %d, stderr %q, got %d, %q", c.status, c.stderr, status, tail(errs, 1000))
			}
			for _, want := range c.want {
				if !strings.Contains(out, want) {
					t.Errorf("want %q in the output, got %q, %q", want, tail(out, 1000), tail(errs, 1000))
				}
			}
		})
	}
}

// TestDropbearsClientOnATerminal gives it one, without which it asks for none.
func TestDropbearsClientOnATerminal(t *testing.T) {
	k := newKeys(t)
	c := dbclientTool(t, k, featured(t, k))
	line := strings.Join(append(append([]string{c.program}, c.flags...), "-t", "127.0.0.1", "'tty; stty -a; exit 3'"), " ")
	script := tool{find(t, "script"), nil, append(c.env, "TERM=vt100")}
	out, errs, status := script.run(t, nil, "-qec", "stty rows 31 cols 97 kill ^Y -ixany; "+line, "/dev/null")
	for _, want := range []string{"/dev/pts/", "rows 31; columns 97", "kill = ^Y", "-ixany"} {
		if !strings.Contains(out, want) || status != 3 {
			t.Errorf("want %q and status 3, got %q, %q, %d", want, out, errs, status)
		}
	}
}
