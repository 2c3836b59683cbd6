package ssh

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"

	"github.com/glassh/glassh/wire"
)

// A Cmd is a command, a shell or a subsystem on the server, in the shape of
// os/exec: set the fields, and then Run it, or Start and Wait. It runs once.
type Cmd struct {
	// Command is given to the user's shell. Empty, it is the shell itself.
	Command string
	// Subsystem, if not empty, is asked for instead: "sftp".
	Subsystem string
	// Env are "NAME=value". Servers set those that they are configured to take,
	// and do not say which.
	Env []string
	// Pty asks for a terminal; nil for none. Standard output and standard error are
	// one stream then.
	Pty *Pty
	// ForwardAgent offers the agent of [Client.HandleAgent] to the command, and X11 the
	// display of a handler of "x11" channels; nil is none.
	ForwardAgent bool
	X11          *X11
	// AgentRefused and X11Refused are set by Start if the server does not want them.
	AgentRefused, X11Refused bool
	// XonXoff is told whether ^S and ^Q may act on this side, if the server says so. It
	// must not wait.
	XonXoff func(canDo bool)
	// PtyRefused is set by Start if the server gives no terminal: the command runs
	// without one.
	PtyRefused bool
	// Stdin is read until its end, and not waited for once the command is over. nil
	// is empty. Stdout and Stderr get the output; nil drops it.
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	client *Client
	ch     *Channel
	ctx    context.Context // of Start
	stop   func() bool     // takes ctx off

	mu    sync.Mutex // guards exit and input
	exit  *ExitError // how the command ended, as far as the server has said
	input error      // of Stdin: the command got only what came before it

	copies sync.WaitGroup
	failed [2]error // of the copies of the output
}

// Command returns a Cmd that runs command, or a shell if it is empty.
func (cl *Client) Command(command string) *Cmd { return &Cmd{Command: command, client: cl} }

// Run runs a command and returns its standard output. If it fails, the *ExitError
// holds its standard error.
func (cl *Client) Run(ctx context.Context, command string) ([]byte, error) {
	var out, errs bytes.Buffer
	cmd := cl.Command(command)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run(ctx)
	var exit *ExitError
	if errors.As(err, &exit) {
		exit.Stderr = errs.Bytes()
	}
	return out.Bytes(), err
}

// An ExitError says that a command ended with a status other than 0, by a signal,
// or without the server saying how.
type ExitError struct {
	Status     int    // 0 to 255, or -1 if there is none
	Signal     string // "KILL", or empty
	CoreDumped bool
	Message    string // the server's words about the signal, escaped
	Stderr     []byte // only of Client.Run
}

// Error returns one line in the words of os/exec.
func (e *ExitError) Error() string {
	switch {
	case e.Signal != "":
		core := ""
		if e.CoreDumped {
			core = " (core dumped)"
		}
		return "signal: " + e.Signal + core
	case e.Status < 0:
		return "ssh: the server did not say how the command ended"
	}
	return fmt.Sprintf("exit status %d", e.Status)
}

// Run starts the command and waits for its end.
func (c *Cmd) Run(ctx context.Context) error {
	if err := c.Start(ctx); err != nil {
		return err
	}
	return c.Wait()
}

// Start starts the command. The end of ctx closes its channel, at any time.
func (c *Cmd) Start(ctx context.Context) error {
	if c.ch != nil {
		return errors.New("ssh: Cmd already started")
	}
	ch, err := c.client.Open(ctx, wire.ChannelTypeSession, nil, c.onRequest)
	if err != nil {
		return err
	}
	c.ch = ch
	if err := c.ask(ctx); err != nil {
		ch.Close()
		return err
	}
	c.ctx, c.stop = ctx, context.AfterFunc(ctx, func() { ch.Close() })
	if c.Stdin != nil {
		go c.feed()
	}
	c.copies.Add(2)
	go c.drain(0, ch, c.Stdout)
	go c.drain(1, ch.Stderr(), c.Stderr)
	return nil
}

