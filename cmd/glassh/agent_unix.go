//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/wire"
)

// How an agent gets into the background. A Go program cannot fork, so that it starts
// itself once more, with the socket open already:
//
//	glassh agent ──socket, bind, listen──▶ glassh agent (again, descriptor 3)
//	      │ prints SSH_AUTH_SOCK=…; and ends        │ serves until SIGTERM
//	      └ or becomes the command                  │ or until the command has ended
const (
	agentSocketEnv = "GLASSH_AGENT_SOCKET" // set for the second one: the socket's name
	agentParentEnv = "GLASSH_AGENT_PARENT" // and the process to end with
)

func terminate(p *os.Process) error { return p.Signal(syscall.SIGTERM) }

// startAgent is glassh agent, but for -k.
func startAgent(e *env, o *agentOptions) error {
	if socket := e.getenv(agentSocketEnv); socket != "" {
		return continueAgent(e, o, socket)
	}
	l, socket, err := listenAgent(e, o.socket)
	if err != nil {
		return err
	}
	if o.foreground || o.debug {
		tellAgent(e, o.csh, socket, 0)
		level := slog.LevelError
		if o.debug {
			level = slog.LevelDebug
		}
		return serveAgent(e, o, l, socket, 0, newLogger(e.stderr, level))
	}
	pid, err := detachAgent(e, o, l, socket)
	if err != nil {
		removeSocket(socket, o.socket == "")
		return err
	}
	if len(o.command) == 0 {
		tellAgent(e, o.csh, socket, pid)
		return nil
	}
	return becomeCommand(e, o.command, socket, pid)
}

// listenAgent makes the socket: where name says, or in a new directory that only the
// user can enter. Its name is absolute: the second process runs elsewhere, and removes it.
func listenAgent(e *env, name string) (l *net.UnixListener, socket string, err error) {
	if socket, err = filepath.Abs(name); err != nil {
		return nil, "", err
	}
	if name == "" {
		dir := e.getenv("TMPDIR")
		if dir == "" {
			dir = "/tmp"
		}
		if dir, err = os.MkdirTemp(dir, "ssh-"); err != nil { // mode 0700
			return nil, "", err
		}
		socket = filepath.Join(dir, "agent."+strconv.Itoa(os.Getpid()))
	}
	// From its first moment on, only the user can connect to it.
	mask := syscall.Umask(0o177)
	l, err = net.ListenUnix("unix", &net.UnixAddr{Name: socket, Net: "unix"})
	syscall.Umask(mask)
	if err != nil {
		if name == "" {
			os.Remove(filepath.Dir(socket))
		}
		return nil, "", fmt.Errorf("socket %s: %w", socket, unwrapOp(err))
	}
	l.SetUnlinkOnClose(false)
	return l, socket, nil
}

// removeSocket removes the socket, and its directory if that was made for it.
func removeSocket(socket string, private bool) {
	os.Remove(socket)
	if private {
		os.Remove(filepath.Dir(socket))
	}
}

// detachAgent starts the second process, which shares nothing with the first one but
// the socket.
func detachAgent(e *env, o *agentOptions, l *net.UnixListener, socket string) (pid int, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	f, err := l.File()
	if err != nil {
		return 0, err
	}
	defer f.Close()
	cmd := exec.Command(self, "agent", "-t", strconv.FormatInt(int64(o.life/time.Second), 10))
	if o.socket != "" {
		cmd.Args = append(cmd.Args, "-a", o.socket)
	}
	cmd.Args[0] = "glassh" // whatever this one is called as
	cmd.Dir = "/"
	cmd.Env = append(append([]string{}, e.environ...), agentSocketEnv+"="+socket)
	if len(o.command) > 0 {
		cmd.Env = append(cmd.Env, agentParentEnv+"="+strconv.Itoa(os.Getpid()))
	}
	cmd.ExtraFiles = []*os.File{f} // descriptor 3
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("starting the agent: %w", err)
	}
	return cmd.Process.Pid, nil
}

// becomeCommand replaces this process by a command that knows of the agent.
func becomeCommand(e *env, command []string, socket string, pid int) error {
	path, err := exec.LookPath(command[0])
	if err == nil {
		env := []string{"SSH_AUTH_SOCK=" + socket, "SSH_AGENT_PID=" + strconv.Itoa(pid)}
		for _, v := range e.environ {
			if !has(env[:2], before(v, '=')) {
				env = append(env, v)
			}
		}
		err = syscall.Exec(path, command, env)
	}
	// The agent ends as soon as it sees that this process has.
	return fmt.Errorf("%s: %w", command[0], err)
}

func before(s string, c byte) string {
	for i := range len(s) {
		if s[i] == c {
			return s[:i]
		}
	}
	return s
}

// continueAgent is the second process.
func continueAgent(e *env, o *agentOptions, socket string) error {
	f := os.NewFile(3, "socket")
	l, err := net.FileListener(f)
	f.Close()
	if err != nil {
		return err
	}
	parent, _ := strconv.Atoi(e.getenv(agentParentEnv))
	return serveAgent(e, o, l, socket, parent, nil)
}

// parentPoll is how long after a command its agent ends.
const parentPoll = time.Second

// serveAgent serves until a signal, or until the process parent has ended.
func serveAgent(e *env, o *agentOptions, l net.Listener, socket string, parent int, log *slog.Logger) error {
	defer removeSocket(socket, o.socket == "")
	hideMemory()
	signals, stop := endSignals()
	defer stop()
	s := agent.NewServer(agent.Config{
		Lifetime: o.life, Logger: log,
		Confirm: func(ctx context.Context, q agent.Question) bool {
			return e.askPermission(ctx, confirmQuestion(q))
		},
	})
	defer s.Close()
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(&ownPeers{l, log}) }() // Close stops it
	tick := time.NewTicker(parentPoll)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case <-signals:
			return nil
		case <-tick.C:
			// A command's agent is a child of it, until it ends.
			if parent != 0 && os.Getppid() != parent {
				return nil
			}
		}
	}
}

// confirmQuestion is what a person is asked.
func confirmQuestion(q agent.Question) string {
	text := fmt.Sprintf("Allow use of key %s?\nKey fingerprint %s.", wire.Escape([]byte(q.Comment)), q.Fingerprint)
	if q.Host != "" {
		text = fmt.Sprintf("Allow use of key %s to log in as %s at %s?\nKey fingerprint %s.",
			wire.Escape([]byte(q.Comment)), wire.Escape([]byte(q.User)), wire.Escape([]byte(q.Host)), q.Fingerprint)
	}
	return text
}

// ownPeers accepts the connections of the user's own processes, and of root's. The
// permissions of the socket say the same; not all systems heed them.
type ownPeers struct {
	net.Listener
	log *slog.Logger
}

// Accept returns the next connection that is let in.
func (l *ownPeers) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		uid, err := peerUser(c)
		switch {
		case errors.Is(err, errors.ErrUnsupported), err == nil && (uid == 0 || uid == os.Getuid()):
			return c, nil
		case l.log != nil:
			l.log.Error("a connection of another user is refused", "uid", uid, "error", err)
		}
		c.Close()
	}
}
