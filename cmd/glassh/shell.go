package main

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// A shell runs the commands of sessions, as the user who is in.
type shell struct {
	o   *serveOptions
	e   *env
	log *slog.Logger
}

// run is the handler of sessions: it runs the command, the subsystem or a login shell, and
// tells the client how that ended.
func (sh *shell) run(s *ssh.Session) {
	sh = sh.of(sh.settingsOf(s.Permit))
	log := sh.log.With("user", wire.Escape([]byte(s.User)), "remote", s.RemoteAddr.String(), "session", wire.Escape([]byte(s.Kind)))
	log.Info("session begins", "terminal", s.Pty != nil)
	sh.settingsOf(s.Permit).mark(s)
	begin := time.Now()
	state, err := sh.serve(s)
	log.Info("session ends", "status", endText(state), "duration", time.Since(begin).Round(time.Millisecond))
	if err != nil {
		log.Warn("command not run", "error", err)
		io.WriteString(s.Stderr(), "glassh: "+oneLine(err)+"\r\n")
		s.Exit(255)
		return
	}
	tellEnd(s, state)
}

// serve runs what a session is for. The state is nil if the user may not come in now.
func (sh *shell) serve(s *ssh.Session) (*os.ProcessState, error) {
	options, o, a := optionsOf(s.Permit), sh.settingsOf(s.Permit), sh.accountOf(s.Permit)
	if a.uid != 0 && a.switches {
		if text, err := readLimited(noLoginFile, maxNotice); err == nil { // nologin(5)
			s.Stderr().Write(onTerminal(text, s.Pty != nil))
			s.Exit(254)
			return nil, nil
		}
	}
	asked := s.Command
	if name, ok := strings.CutPrefix(s.Kind, "subsystem:"); ok {
		if asked, ok = o.subsystems[name]; !ok {
			return nil, errors.New("subsystem request failed")
		}
	}
	command, forced := asked, true
	switch {
	case o.hasForceCommand:
		command = o.forceCommand
	case options.ForceCommand:
		command = options.Command
	default:
		forced = false
	}
	login := s.Kind == "shell" && !forced
	cmd, err := sh.command(a, o, command, login)
	if err != nil {
		return nil, err
	}
	cmd.Env = sh.environment(s, a)
	if o.exposeAuth {
		name, remove, err := sh.authInfo(s, a)
		if err != nil {
			sh.log.Warn("no file of how the user came in", "error", err)
		} else {
			defer remove()
			cmd.Env = append(cmd.Env, "SSH_USER_AUTH="+name)
		}
	}
	if forced && s.Kind != "shell" {
		cmd.Env = append(cmd.Env, "SSH_ORIGINAL_COMMAND="+asked)
	}
	var p *pty
	if s.Pty != nil {
		if p, err = openPTY(s.Pty); err != nil {
			return nil, err
		}
		defer p.Close()
		if a.switches {
			if err := p.give(a); err != nil {
				return nil, err
			}
		}
		cmd.Env = append(cmd.Env, "SSH_TTY="+p.name)
	}
	more, done := sh.carry(s, a, cmd.Env)
	defer done()
	cmd.Env = append(cmd.Env, more...)
	if login && p != nil {
		sh.greet(s, a, o)
	}
	sh.runRC(s, a, cmd, !strings.HasPrefix(s.Kind, "subsystem:") && !o.hasForceCommand && o.userRC && !options.NoUserRC)
	signal := func(name wire.Signal) { // as the user, who may have started what is another's
		a.do(func() error { signalGroup(cmd, name); return nil })
	}
	if forced || strings.HasPrefix(s.Kind, "subsystem:") {
		signal = func(wire.Signal) {} // the client has not chosen what runs, and does not end it either
	}
	if p != nil {
		err = runPty(s, p, cmd, signal)
	} else {
		err = runPipes(s, cmd, signal)
	}
	return cmd.ProcessState, err
}

// command makes the command line: the user's shell, which gets the command, or is
// a login shell (with a - in front of its name).
func (sh *shell) command(a *account, o *serveOptions, command string, login bool) (*exec.Cmd, error) {
	cmd := exec.Command(a.shell)
	if login {
		cmd.Args = []string{"-" + filepath.Base(a.shell)}
	} else {
		cmd.Args = append([]string{filepath.Base(a.shell)}, shellArgs(command)...)
		commandLine(cmd, command)
	}
	a.become(cmd)
	cmd.Dir = a.home
	look := func() error { return isDir(os.Stat(a.home)) }
	if o.chroot != "" {
		dir, err := o.chrootOf(a)
		if err != nil {
			return nil, err
		}
		a.confine(cmd, dir)
		look = func() error { return isDir(statBelow(dir, a.home)) }
	}
	if a.do(look) != nil { // that of a user for services, say
		cmd.Dir = string(filepath.Separator)
	}
	return cmd, nil
}

func isDir(info os.FileInfo, err error) error {
	if err == nil && !info.IsDir() {
		err = errors.New("it is no directory")
	}
	return err
}