// ask sends the requests that start the command, and the end of an empty input, in one
// piece, and waits for the answers.
func (c *Cmd) ask(ctx context.Context) error {
	name, payload, what := wire.RequestShell, []byte(nil), "a shell"
	switch {
	case c.Subsystem != "":
		msg := wire.SubsystemRequest{Name: []byte(c.Subsystem)}
		name, payload, what = wire.RequestSubsystem, msg.Append(nil), "the subsystem "+c.Subsystem
	case c.Command != "":
		msg := wire.ExecRequest{Command: []byte(c.Command)}
		name, payload, what = wire.RequestExec, msg.Append(nil), "the command"
	}
	begin, offers := make(chan bool, 1), c.offers()
	if c.Pty != nil {
		offers = append(offers, offer{wire.RequestPTY, c.Pty.request(), &c.PtyRefused, make(chan bool, 1)})
	}
	err := c.ch.c.do(func() error {
		for _, e := range c.Env {
			name, value, _ := strings.Cut(e, "=")
			msg := wire.EnvRequest{Name: []byte(name), Value: []byte(value)}
			if err := c.ch.send(wire.RequestEnv, nil, msg.Append(nil)); err != nil {
				return err
			}
		}
		for _, o := range offers {
			if err := c.ch.send(o.name, o.reply, o.payload); err != nil {
				return err
			}
		}
		if err := c.ch.send(name, begin, payload); err != nil || c.Stdin != nil {
			return err
		}
		return c.ch.sendEOF()
	})
	if err != nil {
		return err
	}
	for _, o := range offers {
		ok, err := c.ch.answer(ctx, o.reply)
		if err != nil {
			return err
		}
		*o.refused = !ok
	}
	ok, err := c.ch.answer(ctx, begin)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == io.EOF && c.exit != nil {
		return nil // it has ended already, and the server closed the channel before it answered
	}
	if err == nil && !ok {
		err = errors.New("ssh: the server refused " + what)
	}
	return err
}

// feed copies the input. The end of the channel stops it at its next write; a read
// that never returns keeps it.
func (c *Cmd) feed() {
	stdin := &source{Reader: c.Stdin}
	io.Copy(c.ch, stdin)
	c.mu.Lock()
	c.input = stdin.err
	c.mu.Unlock()
	c.ch.CloseWrite()
}

// A source remembers why it could not be read on.
type source struct {
	io.Reader
	err error
}

func (s *source) Read(p []byte) (n int, err error) {
	n, err = s.Reader.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// drain copies one stream of the output, up to its end.
func (c *Cmd) drain(i int, from io.Reader, to io.Writer) {
	defer c.copies.Done()
	if to != nil {
		if _, c.failed[i] = io.Copy(to, from); c.failed[i] == nil {
			return
		}
		if i == 0 {
			c.ch.SendEOW(c.ctx)
		}
	}
	io.Copy(io.Discard, from) // or the window would stop the command
}

// onRequest takes the server's requests on the channel (RFC 4254 §6.10). A message
// that is cut short is refused.
func (c *Cmd) onRequest(name string, payload []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch name {
	case wire.RequestExitStatus:
		var msg wire.ExitStatus
		if msg.Parse(payload) != nil {
			return false
		}
		c.exit = &ExitError{Status: int(min(msg.Status, 255))}
	case wire.RequestExitSignal:
		var msg wire.ExitSignal
		if msg.Parse(payload) != nil {
			return false
		}
		c.exit = &ExitError{
			Status: -1, Signal: wire.Escape(msg.Signal), CoreDumped: msg.CoreDumped, Message: wire.Escape(msg.Message),
		}
	case wire.RequestXonXoff:
		var msg wire.XonXoff
		if msg.Parse(payload) != nil || c.XonXoff == nil {
			return false
		}
		c.XonXoff(msg.ClientCanDo)
	default:
		return false
	}
	return true
}

// Wait waits until the command has ended and its output has been copied. The error
// is an *ExitError if the command failed, and that of Stdin, Stdout or Stderr if one
// of those did.
func (c *Cmd) Wait() error {
	if c.ch == nil {
		return errors.New("ssh: Cmd not started")
	}
	c.copies.Wait()
	<-c.ch.closed
	c.stop()
	c.mu.Lock()
	exit, input := c.exit, c.input
	c.mu.Unlock()
	switch {
	case exit != nil && (exit.Status != 0 || exit.Signal != ""):
		return exit
	case exit != nil:
		return errors.Join(c.failed[0], c.failed[1], input)
	case c.ctx.Err() != nil:
		return context.Cause(c.ctx)
	}
	if err := c.client.c.why(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return &ExitError{Status: -1}
}

// Signal sends a signal to the command (RFC 4254 §6.9): "INT", "TERM".
func (c *Cmd) Signal(ctx context.Context, signal wire.Signal) error {
	msg := wire.SignalRequest{Signal: []byte(signal)}
	_, err := c.ch.SendRequest(ctx, wire.RequestSignal, false, msg.Append(nil))
	return err
}

// Resize tells the command that its terminal has another size.
func (c *Cmd) Resize(ctx context.Context, size Size) error {
	_, err := c.ch.SendRequest(ctx, wire.RequestWindowChange, false, size.change())
	return err
}
