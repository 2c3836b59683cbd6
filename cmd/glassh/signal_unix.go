//go:build unix

package main

import (
	"os"
	"syscall"

	"github.com/glassh/glassh/wire"
)

// signalNumbers are the signals of RFC 4254 §6.10.
var signalNumbers = map[wire.Signal]syscall.Signal{
	wire.SignalABRT: syscall.SIGABRT, wire.SignalALRM: syscall.SIGALRM, wire.SignalFPE: syscall.SIGFPE,
	wire.SignalHUP: syscall.SIGHUP, wire.SignalILL: syscall.SIGILL, wire.SignalINT: syscall.SIGINT,
	wire.SignalKILL: syscall.SIGKILL, wire.SignalPIPE: syscall.SIGPIPE, wire.SignalQUIT: syscall.SIGQUIT,
	wire.SignalSEGV: syscall.SIGSEGV, wire.SignalTERM: syscall.SIGTERM, wire.SignalUSR1: syscall.SIGUSR1,
	wire.SignalUSR2: syscall.SIGUSR2,
}

// ending are the signals that end a program that does not expect them.
var ending = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}

// signalName returns the name of a signal, or "" if RFC 4254 has none for it.
func signalName(s os.Signal) wire.Signal {
	for name, n := range signalNumbers {
		if n == s {
			return name
		}
	}
	return ""
}
