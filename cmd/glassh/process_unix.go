//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/glassh/glassh/wire"
)

// userShell returns the shell of the user that runs this program: that of the
// password file, or else $SHELL, or else /bin/sh.
func userShell(e *env) string {
	f, err := os.Open("/etc/passwd")
	if err == nil {
		defer f.Close()
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			fields := strings.Split(lines.Text(), ":")
			if len(fields) == 7 && fields[0] == e.user && fields[6] != "" {
				return fields[6]
			}
		}
	}
	if path := e.getenv("SHELL"); path != "" {
		return path
	}
	return "/bin/sh"
}

func shellArgs(command string) []string { return []string{"-c", command} }

// demoCommand is what the demonstration runs. It is a small program for the shell,
// so that it is seen to be one.
const demoCommand = `echo "Hello from process $$ of $(uname -s), behind $SSH_CONNECTION"; i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo "line $i"; done; exit 3`

// ownGroup gives a command a session of its own, so that signals reach all of it.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// signalGroup sends a signal to a command and its children.
func signalGroup(cmd *exec.Cmd, name wire.Signal) {
	if number, ok := signalNumbers[name]; ok && cmd.Process != nil {
		syscall.Kill(-cmd.Process.Pid, number)
	}
}

// endedBy returns the signal that ended a command, if one did that has a name in
// RFC 4254 §6.10.
func endedBy(state *os.ProcessState) (name wire.Signal, core bool) {
	status, ok := state.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return "", false
	}
	return signalName(status.Signal()), status.CoreDump()
}

// isMine reports whether a file belongs to the user that runs this program.
func isMine(info os.FileInfo) bool {
	sys, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(sys.Uid) == os.Getuid()
}
