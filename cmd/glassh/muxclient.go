package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
	"unicode"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/mux"
)

// share uses the connection of a master, if the options want that and there is one. done
// says that it did all there was to do. A client is one that goes through the master;
// without either, the caller connects.
func (d *dialer) share(ctx context.Context) (client *ssh.Client, done bool, err error) {
	c := d.o.control
	switch {
	case d.tracing != nil && c.request != "":
		return nil, true, badUsage("-O is for glassh ssh")
	case d.tracing != nil || c.path == "" || d.e.master:
		return nil, false, nil
	case c.request != "" || c.master.joins():
		if client, done, err = d.join(ctx, d.o.forwards); done || client != nil {
			return client, done, err
		}
	}
	if !c.persist || c.master == masterNo || d.o.background {
		return nil, false, nil
	}
	// ControlPersist: another program becomes the master, and this one its first client.
	said, err := d.e.startInBackground(true)
	if err != nil {
		return nil, true, err
	}
	forwards := d.o.forwards
	if said == inBackground {
		forwards = nil // the master's
	}
	if client, done, err = d.join(ctx, forwards); !done && client == nil {
		d.o.control.master = masterNo // a third time there is none of this
	}
	return client, done, err
}

// controlTime is how long a master may take to greet.
const controlTime = 10 * time.Second

// join does what is to be done as a client of a master, and what it returns is as in
// share.
func (d *dialer) join(ctx context.Context, forwards []forwardSpec) (client *ssh.Client, done bool, err error) {
	asked := d.o.control.request != ""
	cl, err := d.dialMaster(ctx)
	if err != nil {
		return nil, asked, err
	}
	if cl == nil {
		return nil, asked, statusError(255)
	}
	switch d.o.control.request {
	case "":
		if d.o.stdio != (endpoint{}) {
			done, err = true, d.shareStdio(cl)
		} else {
			done, err = d.shareSession(ctx, cl, forwards)
		}
	case "proxy":
		nc, err := cl.Proxy()
		if err != nil {
			cl.Close()
			return nil, true, err
		}
		d.plain = true
		return ssh.NewPlainClient(mux.Plain(nc), connection.Config{}, d.log), false, nil
	default:
		done, err = true, d.ask(cl)
	}
	cl.Close()
	if !done {
		err = nil
	}
	return nil, done, err
}

// dialMaster connects to the master, and returns nil if there is none.
func (d *dialer) dialMaster(ctx context.Context) (*mux.Client, error) {
	path, asked := d.o.control.path, d.o.control.request != ""
	ctx, cancel := context.WithTimeout(ctx, controlTime)
	defer cancel()
	cl, err := mux.Dial(ctx, path)
	var errno syscall.Errno
	switch {
	case err == nil:
		return cl, nil
	case !errors.As(err, &errno):
		d.log.Warn("master hello exchange failed", "error", err)
	case !asked && errno == syscall.ECONNREFUSED && d.o.control.master != masterNo:
		d.log.Debug("stale control socket: removed", "path", path)
		if info, err := os.Lstat(path); err == nil && info.Mode().Type() == fs.ModeSocket {
			os.Remove(path)
		}
	case !asked && errno == syscall.ENOENT:
		d.log.Debug("there is no control socket", "path", path)
	default:
		text := []rune(errno.Error())
		text[0] = unicode.ToUpper(text[0])
		d.say("Control socket connect(%.100s): %s", path, string(text))
	}
	return nil, nil
}

// ask asks the master for what -O says.
func (d *dialer) ask(cl *mux.Client) (err error) {
	say := func(text string) {
		if err == nil && d.o.logLevel > quiet {
			fmt.Fprint(d.screen, text+"\r\n")
		}
	}
	switch d.o.control.request {
	case "check":
		var pid int
		if pid, err = cl.Alive(); err == nil {
			fmt.Fprintf(d.screen, "Master running (pid=%d)\r\n", pid)
		}
	case "exit":
		err = cl.Terminate()
		say("Exit request sent.")
	case "stop":
		err = cl.StopListening()
		say("Stop listening request sent.")
	case "forward":
		if !d.shareForwards(cl, d.o.forwards) {
			return errors.New("master forward request failed")
		}
	case "cancel":
		failed := false
		for _, spec := range d.o.forwards {
			if err := cl.CloseForward(spec.toMux()); err != nil {
				failed = true
				d.refused("forwarding", "mux_client_forward: forwarding", err)
			}
		}
		if failed {
			d.say("muxclient: master cancel forward request failed")
		}
	}
	return err
}

// shareForwards asks the master for the forwardings, and reports whether it made all.
func (d *dialer) shareForwards(cl *mux.Client, forwards []forwardSpec) bool {
	for _, spec := range forwards {
		port, err := cl.OpenForward(spec.toMux())
		if err != nil {
			d.refused("forwarding", "mux_client_forward: forwarding", err)
			return false
		}
		if port != 0 {
			d.say("Allocated port %d for remote forward to %s", port, spec.connect)
			if d.o.control.request != "" {
				fmt.Fprintln(d.e.stdout, port)
			}
		}
	}
	return true
}

// refused says what the master did not do, in the words of ssh.
func (d *dialer) refused(what, failed string, err error) {
	var r *mux.RefusedError
	switch {
	case !errors.As(err, &r):
		d.say("%s request failed: %s", failed, oneLine(err))
	case r.Denied:
		d.say("Master refused %s request: %s", what, r.Reason)
	default:
		d.say("%s request failed: %s", failed, r.Reason)
	}
}

