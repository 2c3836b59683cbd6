package main

import (
	"context"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// session runs the command, the subsystem or the shell that the options ask for,
// with the streams and the terminal of this program.
func (d *dialer) session(ctx context.Context, client *ssh.Client) error {
	o := d.o
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := client.Command(o.command)
	if o.subsystem {
		cmd.Command, cmd.Subsystem = "", o.command
	}
	cmd.Env = o.environment(d.e.environ)
	cmd.Stdout, cmd.Stderr = d.e.stdout, d.screen
	if !o.stdinNull {
		cmd.Stdin = d.e.stdin
	}
	d.forget = d.offer(context.WithoutCancel(ctx), client, cmd)
	tty := d.terminal(cmd)
	if errNoTerminals != nil && o.wantsTerminal(true) {
		d.log.Warn(errNoTerminals.Error())
	}
	if o.wantsTerminal(tty != nil) {
		cmd.Pty = d.pty(tty)
	} else {
		tty = nil
	}
	o.qos.mark(d.conn, cmd.Pty != nil || cmd.X11 != nil)
	signals, stop := endSignals() // before the terminal is raw, which a signal must not leave it
	defer stop()
	var ended atomic.Bool
	ready := make(chan struct{})
	end := func() {
		ended.Store(true)
		client.Close()
	}
	go passSignals(ctx, signals, ready, cmd, end)
	typed := &sessionCommands{d: d, ctx: ctx, client: client, cmd: cmd, end: end}
	if cmd.Pty != nil && cmd.Stdin != nil && o.escapeChar >= 0 {
		cmd.Stdin = &escaper{r: cmd.Stdin, char: byte(o.escapeChar), run: typed.run}
	}
	if _, answered := client.Extensions()[wire.ExtPing]; tty != nil && cmd.Stdin != nil && o.obscure > 0 && answered {
		cmd.Stdin = newObscurer(cmd.Stdin, o.obscure, client.Chaff)
	}
	err := d.runCommand(ctx, client, cmd, typed, tty, ready)
	if ended.Load() {
		return statusError(255)
	}
	return err
}

// runCommand runs the command, on a raw terminal unless tty is nil. It closes ready
// once both are so.
func (d *dialer) runCommand(ctx context.Context, client *ssh.Client, cmd *ssh.Cmd, typed *sessionCommands, tty *os.File, ready chan struct{}) error {
	if tty != nil { // which would change the output that comes before it is raw
		cmd.Stdout = after{ready, cmd.Stdout}
	}
	if err := cmd.Start(ctx); err != nil {
		return err
	}
	d.offered(client, cmd)
	if cmd.PtyRefused {
		d.log.Warn("PTY allocation request failed on channel 0")
		if d.o.tty != ttyAuto { // who asks for a terminal does without nothing else
			return statusError(255)
		}
	} else if tty != nil {
		if err := typed.raw(tty); err != nil {
			return err
		}
		defer typed.cooked()
		go follow(ctx, cmd, tty)
	}
	close(ready)
	return cmd.Wait()
}

// An after is a Writer that waits until ready is closed.
type after struct {
	ready <-chan struct{}
	io.Writer
}

// Write writes p.
func (a after) Write(p []byte) (int, error) {
	<-a.ready
	return a.Writer.Write(p)
}

// terminal returns the terminal that the user types on, or nil.
func (d *dialer) terminal(cmd *ssh.Cmd) *os.File {
	if f, ok := cmd.Stdin.(*os.File); ok && isTerminal(f) {
		return f
	}
	return nil
}

// wantsTerminal says whether the server is asked for one.
func (o *sshOptions) wantsTerminal(here bool) bool {
	switch o.tty {
	case ttyNo:
		return false
	case ttyForce:
		return true
	case ttyYes:
		return here
	}
	return here && o.command == ""
}

// pty describes the terminal here, if there is one.
func (d *dialer) pty(tty *os.File) *ssh.Pty {
	p := &ssh.Pty{Term: "dumb", Size: ssh.Size{Columns: 80, Rows: 24}}
	for _, e := range d.e.environ {
		if term, ok := strings.CutPrefix(e, "TERM="); ok {
			p.Term = term
		}
	}
	if tty == nil {
		return p
	}
	if size, err := windowSize(tty); err == nil {
		p.Size = size
	}
	if modes, err := terminalModes(tty); err == nil {
		p.Modes = modes
	}
	return p
}

// follow tells the server when the window changes.
func follow(ctx context.Context, cmd *ssh.Cmd, tty *os.File) {
	sizes := watchWindowSize(ctx, tty)
	for {
		select {
		case <-ctx.Done():
			return
		case size := <-sizes:
			if cmd.Resize(ctx, size) != nil {
				return
			}
		}
	}
}

// grace is how long a command may take to end at a signal. It is a variable for tests, on
// machines that are busy.
var grace = time.Second

// passSignals passes what would end this program on to the command, and calls end
// if that did not do it, if the command does not even run, and at the second signal.
func passSignals(ctx context.Context, signals <-chan wire.Signal, ready <-chan struct{}, cmd *ssh.Cmd, end func()) {
	var name wire.Signal
	select {
	case <-ctx.Done():
		return
	case name = <-signals:
	}
	limit := time.After(grace)
	select {
	case <-ready:
		go cmd.Signal(ctx, name) // a server that reads nothing would hold it up until the end
	case <-signals:
		end()
	case <-limit:
		end()
	}
	select {
	case <-ctx.Done():
	case <-signals:
		end()
	case <-limit:
		end()
	}
}

// A screen is standard error. On a raw terminal a new line needs its carriage
// return.
type screen struct {
	w   io.Writer
	raw atomic.Bool
}

// Write writes p.
func (s *screen) Write(p []byte) (int, error) {
	if !s.raw.Load() {
		return s.w.Write(p)
	}
	text := strings.ReplaceAll(string(p), "\n", "\r\n")
	if _, err := io.WriteString(s.w, text); err != nil {
		return 0, err
	}
	return len(p), nil
}
