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
)

// A server of root's serves a user that the test has made, in a mount namespace with
// another /etc/passwd, with a configuration file as Debian has it for sshd, as far as it
// goes. OpenSSH's programs are its clients.
func TestOpenSSHOverRootsServer(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can act as other users")
	}
	if out, err := exec.Command("unshare", "-m", "mount", "--bind", "/etc/group", "/etc/passwd").CombinedOutput(); err != nil {
		t.Skipf("no mount namespace of its own for the test: %v, %s", err, out)
	}
	const uid, gid = 54321, 54322
	k := newKeys(t)
	for dir := k.dir; dir != "/tmp" && dir != "/"; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && info.Mode()&0o055 != 0o055 && strings.HasPrefix(dir, os.TempDir()+"/") {
			os.Chmod(dir, 0o755)
		}
	}
	home := filepath.Join(k.dir, "home")
	os.MkdirAll(filepath.Join(home, ".ssh"), 0o700)
	for name, text := range map[string]string{".ssh/authorized_keys": k.user.line(), "file": "wanda's\n"} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("chown", "-R", fmt.Sprintf("%d:%d", uid, gid), home).CombinedOutput(); err != nil {
		t.Fatal(string(out))
	}
	passwd := k.write(t, "passwd", fmt.Sprintf("root:x:0:0::/root:/bin/sh\nwanda:x:%d:%d::%s:/bin/sh\n", uid, gid, home))
	os.Chmod(passwd, 0o644)
	config := k.write(t, "config", `
Port 0
HostKey `+k.host.path+`
KbdInteractiveAuthentication no
PrintMotd no
AcceptEnv LANG LC_*
Subsystem	sftp	/usr/lib/openssh/sftp-server
Match User wanda
	PermitTTY yes
	SetEnv SITE="of wanda"
`)
	s := &server{log: new(journal)}
	ended := launch(t, s.log, find(t, "unshare"), "-m", "sh", "-c", `mount --bind "$0" /etc/passwd && exec "$@"`, passwd,
		glassh(t), "serve", "-f", config, "-o", "ListenAddress=127.0.0.1")
	port := s.await(t, ended, regexp.MustCompile(`listening on 127\.0\.0\.1:(\d+)`))
	if port == "" {
		t.Fatalf("glassh serve does not listen:\n%s", s.log)
	}
	s.addr = net.JoinHostPort("127.0.0.1", port)
	known := k.write(t, "known", "[127.0.0.1]:"+port+" "+k.host.line())
	options := []string{"-F", "none", "-i", k.user.path, "-o", "UserKnownHostsFile=" + known, "-o", "GlobalKnownHostsFile=/dev/null",
		"-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes", "-o", "ControlPath=none"}
	run := func(stdin string, program string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(testContext(t), find(t, program), append(append([]string{}, options...), args...)...)
		cmd.Stdin = strings.NewReader(stdin)
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Sprintf("%s%v", out, err)
		}
		return string(out)
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
