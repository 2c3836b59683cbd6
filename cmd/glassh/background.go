package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
)

// -f: log in, and then go to the background. A program in Go cannot fork, so one begins
// where the other would end:
//
//	ssh -f …     starts itself once more, and waits
//	 └ ssh -f …  asks, on the terminal that both have, connects and logs in,
//	             says so through a pipe, and takes leave of the terminal
//	ssh -f …     ends: with 0, or as the other one did before it was logged in
//
// The descriptor of the pipe is in the environment, with the number of the process that
// waits at its end: to others that inherit the variable it means nothing.

const backgroundVariable = "GLASSH_BACKGROUND"

// waitedFor reports whether the program that started this one waits for it, at the other
// end of a pipe.
func waitedFor() (fd int, ok bool) {
	var parent int
	n, _ := fmt.Sscanf(os.Getenv(backgroundVariable), "%d %d", &fd, &parent)
	return fd, n == 2 && fd > 2 && parent == os.Getppid()
}

// What the program that logs in says through the pipe.
const (
	inBackground = 1
	notMaster    = 2 // there is one already
)

// masterInBackground reports whether this program is to become a master.
func masterInBackground() bool {
	_, ok := waitedFor()
	return ok && strings.HasSuffix(os.Getenv(backgroundVariable), " master")
}

// whoWaits returns the pipe to the program that waits for this one, or nil.
func whoWaits() *os.File {
	if fd, ok := waitedFor(); ok {
		return inherited(fd)
	}
	return nil
}

// startInBackground starts this program once more, and returns when that one is logged
// in, with what it says then, or how it has ended.
func (e *env) startInBackground(master bool) (said byte, err error) {
	if !canDetach {
		return 0, errors.New("-f: there is no background on this system")
	}
	if _, ok := waitedFor(); ok {
		return 0, errors.New("-f: this program is in the background already") // never start one that starts one
	}
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	ready, theirs, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer ready.Close()
	cmd := exec.Command(self)
	cmd.Args = os.Args
	role := fmt.Sprintf("%s=%d %d", backgroundVariable, 3, os.Getpid())
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr // and no input, which -f implies
	if master {
		role += " master"
		cmd.Stdout = nil // whoever reads it waits for its end
	}
	cmd.Env = append(os.Environ(), role)
	cmd.ExtraFiles = []*os.File{theirs}
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, ending...)
	err = cmd.Start()
	theirs.Close()
	if err != nil {
		return 0, err
	}
	done := make(chan struct{})
	defer close(done)
	defer signal.Stop(signals)
	go func() { // the end of the waiting stops it
		for {
			select {
			case s := <-signals:
				cmd.Process.Signal(s)
			case <-done:
				return
			}
		}
	}()
	var b [1]byte
	if n, _ := ready.Read(b[:]); n == 1 {
		return b[0], nil
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return 0, statusError(max(exit.ExitCode(), -1) & 255)
	}
	return 0, err
}

// detach takes leave of the terminal, and tells the program that waits.
func (d *dialer) detach() error {
	if !d.o.background || d.e.waiting == nil {
		return nil
	}
	if err := leaveTerminal(); err != nil {
		return err
	}
	if d.e.master && d.o.logLevel < verbose && d.e.stderr == d.screen {
		if err := leaveScreen(); err != nil { // whoever reads it waits for its end
			return err
		}
	}
	_, err := d.e.waiting.Write([]byte{inBackground})
	d.e.waiting.Close()
	return err
}

// runLocal runs LocalCommand, if there may be one.
func (d *dialer) runLocal(ctx context.Context) error {
	o := d.o
	if !o.permitLocal || o.localCommand == "" {
		return nil
	}
	t := o.tokens(d.e, o.hostName)
	t["T"] = cmp.Or(d.tunnelName, "NONE")
	command, err := expand(o.localCommand, t)
	if err != nil {
		return err
	}
	cmd := d.e.shellCommand(ctx, command)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = d.e.stdin, d.e.stdout, d.e.stderr
	if err := cmd.Run(); err != nil {
		d.log.Info("the local command failed", "error", err)
	}
	return nil
}