// shareStdio is -W through the master.
func (d *dialer) shareStdio(cl *mux.Client) error {
	files, err := d.passed(nil, 2)
	if err != nil {
		return err
	}
	defer files.done()
	signals, stop := endSignals()
	defer stop()
	ended := make(chan error, 1)
	go func() { // the end of the program stops it
		host, port := d.o.stdio.toMux()
		if err := cl.StdioForward(host, port, files.in, files.out); err != nil {
			d.refused("stdio forwarding", "mux_client_request_stdio_fwd: stdio forwarding", err)
			ended <- statusError(255)
			return
		}
		files.gone()
		if _, err = cl.Wait(nil); errors.Is(err, mux.ErrNoStatus) {
			err = nil
		}
		ended <- err
	}()
	select {
	case err := <-ended:
		return err
	case <-signals:
		return statusError(255)
	}
}

// shareSession runs the session through the master. done is false if the master does not
// give one: the caller connects then.
func (d *dialer) shareSession(ctx context.Context, cl *mux.Client, forwards []forwardSpec) (done bool, err error) {
	o := d.o
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	signals, stop := endSignals()
	defer stop()
	ended := false
	over := make(chan struct{})
	go func() { // cancel stops it
		defer close(over)
		select {
		case <-signals:
			ended = true
			cl.Close()
		case <-ctx.Done():
		}
	}()
	pid, err := cl.Alive()
	if err != nil {
		d.say("mux_client_request_session: master alive request failed")
		return false, nil
	}
	if !o.clearForwards && !d.shareForwards(cl, forwards) {
		d.say("muxclient: master forward request failed")
		return false, nil
	}
	status, err := 0, error(nil)
	if o.noCommand {
		if err := d.detach(); err != nil {
			return true, err
		}
		_, err = cl.Wait(nil) // there is nothing to wait for but the end of either
		status = 255
	} else if status, err, done = d.ride(ctx, cl, pid); !done {
		return false, nil
	}
	cancel()
	<-over
	switch {
	case ended:
		return true, statusError(255)
	case errors.Is(err, mux.ErrNoStatus):
		return true, statusError(255)
	case err != nil:
		return true, err
	case status != 0:
		return true, statusError(status)
	}
	return true, nil
}

// ride is a session in the master's connection, on the terminal here.
func (d *dialer) ride(ctx context.Context, cl *mux.Client, pid int) (status int, err error, done bool) {
	o := d.o
	var tty *os.File
	if f := asFile(d.e.stdin); f != nil && !o.stdinNull && isTerminal(f) {
		tty = f
	}
	s := mux.NewSession{
		TTY: o.wantsTerminal(tty != nil), X11: o.forwardX11, Agent: o.forwardAgent.on, Subsystem: o.subsystem,
		Escape: mux.NoEscape, Term: d.pty(nil).Term, Command: o.command, Env: o.environment(d.e.environ),
	}
	if o.escapeChar >= 0 {
		s.Escape = uint32(o.escapeChar)
	}
	files, err := d.passed(d.screen.w, 3)
	if err != nil {
		return 0, err, true
	}
	defer files.done()
	restore := func() error { return nil }
	defer func() { restore() }()
	if err := cl.Session(s, files.in, files.out, files.err); err != nil {
		if ctx.Err() == nil {
			d.refused("session", "mux_client_request_session: session", err)
		}
		return 0, nil, false
	}
	files.gone()
	if err := d.detach(); err != nil {
		return 0, err, true
	}
	if s.TTY && tty != nil {
		if undo, err := makeRaw(tty); err == nil {
			d.screen.raw.Store(true)
			restore = func() error { d.screen.raw.Store(false); return undo() }
		}
		relaySizes(ctx, tty, pid)
	}
	status, err = cl.Wait(func() { restore() })
	restore()
	if s.TTY && o.logLevel >= info {
		fmt.Fprintf(d.screen, "Shared connection to %s closed.\r\n", o.host)
	}
	return status, err, true
}

// passedFiles are the streams of this program, to be passed to a master.
type passedFiles struct {
	in, out, err *os.File
	ours         []*os.File // those that the master has then
	copies       []chan struct{}
}

// passed returns the streams as files: what is none is copied through a pipe.
func (d *dialer) passed(stderr any, n int) (p *passedFiles, err error) {
	p = new(passedFiles)
	if d.o.stdinNull {
		if p.in, err = os.Open(os.DevNull); err != nil {
			return nil, err
		}
		p.ours = append(p.ours, p.in)
	} else if p.in = asFile(d.e.stdin); p.in == nil {
		r, w, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		p.in, p.ours = r, append(p.ours, r)
		go copyAndClose(w, d.e.stdin) // the end of the program stops it
	}
	if p.out, err = p.output(d.e.stdout); err == nil && n == 3 {
		p.err, err = p.output(stderr)
	}
	return p, err
}

// gone says that the master has the files.
func (p *passedFiles) gone() {
	for _, f := range p.ours {
		f.Close()
	}
}

// done waits for what is copied.
func (p *passedFiles) done() {
	p.gone()
	for _, c := range p.copies {
		<-c
	}
}

// output returns a file whose bytes arrive at a Writer.
func (p *passedFiles) output(to any) (*os.File, error) {
	if f := asFile(to); f != nil {
		return f, nil
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	over := make(chan struct{})
	p.ours, p.copies = append(p.ours, w), append(p.copies, over)
	go func() { // the end of those who have the other end stops it
		defer close(over)
		io.Copy(to.(io.Writer), r)
		r.Close()
	}()
	return w, nil
}

func copyAndClose(w io.WriteCloser, r io.Reader) {
	io.Copy(w, r)
	w.Close()
}
