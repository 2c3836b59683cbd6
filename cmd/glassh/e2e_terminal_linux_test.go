package main

import (
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/ssh"
)

// A seat is a client on a terminal, and who sits at it.
type seat struct {
	*background
	p      *pty
	screen transcript    // all that was shown
	shown  chan struct{} // closed behind all of it
	read   int           // how much of it the test has seen
	before *unix.Termios // the state of the terminal at the start
}

// sit starts a client on a terminal of 30 rows of 100 columns.
func (sv *server) sit(t *testing.T, args ...string) *seat {
	t.Helper()
	p, err := openPTY(&ssh.Pty{Size: ssh.Size{Columns: 100, Rows: 30}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	s := &seat{p: p, shown: make(chan struct{})}
	s.before = s.state(t)
	cmd := sv.client(t, args...)
	if err := p.start(cmd); err != nil {
		t.Fatal(err)
	}
	s.background = &background{Cmd: cmd, over: make(chan struct{})}
	s.watch(t)
	go func() { // the client's end stops it, or the closing of the terminal
		defer close(s.shown)
		buf := make([]byte, 4096)
		for {
			n, err := p.Read(buf)
			s.screen.Write(buf[:n])
			if err != nil {
				return
			}
		}
	}()
	return s
}

// state is that of the terminal, which both ends of it have in common.
func (s *seat) state(t *testing.T) *unix.Termios {
	t.Helper()
	state, err := getTermios(s.p.master)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// sees waits until the text is shown, and returns what is in front of it.
func (s *seat) sees(t *testing.T, text string) string {
	t.Helper()
	from := s.read
	s.read = s.screen.await(t, from, text)
	return s.screen.String()[from : s.read-len(text)]
}

func (s *seat) types(t *testing.T, text string) {
	t.Helper()
	if _, err := s.p.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
}

// isRaw waits until the terminal is raw again.
func (s *seat) isRaw(t *testing.T) {
	t.Helper()
	if !eventually(func() bool { return s.state(t).Lflag&unix.ICANON == 0 }) {
		t.Error("the terminal is not raw again")
	}
}

// leaves checks how the client ends, and that the terminal is as it was.
func (s *seat) leaves(t *testing.T, status int) {
	t.Helper()
	if got := s.status(t); got != status {
		t.Errorf("want exit status %d, got %d, and on the screen %q", status, got, s.screen.String())
	}
	<-s.shown
	if diff := cmp.Diff(s.before, s.state(t)); diff != "" {
		t.Errorf("the state of the terminal comes back (-before +after):\n%s", diff)
	}
}

func TestShellOnATerminal(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	s := sv.sit(t, "HOST")
	s.types(t, "stty size; test -t 0 && echo t''ty $TERM; exit 7\r")
	s.sees(t, "30 100\r\n")
	s.sees(t, "tty xterm\r\n")
	s.leaves(t, 7)
}

func TestWindowThatChangesItsSize(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	// A shell may lose a signal that comes while it handles another one.
	s := sv.sit(t, "-t", "HOST", `trap 'echo signal' WINCH; while :; do stty size; sleep 0.05; done`)
	s.sees(t, "30 100\r\n")
	if err := s.p.resize(ssh.Size{Columns: 132, Rows: 50}); err != nil {
		t.Fatal(err)
	}
	s.sees(t, "signal\r\n")
	s.sees(t, "50 132\r\n")
	if err := s.p.resize(ssh.Size{Columns: 20, Rows: 5}); err != nil {
		t.Fatal(err)
	}
	s.sees(t, "5 20\r\n")
	s.signal(t, syscall.SIGTERM)
	s.leaves(t, 255)
}

// Control-C is a key like any other here. It is the terminal there that makes a
// signal of it.
func TestControlCIsForTheRemoteCommand(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	s := sv.sit(t, "-t", "HOST", `trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.05; done`)
	s.sees(t, "ready\r\n")
	s.types(t, "\x03")
	s.sees(t, "caught\r\n")
	s.leaves(t, 5)
	s = sv.sit(t, "-t", "HOST", "echo ready; exec sleep 100")
	s.sees(t, "ready\r\n")
	s.types(t, "\x03")
	s.sees(t, "the command was ended by a signal signal=INT\r\n")
	s.leaves(t, 255)
}

func TestEveryKeyArrives(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	s := sv.sit(t, "-t", "HOST", "stty raw -echo; echo ready; head -c 8 | od -An -tx1; exit 1")
	s.sees(t, "ready\n")
	s.types(t, "\x03\x04\x11\x1a\x1c\r\n~~")
	s.sees(t, "03 04 11 1a 1c 0d 0a 7e")
	s.leaves(t, 1)
}

// The modes of the terminal here are those of the terminal there.
func TestModesOfTheTerminalCross(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	s := sv.sit(t, "-t", "HOST", "stty -a")
	s.sees(t, "intr = ^C")
	s.sees(t, "icrnl")
	s.leaves(t, 0)
}

// Whatever ends the connection, the user's terminal works again.
func TestTerminalIsRestored(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		how  string
		end  func(sv *server, s *seat)
		says string
	}{
		{"the server is killed", func(sv *server, _ *seat) { sv.signal(t, syscall.SIGKILL) }, "glassh ssh: "},
		{"the server ends", func(sv *server, _ *seat) { sv.signal(t, syscall.SIGTERM) }, "glassh ssh: the peer disconnected"},
		{"the client is told to end", func(_ *server, s *seat) { s.signal(t, syscall.SIGTERM) }, "ended by a signal"},
		{"the client is told to end, and the server hangs", func(sv *server, s *seat) {
			sv.signal(t, syscall.SIGSTOP)
			s.signal(t, syscall.SIGHUP)
		}, ""},
	} {
		sv := newSite(t).serve(t)
		s := sv.sit(t, "-t", "HOST", "echo ready; exec sleep 100")
		s.sees(t, "ready\r\n")
		if raw := s.state(t); raw.Lflag&(unix.ICANON|unix.ECHO|unix.ISIG) != 0 || raw.Oflag&unix.OPOST != 0 {
			t.Errorf("%s: the terminal is not raw", c.how)
		}
		c.end(sv, s)
		s.sees(t, c.says)
		s.leaves(t, 255)
	}
}

// A second stream does not disturb the screen, nor does what -v says.
func TestTalkOnARawTerminalHasItsCarriageReturns(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	s := sv.sit(t, "-v", "-t", "HOST", "echo ready; sleep 0.1; echo over")
	s.sees(t, "ready\r\n")
	s.leaves(t, 0)
	if text := s.screen.String(); strings.Count(text, "\n") != strings.Count(text, "\r\n") || !strings.Contains(text, "exit-status") {
		t.Errorf("got %q", text)
	}
}

// Input from a pipe leaves the terminal alone.
func TestCommandWithoutATerminalLeavesTheUsersAlone(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	for _, flag := range []string{"-T", "-n"} {
		s := sv.sit(t, flag, "HOST", "test -t 0 || echo ready; exec sleep 100")
		s.sees(t, "ready\r\n") // whose CR is of the terminal here
		if diff := cmp.Diff(s.before, s.state(t)); diff != "" {
			t.Errorf("%s: the terminal is not as it was:\n%s", flag, diff)
		}
		s.types(t, "\x03") // a signal for the client, which passes it on
		s.sees(t, "signal=INT")
		s.leaves(t, 255)
	}
}
