//go:build !unix

package main

import (
	"os"
	"os/exec"
	"strings"

	"github.com/glassh/glassh/wire"
)

// ownShell returns the command interpreter.
func ownShell(e *env) string {
	if path := e.getenv("ComSpec"); path != "" {
		return path
	}
	return "cmd.exe"
}

// mayBeRoot says that the number 0 of a user means nothing.
const mayBeRoot = false

func shellOf(string) (string, error) { return "", nil }

// isName reports whether two names of users are of the same one: case does not tell.
func isName(a, b string) bool { return strings.EqualFold(a, b) }

func openQuickly(name string) (*os.File, error) { return os.Open(name) }

func (*account) become(*exec.Cmd) {}

// defaultShell runs commands where $SHELL is not set.
const defaultShell = "cmd.exe"

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

// trustedOwner says yes: permissions of files mean nothing here.
func trustedOwner(*os.File) bool { return true }

func endGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// isMine says no: permissions of files mean nothing here.
func isMine(os.FileInfo) bool { return false }

func endedBy(*os.ProcessState) (wire.Signal, bool) { return "", false }
