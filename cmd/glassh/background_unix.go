//go:build unix

package main

import (
	"os"
	"syscall"
)

const canDetach = true

// inherited is a file that the program was started with; those that it starts itself do
// not get it.
func inherited(fd int) *os.File {
	syscall.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), "waiting")
}

// leaveTerminal begins a session of its own: what the terminal sends to programs that
// are in front of it does not reach this one.
func leaveTerminal() error {
	_, err := syscall.Setsid()
	return err
}

// stopSelf stops this program as control-Z does, until it is told to go on.
func stopSelf() { syscall.Kill(os.Getpid(), syscall.SIGTSTP) }
