package peers_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A guest is a user whom a server of root's serves, and who is not root. The test has made
// the user up, in a mount namespace with another /etc/passwd.
type guest struct {
	k        *keyring
	s        *server
	uid, gid int
	home     string
	options  []string // of OpenSSH's programs
}

// wanda starts glassh serve as root with the configuration file that Debian has for sshd,
// with more lines behind it.
func wanda(t *testing.T, more string) *guest {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can act as other users")
	}
	if out, err := exec.Command("unshare", "-m", "mount", "--bind", "/etc/group", "/etc/passwd").CombinedOutput(); err != nil {
		t.Skipf("no mount namespace of its own for the test: %v, %s", err, out)
	}
	g := &guest{k: newKeys(t), s: &server{log: new(journal)}, uid: 54321, gid: 54322}
	k := g.k
	for dir := k.dir; dir != "/tmp" && dir != "/"; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && info.Mode()&0o055 != 0o055 && strings.HasPrefix(dir, os.TempDir()+"/") {
			os.Chmod(dir, 0o755)
		}
	}
	g.home = filepath.Join(k.dir, "home")
	os.MkdirAll(filepath.Join(g.home, ".ssh"), 0o700)
	os.Chmod(g.home, 0o700)
	for name, text := range map[string]string{".ssh/authorized_keys": k.user.line(), "file": "wanda's\n"} {
		if err := os.WriteFile(filepath.Join(g.home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("chown", "-R", fmt.Sprintf("%d:%d", g.uid, g.gid), g.home).CombinedOutput(); err != nil {
		t.Fatal(string(out))
	}
	passwd := k.write(t, "passwd", fmt.Sprintf("root:x:0:0::/root:/bin/sh\nwanda:x:%d:%d::%s:/bin/sh\n", g.uid, g.gid, g.home))
	os.Chmod(passwd, 0o644)
	config := k.write(t, "config", `
Port 0
HostKey `+k.host.path+`
KbdInteractiveAuthentication no
UsePAM yes
X11Forwarding yes
PrintMotd no
AcceptEnv LANG LC_*
Subsystem	sftp	/usr/lib/openssh/sftp-server
`+more)
	ended := launch(t, g.s.log, find(t, "unshare"), "-m", "sh", "-c", `mount --bind "$0" /etc/passwd && exec "$@"`, passwd,
		glassh(t), "serve", "-f", config, "-o", "ListenAddress=127.0.0.1")
	port := g.s.await(t, ended, regexp.MustCompile(`listening on 127\.0\.0\.1:(\d+)`))
	if port == "" {
		t.Fatalf("glassh serve does not listen:\n%s", g.s.log)
	}
	g.s.addr = net.JoinHostPort("127.0.0.1", port)
	known := k.write(t, "known", "[127.0.0.1]:"+port+" "+k.host.line())
	g.options = []string{"-F", "none", "-i", k.user.path, "-o", "UserKnownHostsFile=" + known, "-o", "GlobalKnownHostsFile=/dev/null",
		"-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes", "-o", "ControlPath=none"}
	return g
}

// command is one of OpenSSH's programs.
func (g *guest) command(t *testing.T, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(testContext(t), find(t, program), append(append([]string{}, g.options...), args...)...)
	cmd.WaitDelay = time.Second
	return cmd
}

// run runs it, and returns what it says, and its error.
func (g *guest) run(t *testing.T, stdin string, program string, args ...string) string {
	t.Helper()
	cmd := g.command(t, program, args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Sprintf("%s%v", out, err)
	}
	return string(out)
}

// A server of root's serves another user to OpenSSH's programs.
func TestOpenSSHOverRootsServer(t *testing.T) {
	g := wanda(t, `
Match User wanda
	PermitTTY yes
	SetEnv SITE="of wanda"
`)
	k, uid, gid, home, port := g.k, g.uid, g.gid, g.home, g.s.port()
	run := func(stdin string, program string, args ...string) string {
		t.Helper()
		return g.run(t, stdin, program, args...)
	}
	if g.s.log.count("Unsupported option UsePAM") != 1 {
		t.Errorf("UsePAM is read over: %s", g.s.log)
	}
	if got, want := run("", "ssh", "-p", port, "wanda@127.0.0.1", `id -u; id -g; pwd; echo "$SITE"; head -1 `+k.host.path+` 2>&1 | grep -c denied`),
		fmt.Sprintf("%d\n%d\n%s\nof wanda\n1\n", uid, gid, home); got != want {
		t.Errorf("ssh: want %q, got %q", want, got)
	}
	if got := run("", "ssh", "-p", port, "-tt", "wanda@127.0.0.1", "stat -c %u $(tty); ps -o user:10= -p $$ >/dev/null; test -t 0 && echo tty"); !strings.HasPrefix(got, fmt.Sprintf("%d\r\ntty\r\n", uid)) {
		t.Errorf("ssh -tt: got %q", got)
	}
	if got := run("", "ssh", "-p", port, "stranger@127.0.0.1", "true"); !strings.Contains(got, "Permission denied (publickey)") {
		t.Errorf("a stranger: got %q", got)
	}
	copied := filepath.Join(k.dir, "copied")
	if got := run("get file "+copied+"\nput "+copied+" sent\nls -n sent\n", "sftp", "-P", port, "wanda@127.0.0.1"); !strings.Contains(got, " wanda ") {
		t.Errorf("sftp: got %q", got)
	}
	if text, err := os.ReadFile(copied); string(text) != "wanda's\n" {
		t.Errorf("sftp: got %q, %v", text, err)
	}
	if got := run("get "+k.host.path+" "+filepath.Join(k.dir, "stolen")+"\n", "sftp", "-P", port, "wanda@127.0.0.1"); !strings.Contains(strings.ToLower(got), "permission denied") {
		t.Errorf("sftp of a file of root's: got %q", got)
	}
	if got := run("", "scp", "-P", port, "wanda@127.0.0.1:file", filepath.Join(k.dir, "scp")); got != "" {
		t.Errorf("scp: got %q", got)
	}
}

// The agent and the display that a server of root's forwards for a user are that user's: the
// socket is in a directory, and the cookie in a file, that nobody else can enter or read, and
// both are gone with the session.
func TestWhatRootsServerForwardsIsTheUsersOnly(t *testing.T) {
	x := startX(t)
	g := wanda(t, "X11DisplayOffset 350\n")
	a := startAgent(t, openSSHAgent, openSSHAgent)
	a.add(t, true, "-q", g.k.user.path)
	g.options = append([]string{"-o", "IdentityAgent=" + a.socket}, g.options...)
	cmd := g.command(t, "ssh", "-p", g.s.port(), "-Y", "-A", "-o", "XAuthLocation="+find(t, "xauth"), "wanda@127.0.0.1",
		`echo $SSH_AUTH_SOCK; echo $DISPLAY
		stat -c "%u:%g %a" $(dirname $SSH_AUTH_SOCK) ~/.Xauthority; stat -c "%u:%g" $SSH_AUTH_SOCK
		ssh-add -l | grep -c `+g.k.user.private.PublicKey().Fingerprint()+`; xdpyinfo | grep -c dimensions
		xauth list | grep -c unix:35; cat >/dev/null; xdpyinfo | grep -c dimensions`)
	cmd.Env = append(os.Environ(), "DISPLAY="+x.display, "XAUTHORITY="+x.authority)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out := new(journal)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if !waitFor(ready, func() bool { return out.count("\n") >= 8 }) {
		t.Fatalf("%s\n%s", out, tail(g.s.log.String(), 2000))
	}
	lines := strings.Split(out.String(), "\n")
	socket, display := lines[0], lines[1]
	ids := fmt.Sprintf("%d:%d", g.uid, g.gid)
	if diff := cmp.Diff([]string{ids + " 700", ids + " 600", ids, "1", "1", "1"}, lines[2:8]); diff != "" || !strings.HasPrefix(display, "localhost:35") {
		t.Errorf("(-want +got):\n%s\n%s\n%s", diff, out, tail(g.s.log.String(), 2000))
	}
	// A third user has neither.
	stranger := func(env string, words ...string) string {
		cmd := exec.CommandContext(testContext(t), find(t, "setpriv"), append([]string{"--reuid=54399", "--regid=54399", "--clear-groups"}, words...)...)
		cmd.Env = append(os.Environ(), env, "DISPLAY="+display)
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Errorf("%s %v: a stranger gets %s", env, words, out)
		}
		return string(out)
	}
	if got := stranger("SSH_AUTH_SOCK="+socket, "ssh-add", "-l"); !strings.Contains(got, "Permission denied") {
		t.Errorf("the agent: %q", got)
	}
	if got := stranger("XAUTHORITY="+filepath.Join(g.home, ".Xauthority"), "xdpyinfo"); !strings.Contains(got, "unable to open display") {
		t.Errorf("the display: %q", got)
	}
	stdin.Close()
	if err := cmd.Wait(); err != nil || !strings.HasSuffix(out.String(), "\n1\n") {
		t.Errorf("%v: %s", err, out)
	}
	if !waitFor(ready, func() bool { _, err := os.Stat(filepath.Dir(socket)); return os.IsNotExist(err) }) {
		t.Errorf("%s is left", filepath.Dir(socket))
	}
	listed := func() string {
		out, err := exec.Command(find(t, "xauth"), "-f", filepath.Join(g.home, ".Xauthority"), "list").CombinedOutput()
		if err != nil {
			t.Fatal(err, string(out))
		}
		return string(out)
	}
	if !waitFor(ready, func() bool { return listed() == "" }) {
		t.Errorf("a cookie is left: %s", listed())
	}
}
