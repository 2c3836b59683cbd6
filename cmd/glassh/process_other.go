//go:build !unix

package main

import (
	"os"
	"os/exec"

	"github.com/glassh/glassh/wire"
)

// userShell returns the command interpreter.
func userShell(e *env) string {
	if path := e.getenv("ComSpec"); path != "" {
		return path
	}
	return "cmd.exe"
}

func shellArgs(command string) []string { return []string{"/c", command} }

// demoCommand is what the demonstration runs, in the interpreter's language.
const demoCommand = `echo Hello from %OS%, behind %SSH_CONNECTION%& (for /L %i in (1,1,3) do @echo line %i)& exit 3`

func ownGroup(*exec.Cmd) {}

// signalGroup ends the command: there are no other signals here.
func signalGroup(cmd *exec.Cmd, _ wire.Signal) {
	if cmd.Process != nil {
		cmd.Process.Kill()
	}
}

// isMine says no: permissions of files mean nothing here.
func isMine(os.FileInfo) bool { return false }

func endedBy(*os.ProcessState) (wire.Signal, bool) { return "", false }
