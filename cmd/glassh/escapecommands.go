package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"

	"github.com/glassh/glassh/ssh"
)

// commands are those that can be typed in a session.
type sessionCommands struct {
	d      *dialer
	ctx    context.Context
	client *ssh.Client
	cmd    *ssh.Cmd
	end    func() // ends the connection at the user's word

	mu      sync.Mutex   // guards the rest
	tty     *os.File     // nil until it is raw
	restore func() error // makes it what it was
}

// raw makes the terminal raw.
func (s *sessionCommands) raw(tty *os.File) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	restore, err := makeRaw(tty)
	if err == nil {
		s.tty, s.restore = tty, restore
		s.d.screen.raw.Store(true)
	}
	return err
}

// cooked makes the terminal what it was, until again is called. It is nil where it is not
// raw.
func (s *sessionCommands) cooked() (tty *os.File, again func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tty == nil {
		return nil, func() {}
	}
	tty = s.tty
	s.d.screen.raw.Store(false)
	s.restore()
	s.tty = nil
	return tty, func() { s.raw(tty) }
}

// run does what a key stands for, and reports false for one that stands for nothing.
func (s *sessionCommands) run(key byte) bool {
	e := dumpEscapeChar(s.d.o)
	e = strings.TrimPrefix(e, `\`)
	say := func(format string, args ...any) { fmt.Fprintf(s.d.screen, e+format+"\n", args...) }
	switch key {
	case '.':
		say(".")
		if s.d.o.logLevel >= info {
			fmt.Fprintf(s.d.screen, "Connection to %s closed.\n", s.d.o.host)
		}
		s.end()
	case 'Z' & 31:
		say("^Z [suspend ssh]")
		s.suspend()
	case '?':
		say("?\n%s", strings.ReplaceAll(escapeHelp, "~", e))
	case '#':
		say("#\nThe following connections are open:")
		fmt.Fprintf(s.d.screen, "  the session (%s)\n", s.d.o.host)
		if s.d.forwards != nil {
			for _, f := range s.d.forwards.list() {
				fmt.Fprintf(s.d.screen, "  -%c %s to %s\n", f.kind, f.listen, f.connect)
			}
		}
	case '&':
		say("& is not supported: this program cannot leave the terminal behind the login; -f does it there")
	case 'B':
		say("B")
		go s.cmd.Break(s.ctx, 0) // until the end of the session, if the server does not read
	case 'C':
		if !s.d.o.escapeCommands {
			say("C is off: EnableEscapeCommandline turns it on")
			break
		}
		s.commandLine()
	case 'R':
		say("R")
		if err := s.client.Rekey(); err != nil {
			s.d.log.Warn("keys are not exchanged", "error", err)
		}
	case 'V', 'v':
		level := s.d.o.logLevel
		if key == 'v' {
			level = min(level+1, debug3)
		} else {
			level = max(level-1, quiet)
		}
		s.d.o.logLevel = level
		s.d.level.Set(level.slog(slog.LevelWarn))
		say("%c [LogLevel %v]", key, level)
	default:
		return false
	}
	return true
}

const escapeHelp = `  ~.   end the connection
  ~B   send a break
  ~C   a command line, for ports to forward
  ~R   exchange keys anew
  ~V   say less of what happens; ~v says more
  ~^Z  stop this program, until fg
  ~#   list forwarded connections
  ~?   this list
  ~~   one ~
Each counts behind a line end only.`

// suspend stops this program until the user's shell lets it go on.
func (s *sessionCommands) suspend() {
	tty, again := s.cooked()
	stopSelf()
	again()
	if tty == nil {
		return
	}
	if size, err := windowSize(tty); err == nil {
		go s.cmd.Resize(s.ctx, size) // as for Break
	}
}

// commandLine reads a line and does what it says.
func (s *sessionCommands) commandLine() {
	tty, again := s.cooked()
	defer again()
	var in io.Reader = s.d.e.stdin
	if tty != nil {
		in = tty
	}
	fmt.Fprint(s.d.screen, "\nssh> ")
	line, err := readLine(in)
	if err == nil {
		err = s.command(strings.TrimSpace(string(line)))
	}
	if err != nil && err != io.EOF {
		fmt.Fprintf(s.d.screen, "%v\n", err)
	}
}

// command does what a line says: -L 80:host:80, -KR 8080, !ls.
func (s *sessionCommands) command(line string) error {
	if command, ok := strings.CutPrefix(line, "!"); ok {
		if !s.d.o.permitLocal {
			return fmt.Errorf("PermitLocalCommand is off")
		}
		cmd := s.d.e.shellCommand(s.ctx, command)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = s.d.e.stdin, s.d.e.stdout, s.d.screen
		return cmd.Run()
	}
	flag := strings.TrimPrefix(line, "-")
	remove := strings.HasPrefix(flag, "K")
	flag = strings.TrimPrefix(flag, "K")
	switch {
	case line == "":
		return nil
	case flag == "" || !strings.Contains("LRD", flag[:1]):
		fmt.Fprint(s.d.screen, "-L, -R, -D as on the command line; -KL, -KR, -KD with the address and the port end one; !COMMAND runs here\n")
		return nil
	case s.d.forwards == nil:
		return fmt.Errorf("there are no forwarded ports on this connection")
	case remove: // by what listens, which is all that -D has
		spec, err := parseForward('D', flag[1:])
		if err != nil {
			return err
		}
		spec.kind = flag[0]
		return s.d.forwards.cancel(spec)
	}
	spec, err := parseForward(flag[0], flag[1:])
	if err != nil {
		return err
	}
	port, err := s.d.forwards.add(s.ctx, spec)
	if err == nil && port != spec.listen.port && spec.kind == 'R' {
		s.d.say("Allocated port %d for remote forward to %s", port, spec.connect)
	}
	return err
}
