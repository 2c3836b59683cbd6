package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// What sshd_config says of users, groups and addresses, where root's server has many.
func TestWhoMayEnter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	file := filepath.Join(w.dir, "config")
	for _, c := range []struct {
		text string
		in   bool
	}{
		{"AllowUsers wan?a", true},
		{"AllowUsers bob", false},
		{"AllowUsers wanda@127.0.0.0/8", true},
		{"AllowUsers wanda@10.0.0.0/8", false},
		{"DenyUsers w*", false},
		{"AllowGroups readers", true},
		{"AllowGroups root", false},
		{"DenyGroups readers", false},
		{"AllowUsers wanda\nDenyGroups readers", false},
		{"AllowUsers bob\nMatch Address 127.0.0.1\n AllowUsers wanda", true},
		{"Match Group readers\n PubkeyAuthentication no", false},
		{"PubkeyAuthentication no\nMatch User wanda\n PubkeyAuthentication yes", true},
		{"Match User wanda\n AuthorizedKeysFile none-there", false},
		{"AuthorizedKeysFile none-there\nMatch User wanda Address !10.0.0.0/8,*\n AuthorizedKeysFile %h/.ssh/authorized_keys", true},
	} {
		write(t, file, c.text+"\n")
		sv := w.serve(t, "-f", file)
		got := sv.run(t, "-l", "wanda", "HOST", "echo in")
		if want := (result{"in\n", "", 0}); c.in && got != want || !c.in && !strings.Contains(got.stderr, "permission denied") {
			t.Errorf("%q: want in %v, got %v\n%s", c.text, c.in, got, sv.stderr.String())
		}
	}
}

func TestSessionsOfUsersDifferByMatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.give(t, "wanda", wanda)
	file := write(t, filepath.Join(w.dir, "config"), `
PermitUserEnvironment yes
AcceptEnv LC_*
SetEnv WHERE=here
Subsystem echo echo "sub  system"
Subsystem sftp /usr/lib/openssh/sftp-server
Match User wanda
	SetEnv "WHERE=there and here"
	PermitTTY no
	MaxSessions 1
	AcceptEnv A*
`)
	environment := write(t, filepath.Join(w.home("wanda"), ".ssh", "environment"), "WHERE=mine\nMINE=1\n")
	os.Lchown(environment, wanda, wandaGroup)
	sv := w.serve(t, "-f", file)
	as := func(args ...string) result { return sv.run(t, append([]string{"-l", "wanda"}, args...)...) }
	as("-o", "SetEnv=AA=1", "-o", "SetEnv=LC_X=1", "HOST", `echo "$WHERE|$MINE|$AA|$LC_X"`).is(t, result{"there and here|1|1|\n", "", 0})
	as("-s", "HOST", "echo").is(t, result{"sub  system\n", "", 0})
	if got := as("-tt", "HOST", "true"); got.status != 255 || !strings.Contains(got.stderr, "PTY allocation request failed") {
		t.Errorf("PermitTTY no: got %v", got)
	}
	// ~/.ssh/rc runs first, as the user and in the user's home.
	rc := write(t, filepath.Join(w.home("wanda"), ".ssh", "rc"), "echo rc $(id -u) $PWD\n")
	os.Lchown(rc, wanda, wandaGroup)
	said := fmt.Sprintf("rc %d %s\n", wanda, w.home("wanda"))
	as("HOST", "echo in").is(t, result{said + "in\n", "", 0})
	as("-s", "HOST", "echo").is(t, result{"sub  system\n", "", 0})
	w.authorize(t, "wanda", "no-user-rc")
	as("HOST", "echo in").is(t, result{"in\n", "", 0})
	w.authorize(t, "wanda", `restrict,command="echo \"$SSH_ORIGINAL_COMMAND\""`)
	as("HOST", "x  y").is(t, result{"x  y\n", "", 0})
	as("-s", "HOST", "sftp").is(t, result{"/usr/lib/openssh/sftp-server\n", "", 0})
}

