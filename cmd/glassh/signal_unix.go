//go:build unix

package main

import (
	"os"
	"os/signal"
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

// signalName returns the name of a signal, or "" if RFC 4254 has none for it.
func signalName(number syscall.Signal) wire.Signal {
	for name, n := range signalNumbers {
		if n == number {
			return name
		}
	}
	return ""
}

// endSignals gives the signals that would end the program, until stop.
func endSignals() (names <-chan wire.Signal, stop func()) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	out := make(chan wire.Signal)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case s := <-signals:
				select {
				case <-done:
					return
				case out <- signalName(s.(syscall.Signal)):
				}
			}
		}
	}()
	return out, func() {
		signal.Stop(signals)
		close(done)
	}
}

// tooOpen refuses a private key that others can read, as ssh does.
func tooOpen(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	sys, ok := info.Sys().(*syscall.Stat_t)
	if ok && int(sys.Uid) == os.Getuid() && info.Mode().Perm()&0o077 != 0 {
		return errTooOpen
	}
	return nil
}
