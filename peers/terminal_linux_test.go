package peers_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/ssh"
)

// A terminal is a shell that a user has before them.
type terminal struct {
	keys   io.Writer // what the user types
	screen journal   // what they see
	resize func(columns, rows uint16) error
	wait   func() (status int, err error)
}

func TestShellOnTerminal(t *testing.T) {
	for _, c := range []struct {
		name   string
		server startServer
		open   func(t *testing.T, k *keyring, s *server) *terminal
	}{
		{"client=library/server=sshd", sshd, libraryTerminal},
		{"client=program/server=sshd", sshd, func(t *testing.T, k *keyring, s *server) *terminal {
			return programTerminal(t, k, s, glassh(t), "ssh")
		}},
		{"client=ssh/server=glassh", glasshServe, func(t *testing.T, k *keyring, s *server) *terminal {
			return programTerminal(t, k, s, find(t, "ssh"))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			keys := newKeys(t)
			userAtWork(t, c.open(t, keys, c.server(t, keys, serverOptions{})))
		})
	}
}

// userAtWork types commands, changes the size of the window, interrupts a command,
// and leaves. The quotes in the commands tell their echo from their output.
func userAtWork(t *testing.T, term *terminal) {
	term.enter(`echo "rea""dy"`)
	term.expect(t, `ready`)
	term.enter(`echo "tty=$(tty)="`)
	term.expect(t, `tty=/dev/pts/\d+=`)
	term.enter(`echo "term=$TERM="`)
	term.expect(t, `term=vt100=`)
	term.enter(`echo "size=$(stty size)="`)
	term.expect(t, `size=24 80=`)

	if err := term.resize(100, 50); err != nil {
		t.Fatal(err)
	}
	changed := regexp.MustCompile(`size=50 100=`)
	for end := time.Now().Add(10 * time.Second); !changed.MatchString(term.screen.String()); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("want the new size of the window, got:\n%s", term.screen.String())
		}
		term.enter(`echo "size=$(stty size)="`)
	}

	// A process of its own prints the word: it is in the foreground by then.
	term.enter(`sh -c 'echo "sleep""ing"; exec sleep 600'`)
	term.expect(t, `sleeping`)
	io.WriteString(term.keys, "\x03") // ^C
	term.enter(`echo "a""wake"`)
	term.expect(t, `awake`)

	term.enter(`exit 5`)
	status, err := term.wait()
	if status != 5 {
		t.Errorf("want exit status 5, got %d, %v:\n%s", status, err, term.screen.String())
	}
}

// enter types a line.
func (term *terminal) enter(line string) { io.WriteString(term.keys, line+"\r") }

// expect waits until the screen shows what pattern matches.
func (term *terminal) expect(t *testing.T, pattern string) {
	t.Helper()
	re := regexp.MustCompile(pattern)
	if !waitFor(20*time.Second, func() bool { return re.MatchString(term.screen.String()) }) {
		t.Fatalf("want %s on the screen, got:\n%s", pattern, term.screen.String())
	}
}

// libraryTerminal is a session with a terminal of package ssh.
func libraryTerminal(t *testing.T, k *keyring, s *server) *terminal {
	ctx := testContext(t)
	cl, err := ssh.Dial(ctx, s.addr, libraryConfig(t, job{}.orDefaults(k), slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cl.Close() })
	r, w := io.Pipe()
	t.Cleanup(func() { w.Close() })
	term := &terminal{keys: w}
	cmd := cl.Command("")
	cmd.Env, cmd.Stdin, cmd.Stdout = []string{"SHLVL=2"}, r, &term.screen
	cmd.Pty = &ssh.Pty{Term: "vt100", Size: ssh.Size{Columns: 80, Rows: 24}}
	term.resize = func(columns, rows uint16) error {
		return cmd.Resize(ctx, ssh.Size{Columns: uint32(columns), Rows: uint32(rows)})
	}
	term.wait = func() (int, error) {
		err := cmd.Wait()
		var exit *ssh.ExitError
		if errors.As(err, &exit) {
			return exit.Status, err
		}
		return 0, err
	}
	if err := cmd.Start(ctx); err != nil {
		t.Fatal(err)
	}
	return term
}

// programTerminal is a program that runs on a terminal of this machine. Once it has
// ended, that terminal must be as it was before.
func programTerminal(t *testing.T, k *keyring, s *server, program ...string) *terminal {
	master, slave := openTerminal(t)
	size := func(columns, rows uint16) error {
		return unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: columns, Row: rows})
	}
	if err := size(80, 24); err != nil {
		t.Fatal(err)
	}
	before := modes(t, master)
	ctx, cancel := context.WithCancel(testContext(t))
	args := append(program[1:], programFlags(t, k, s, job{}.orDefaults(k))...)
	cmd := exec.CommandContext(ctx, program[0], append(args, "127.0.0.1")...)
	cmd.Env = append(os.Environ(), "SHLVL=2", "TERM=vt100")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	term := &terminal{keys: master, resize: size}
	shown := make(chan struct{})
	go func() { // the end of the terminal stops it
		io.Copy(&term.screen, master)
		close(shown)
	}()
	term.wait = func() (int, error) {
		err := cmd.Wait()
		if after := modes(t, master); after != before {
			t.Errorf("want the terminal's modes as they were, %+v, got %+v", before, after)
		}
		return cmd.ProcessState.ExitCode(), err
	}
	t.Cleanup(func() {
		cancel()
		if cmd.ProcessState == nil {
			cmd.Wait()
		}
		slave.Close()
		<-shown
		master.Close()
	})
	return term
}

// openTerminal makes a terminal (pty(7)).
func openTerminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fd := int(master.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		slave, err = os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		master.Close()
		t.Fatal(fmt.Errorf("no terminal: %w", err))
	}
	return master, slave
}

func modes(t *testing.T, f *os.File) unix.Termios {
	t.Helper()
	m, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		t.Error(err)
		return unix.Termios{}
	}
	return *m
}

// TestBreaksArriveThere types the commands for a break and for the end of the connection.
func TestBreaksArriveThere(t *testing.T) {
	for _, p := range forwardingPairs {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := p.serve(t, k, serverOptions{config: []string{"LogLevel DEBUG"}})
			term := programTerminal(t, k, s, p.program(t)...)
			term.enter(`echo "rea""dy"`)
			term.expect(t, `ready`)
			io.WriteString(term.keys, "\r~B")
			if !waitFor(ready, func() bool { return s.log.count("req break")+s.log.count("(session): break") > 0 }) {
				t.Errorf("no break arrives:\n%s", tail(s.log.String(), 2000))
			}
			io.WriteString(term.keys, "\r~.")
			if status, err := term.wait(); status != 255 {
				t.Errorf("want exit status 255, got %d, %v", status, err)
			}
		})
	}
}