// environment is that of a new login, with what the client and the user may add to it,
// and what tells of the connection (ssh(1), ENVIRONMENT). Of equal names the last counts.
func (sh *shell) environment(s *ssh.Session, a *account) []string {
	env := append([]string{}, s.Env...)
	add := func(name, value string) {
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	add("USER", a.name)
	add("LOGNAME", a.name)
	add("HOME", a.home)
	add("SHELL", a.shell)
	if a.switches {
		add("MAIL", "/var/mail/"+a.name)
		if !has(env, "PATH") { // the server's own is not for others
			add("PATH", standardPath)
		}
	}
	for _, name := range []string{"PATH", "LANG", "TZ", "SystemRoot", "TEMP"} {
		if value := sh.e.getenv(name); value != "" && !has(env, name) {
			add(name, value)
		}
	}
	if s.Pty != nil {
		add("TERM", s.Pty.Term)
	}
	env = append(env, sh.settingsOf(s.Permit).userEnvironment(a, optionsOf(s.Permit), sh.log)...)
	env = append(env, sh.settingsOf(s.Permit).setEnv...)
	// What tells of the connection is not the user's to set.
	remote, remotePort := hostPort(s.RemoteAddr)
	local, localPort := hostPort(s.LocalAddr)
	add("SSH_CLIENT", strings.Join([]string{remote, remotePort, localPort}, " "))
	add("SSH_CONNECTION", strings.Join([]string{remote, remotePort, local, localPort}, " "))
	return env
}

// standardPath is where users who are not the server's own find programs, until their
// shell says otherwise.
const standardPath = "/usr/local/bin:/usr/bin:/bin:/usr/games"

func has(env []string, name string) bool {
	for _, e := range env {
		if strings.HasPrefix(e, name+"=") {
			return true
		}
	}
	return false
}

func hostPort(addr net.Addr) (host, port string) {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return "UNKNOWN", "0"
	}
	return host, port
}

// getenv looks a variable up.
func (e *env) getenv(name string) string {
	value, _ := e.lookup(name)
	return value
}

// runPipes runs a command whose streams are pipes.
func runPipes(s *ssh.Session, cmd *exec.Cmd, signal func(wire.Signal)) error {
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = s, s.Stderr()
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { // the end of the client's input, or of the session, stops it
		_, err := io.Copy(stdin, s.Channel())
		stdin.Close()
		if err != nil { // the command does not read
			s.Channel().SendEOW(s.Context())
			io.Copy(io.Discard, s.Channel())
		}
	}()
	stop := passToProcess(s, cmd, signal)
	defer stop()
	return notExit(cmd.Wait())
}

// runPty runs a command on a terminal of its own.
func runPty(s *ssh.Session, p *pty, cmd *exec.Cmd, signal func(wire.Signal)) error {
	if err := p.start(cmd); err != nil {
		return err
	}
	go io.Copy(p, s.Channel()) // the end of the session stops it, or a closed terminal
	go func() {                // the end of the session stops it
		for {
			select {
			case <-s.Context().Done():
				return
			case size := <-s.Resizes():
				p.resize(size)
			case length := <-s.Breaks():
				p.sendBreak(length)
			}
		}
	}()
	stop := passToProcess(s, cmd, signal)
	defer stop()
	out := &progress{w: s}
	output := make(chan struct{})
	go func() { // the last process on the terminal stops it, or its closing
		io.Copy(out, p)
		close(output)
	}()
	err := notExit(cmd.Wait())
	out.settle(output)
	return err
}

// progress counts the bytes that it passes on.
type progress struct {
	w io.Writer
	n atomic.Int64
}

// Write writes b.
func (p *progress) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	p.n.Add(int64(n))
	return n, err
}

// settle waits until the output has ended. Processes in the background may keep it
// open behind the shell: they are not waited for once they are quiet.
func (p *progress) settle(ended <-chan struct{}) {
	const quiet = 200 * time.Millisecond
	for before := int64(-1); before != p.n.Load(); {
		before = p.n.Load()
		select {
		case <-ended:
			return
		case <-time.After(quiet):
		}
	}
}

// notExit drops the error that only says that a command failed.
func notExit(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}

// passToProcess passes the client's signals on by signal, and hangs up when the client is
// gone.
func passToProcess(s *ssh.Session, cmd *exec.Cmd, signal func(wire.Signal)) (stop func()) {
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-s.Context().Done():
				signalGroup(cmd, wire.SignalHUP)
				return
			case name := <-s.Signals():
				signal(name)
			}
		}
	}()
	return func() { close(done) }
}

// endText says how a command ended; nothing, if it did not run.
func endText(state *os.ProcessState) string {
	if state == nil {
		return "none"
	}
	if name, _ := endedBy(state); name != "" {
		return "SIG" + string(name)
	}
	return strconv.Itoa(state.ExitCode())
}

// tellEnd tells the client how the command ended.
func tellEnd(s *ssh.Session, state *os.ProcessState) {
	if state == nil {
		s.Exit(255)
		return
	}
	if name, core := endedBy(state); name != "" {
		s.ExitSignal(name, core, "")
		return
	}
	s.Exit(uint8(state.ExitCode()))
}