// Who may run one command only does not end it either (sshd's session.c).
func TestForcedCommandsGetNoSignals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sv := w.serve(t)
	const command = "trap 'echo signal; exit' USR1 TERM; echo begun; sleep .4 & wait; echo end"
	for _, c := range []struct{ options, want string }{
		{"no-pty", "begun\nsignal\n"}, {"command=\"" + command + "\"", "begun\nend\n"},
	} {
		w.authorize(t, "wanda", c.options)
		client, err := sv.dial(t, "wanda", ssh.PublicKeys(sv.userKey))
		if err != nil {
			t.Fatal(err)
		}
		cmd := client.Command(command)
		out, in := io.Pipe()
		cmd.Stdout = in
		if err := cmd.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		begun := make([]byte, len("begun\n"))
		if _, err := io.ReadFull(out, begun); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Signal(t.Context(), wire.SignalTERM); err != nil {
			t.Fatal(err)
		}
		go func() { // the end of the command stops it
			cmd.Wait()
			in.Close()
		}()
		rest, err := io.ReadAll(out)
		if got := string(begun) + string(rest); got != c.want {
			t.Errorf("%s: want %q, got %q, %v", c.options, c.want, got, err)
		}
	}
}

// The system's file for the start of sessions is for those, too, whose own does not count.
func TestSystemRC(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := os.Stat("/etc/ssh"); err != nil {
		t.Skip(err)
	}
	os.MkdirAll(filepath.Join(w.dir, "ssh"), 0o755)
	os.Chmod(write(t, filepath.Join(w.dir, "ssh", "sshrc"), "echo system $(id -u)\n"), 0o644)
	rc := write(t, filepath.Join(w.home("wanda"), ".ssh", "rc"), "echo own\n")
	os.Lchown(rc, wanda, wandaGroup)
	w.serve(t).run(t, "-l", "wanda", "HOST", "echo in").is(t, result{"own\nin\n", "", 0})
	said := fmt.Sprintf("system %d\n", wanda)
	w.serve(t, "-o", "ForceCommand=echo forced").run(t, "-l", "wanda", "HOST").is(t, result{said + "forced\n", "", 0})
}

