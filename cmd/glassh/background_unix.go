//go:build unix

package main

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
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

// leaveScreen says nothing more on standard error.
func leaveScreen() error {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer null.Close()
	return withFD(null, func(fd int) error { return unix.Dup2(fd, 2) })
}

// stopSelf stops this program as control-Z does, until it is told to go on.
func stopSelf() { syscall.Kill(os.Getpid(), syscall.SIGTSTP) }
