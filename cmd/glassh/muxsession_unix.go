//go:build unix && !solaris && !illumos && !aix

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/mux"
)

// endOr is the error of a reader that has come to its end.
func endOr(err error) error {
	if err == nil {
		err = io.EOF
	}
	return err
}

// admit admits programs of the user, and of root: the socket's mode does as well, but not
// every system minds it.
func (m *muxMaster) admit(nc *net.UnixConn) error {
	uid, err := peerUser(nc)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return nil
	case err == nil && uid != 0 && uid != os.Getuid():
		err = fmt.Errorf("multiplex uid mismatch: peer euid %d != uid %d", uid, os.Getuid())
	}
	if err != nil {
		m.d.log.Warn("a client of the master is refused", "error", err)
	}
	return err
}

// A passenger is a client of the master whose streams the master has.
type passenger struct {
	in  passedFile   // until the session is over
	out []passedFile // until the client is gone
	end func()
}

// board takes the client's files over, until end. The end of ctx is that of the client.
func board(ctx context.Context, files []*os.File) (*passenger, error) {
	session, err := newWaker()
	if err != nil {
		return nil, err
	}
	client, err := newWaker()
	if err != nil {
		session.close()
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { session.wake(); client.wake() })
	p := &passenger{in: passedFile{files[0], session}}
	for _, f := range files[1:] {
		p.out = append(p.out, passedFile{f, client})
	}
	p.end = func() { // and waits for those who wait for the files
		stop()
		session.close()
		client.close()
	}
	return p, nil
}

// Session runs a session for a client, on its terminal if it has one.
func (m *muxMaster) Session(ctx context.Context, s *mux.Session) (status int, err error) {
	if err := m.permits("Allow shared connection to %s? ", m.d.o.host); err != nil {
		return -1, err
	}
	defer m.d.carried.begin()()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p, err := board(ctx, s.Files)
	if err != nil {
		return -1, err
	}
	defer p.end()
	opened := make(chan struct{})
	cmd := m.command(s)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.in, after{opened, p.out[0]}, after{opened, p.out[1]}
	tty := s.Files[0]
	if s.TTY {
		cmd.Pty = m.pty(tty, s.Term)
		if s.Escape <= 255 {
			typed := &muxCommands{m: m, ctx: ctx, cmd: cmd, char: byte(s.Escape), screen: p.out[1], end: cancel}
			cmd.Stdin = &escaper{r: p.in, char: typed.char, run: typed.run}
		}
	}
	err = cmd.Start(ctx)
	var refused *ssh.OpenError
	if errors.As(err, &refused) || ctx.Err() != nil {
		close(opened)
		return -1, errors.New("Session open refused by peer")
	}
	if e := s.Opened(); e != nil {
		cancel()
	}
	switch {
	case cmd.Pty != nil && cmd.PtyRefused:
		s.NoTerminal()
	case cmd.Pty != nil && err == nil:
		awaitRaw(tty)
	}
	close(opened)
	if err != nil {
		fmt.Fprintf(p.out[1], "%s\r\n", oneLine(err))
		return -1, nil
	}
	if cmd.X11Refused {
		m.d.log.Warn("X11 forwarding request failed")
	}
	if cmd.AgentRefused {
		m.d.log.Warn("agent forwarding request failed")
	}
	if cmd.Pty != nil && !cmd.PtyRefused {
		go follow(ctx, cmd, tty)
	}
	err = cmd.Wait()
	var exit *ssh.ExitError
	var stream *passedError
	switch {
	case errors.As(err, &exit):
		return exit.Status, nil // -1 is none
	case err != nil && !errors.As(err, &stream):
		return -1, nil
	}
	return 0, nil // what failed is the client's own
}

// command is what the client wants to run. The variables are those that the options of
// the master let through, as ssh has it.
func (m *muxMaster) command(s *mux.Session) *ssh.Cmd {
	cmd := m.client.Command(s.Command)
	if s.Subsystem {
		cmd.Command, cmd.Subsystem = "", s.Command
	}
	cmd.Env = m.d.o.environment(s.Env)
	offered := &ssh.Cmd{}
	m.d.offer(context.WithoutCancel(m.ctx), m.client, offered)
	cmd.ForwardAgent = s.Agent && offered.ForwardAgent
	if s.X11 {
		cmd.X11 = offered.X11
	}
	return cmd
}

// pty describes the client's terminal.
func (m *muxMaster) pty(tty *os.File, term string) *ssh.Pty {
	p := &ssh.Pty{Term: term, Size: ssh.Size{Columns: 80, Rows: 24}}
	if size, err := windowSize(tty); err == nil {
		p.Size = size
	}
	if modes, err := terminalModes(tty); err == nil {
		p.Modes = modes
	}
	return p
}

// StdioForward connects a client's streams to a host of the server.
func (m *muxMaster) StdioForward(ctx context.Context, s *mux.Session, host string, port uint32) error {
	to, err := endpointFromMux(host, port)
	if err != nil {
		return err
	}
	if err := m.permits("Allow forward to %s? ", to); err != nil {
		return err
	}
	defer m.d.carried.begin()()
	nc, err := m.client.DialFor(ctx, nil, to.network(), to.addr())
	if err != nil {
		return errors.New("Session open refused by peer")
	}
	defer nc.Close()
	defer context.AfterFunc(ctx, func() { nc.Close() })()
	p, err := board(ctx, s.Files)
	if err != nil {
		return err
	}
	defer p.end()
	if err := s.Opened(); err != nil {
		return nil
	}
	sent := make(chan struct{})
	go func() { // the end of the client, or of the connection, stops it
		defer close(sent)
		io.Copy(nc, p.in)
		nc.CloseWrite()
	}()
	io.Copy(p.out[0], net.Conn(nc))
	select {
	case <-sent:
	case <-nc.Closed():
	case <-ctx.Done():
	}
	return nil
}

// muxCommands are those that can be typed in a session of a client.
type muxCommands struct {
	m      *muxMaster
	ctx    context.Context
	cmd    *ssh.Cmd
	char   byte
	screen io.Writer // the client's
	end    func()    // ends the session
}

// run does what a key stands for, and reports false for one that stands for nothing.
func (c *muxCommands) run(key byte) bool {
	e := string(rune(c.char))
	if c.char < ' ' {
		e = "^" + string(rune(c.char+64))
	}
	say := func(format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		io.WriteString(c.screen, e+strings.ReplaceAll(text, "\n", "\r\n")+"\r\n")
	}
	switch key {
	case '.':
		say(".")
		c.end()
	case '?':
		say("?\n%s", strings.ReplaceAll(muxEscapeHelp, "~", e))
	case '#':
		say("#\nThe following connections are open:\n  the session (%s)", c.m.d.o.host)
		for _, f := range c.m.d.forwards.list() {
			say("  -%c %s to %s", f.kind, f.listen, f.connect)
		}
	case 'B':
		say("B")
		go c.cmd.Break(c.ctx, 0) // until the end of the session, if the server does not read
	case 'R':
		say("R")
		if err := c.m.client.Rekey(); err != nil {
			say(": keys are not exchanged: %s", oneLine(err))
		}
	case 'Z' & 31:
		say("^Z escape not available to multiplexed sessions")
	case 'C', '&':
		say("%c escape not available to multiplexed sessions", key)
	default:
		return false
	}
	return true
}

const muxEscapeHelp = `  ~.   end the session
  ~B   send a break
  ~R   exchange keys anew
  ~#   list forwarded connections
  ~?   this list
  ~~   one ~
Each counts behind a line end only.`