// authorize sets the options of a user's key.
func (w *world) authorize(t *testing.T, name, options string) {
	t.Helper()
	line := options + " " + read(t, w.user+".pub")
	if err := os.WriteFile(filepath.Join(w.home(name), ".ssh", "authorized_keys"), []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestChrootConfinesSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	busybox, err := exec.LookPath("busybox")
	if err != nil {
		t.Skip("busybox is missing: it is a shell that needs no libraries")
	}
	jail, err := os.MkdirTemp("/var/lib", "glassh-test") // nobody else may write to what is above
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { os.RemoveAll(jail) })
	os.Chmod(jail, 0o755)
	for _, dir := range []string{"bin", w.home("wanda")} {
		if err := os.MkdirAll(filepath.Join(jail, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("cp", busybox, filepath.Join(jail, "bin", "sh")).CombinedOutput(); err != nil {
		t.Fatal(string(out))
	}
	write(t, filepath.Join(jail, "inside"), "")
	os.Chmod(filepath.Join(jail, "inside"), 0o644)
	sv := w.serve(t, "-o", "ChrootDirectory="+jail)
	sv.run(t, "-l", "wanda", "HOST", "test -e /inside && test ! -e /etc/passwd && pwd").is(t, result{w.home("wanda") + "\n", "", 0})
	got := sv.run(t, "-l", "wanda", "HOST", "echo >/outside && echo written")
	if strings.Contains(got.stdout, "written") {
		t.Error("the user can write to the root of the jail")
	}
	// Sockets of others are outside too, whatever their mode; agents are inside.
	const path = "/tmp/socket"
	os.Mkdir(filepath.Join(jail, "tmp"), 0o777)
	os.Chmod(filepath.Join(jail, "tmp"), 0o777)
	for _, c := range []struct{ at, want string }{{filepath.Join(jail, path), "inside"}, {filepath.Join(w.dir, "socket"), ""}} {
		ln, err := net.Listen("unix", c.at)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ln.Close() })
		os.Chmod(c.at, 0o777)
		go func() { // its closing stops it
			for {
				nc, err := ln.Accept()
				if err != nil {
					return
				}
				io.WriteString(nc, "inside")
				nc.Close()
			}
		}()
		name := strings.TrimPrefix(c.at, jail)
		if got := sv.run(t, "-l", "wanda", "-W", name, "HOST"); got.stdout != c.want || (got.status == 0) != (c.want != "") {
			t.Errorf("%s: want %q, got %v", name, c.want, got)
		}
	}
	_, socket := sv.agentAt(t)
	cmd := sv.client(t, "-A", "-l", "wanda", "HOST", `test -S "$SSH_AUTH_SOCK" && echo here`)
	cmd.Env = append(cmd.Env, "SSH_AUTH_SOCK="+socket)
	output(t, cmd).is(t, result{"here\n", "", 0})
	if left, _ := filepath.Glob(filepath.Join(jail, "tmp", "ssh-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	os.Chmod(jail, 0o777)
	got = sv.run(t, "-l", "wanda", "HOST", "true")
	if got.status != 255 || !strings.Contains(got.stderr, "ChrootDirectory: others than root may write to "+jail) {
		t.Errorf("want a refusal, got %v", got)
	}
}

func TestKeysThatACommandPrints(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir, err := os.MkdirTemp("/var/lib", "glassh-test")
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	os.Chmod(dir, 0o755)
	script := filepath.Join(dir, "keys")
	key := strings.TrimSpace(read(t, w.user+".pub"))
	if err := os.WriteFile(script, []byte("#!/bin/sh\ntest \"$1\" = wanda || exit 1\nid -u >"+filepath.Join(w.dir, "tmp", "who")+"\necho 'command=\"echo by command\" "+key+"'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	tmp := filepath.Join(w.dir, "tmp")
	os.Mkdir(tmp, 0o777)
	os.Chmod(tmp, 0o777)
	sv := w.serve(t, "-o", "AuthorizedKeysCommand="+script+" %u", "-o", "AuthorizedKeysCommandUser=locked")
	sv.run(t, "-l", "wanda", "HOST", "x").is(t, result{"by command\n", "", 0})
	if got, want := read(t, filepath.Join(tmp, "who")), fmt.Sprintln(wanda+100); got != want {
		t.Errorf("the command ran as %s, want %s", got, want)
	}
	// Who can write to the command can let anybody in.
	os.Chmod(script, 0o757)
	from := len(sv.stderr.String())
	sv.run(t, "-l", "wanda", "HOST", "echo file").is(t, result{"file\n", "", 0}) // by the file
	sv.stderr.await(t, from, "AuthorizedKeysCommand failed")
}

func TestPermitRootLogin(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("the tests are not root's")
	}
	s := newSite(t)
	file := write(t, filepath.Join(s.dir, "passwords"), "root:"+hashOf(t, "wonder", 4)+"\n")
	for _, c := range []struct {
		value         string
		key, password bool
	}{
		{"yes", true, true}, {"prohibit-password", true, false}, {"no", false, false}, {"forced-commands-only", false, false},
	} {
		sv := s.serve(t, "--password-file", file, "-o", "PermitRootLogin="+c.value)
		if got := sv.run(t, "-l", "root", "HOST", "true"); c.key != (got.status == 0) {
			t.Errorf("%s: by key, want in %v, got %v", c.value, c.key, got)
		}
		if _, err := sv.dial(t, "root", tryPasswords("wonder")); c.password != (err == nil) {
			t.Errorf("%s: by password, want in %v, got %v", c.value, c.password, err)
		}
		if c.value == "forced-commands-only" {
			s.authorize(t, `command="echo forced"`)
			sv.run(t, "-l", "root", "HOST", "true").is(t, result{"forced\n", "", 0})
		}
	}
}
