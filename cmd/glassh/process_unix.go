//go:build unix

package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/glassh/glassh/wire"
)

// ownShell returns the shell of the user that runs this program: that of the
// password file, or else $SHELL, or else /bin/sh.
func ownShell(e *env) string {
	if path, err := passwdShell(e.user); err == nil && path != "" {
		return path
	}
	if path := e.getenv("SHELL"); path != "" {
		return path
	}
	return "/bin/sh"
}

// shellOf returns the shell of any user: an empty field in the password file stands for
// /bin/sh (passwd(5)). A file that cannot be read, for lack of descriptors say, does not:
// the shell of some is there to keep them out.
func shellOf(name string) (path string, err error) {
	path, err = passwdShell(name)
	if err == nil && path == "" {
		path = "/bin/sh"
	}
	return path, err
}

var passwdFile = "/etc/passwd"

func passwdShell(name string) (path string, err error) {
	f, err := os.Open(passwdFile)
	if err != nil {
		return "", err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), ":")
		if len(fields) == 7 && fields[0] == name {
			return fields[6], nil
		}
	}
	if err := lines.Err(); err != nil {
		return "", err
	}
	return "", fmt.Errorf("%s has no line of %q with a shell", passwdFile, name)
}

// mayBeRoot says that the user with the number 0 is root.
const mayBeRoot = true

// isName reports whether two names of users are of the same one.
func isName(a, b string) bool { return a == b }

// openQuickly opens a file to be read, and waits for nothing, the other end of a named
// pipe say.
func openQuickly(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// become makes a command the account's.
func (a *account) become(cmd *exec.Cmd) {
	if !a.switches {
		return
	}
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid, Groups: a.groups}
}

// defaultShell runs commands where $SHELL is not set.
const defaultShell = "/bin/sh"

func shellArgs(command string) []string { return []string{"-c", command} }

// demoCommand is what the demonstration runs. It is a small program for the shell,
// so that it is seen to be one.
const demoCommand = `echo "Hello from process $$ of $(uname -s), behind $SSH_CONNECTION"; i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo "line $i"; done; exit 3`

// ownGroup gives a command a session of its own, so that signals reach all of it.
func ownGroup(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	cmd.SysProcAttr.Setsid = true
}

// signalGroup sends a signal to a command and its children.
func signalGroup(cmd *exec.Cmd, name wire.Signal) {
	if number, ok := signalNumbers[name]; ok && cmd.Process != nil {
		syscall.Kill(-cmd.Process.Pid, number)
	}
}

// endGroup kills a command and its children.
func endGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// endedBy returns the signal that ended a command, if one did that has a name in
// RFC 4254 §6.10.
func endedBy(state *os.ProcessState) (name wire.Signal, core bool) {
	status, ok := state.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return "", false
	}
	return signalName(status.Signal()), status.CoreDump()
}

// trustedOwner reports whether nobody but the user and root may have written a file.
func trustedOwner(f *os.File) bool {
	info, err := f.Stat()
	if err != nil {
		return false
	}
	sys, ok := info.Sys().(*syscall.Stat_t)
	return ok && (sys.Uid == 0 || int(sys.Uid) == os.Getuid()) && info.Mode()&0o022 == 0
}

// isMine reports whether a file belongs to the user that runs this program.
func isMine(info os.FileInfo) bool {
	sys, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(sys.Uid) == os.Getuid()
}
