//go:build !linux

package main

import (
	"errors"
	"os/exec"
	"runtime"
	"time"

	"github.com/glassh/glassh/ssh"
)

// A pty is a terminal for a command. There is none on this system yet.
type pty struct{ name string }

var errNoPTY = errors.New("terminals for commands are not supported on " + runtime.GOOS + " yet")

func openPTY(*ssh.Pty) (*pty, error) { return nil, errNoPTY }

func (*pty) give(*account) error           { return errNoPTY }
func (*pty) start(*exec.Cmd) error         { return errNoPTY }
func (*pty) resize(ssh.Size) error         { return errNoPTY }
func (*pty) sendBreak(time.Duration) error { return errNoPTY }
func (*pty) Read([]byte) (int, error)      { return 0, errNoPTY }
func (*pty) Write([]byte) (int, error)     { return 0, errNoPTY }
func (*pty) Close() error                  { return nil }
