//go:build unix && !solaris && !illumos && !aix

package main

import (
	"context"
	"errors"
	"os"
	"os/signal"

	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/ssh"
)

// errNoTerminals says why this program does nothing with terminals: here it does.
var errNoTerminals error

// withFD calls f with the descriptor of a file. (Its Fd method would make the file
// blocking, and then closing it would not end a Read.)
func withFD(file *os.File, f func(fd int) error) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(int(fd)) }); err != nil {
		return err
	}
	return failed
}

// getTermios reads the state of a terminal (termios(3)).
func getTermios(file *os.File) (t *unix.Termios, err error) {
	err = withFD(file, func(fd int) error {
		t, err = unix.IoctlGetTermios(fd, ioctlGetTermios)
		return err
	})
	return t, err
}

func setTermios(file *os.File, t *unix.Termios) error {
	return withFD(file, func(fd int) error { return unix.IoctlSetTermios(fd, ioctlSetTermios, t) })
}

// isTerminal reports whether file is a terminal.
func isTerminal(file *os.File) bool {
	_, err := getTermios(file)
	return err == nil
}

// changeTermios changes the state of a terminal until restore is called.
func changeTermios(file *os.File, change func(*unix.Termios)) (restore func() error, err error) {
	before, err := getTermios(file)
	if err != nil {
		return nil, err
	}
	t := *before
	change(&t)
	if err := setTermios(file, &t); err != nil {
		return nil, err
	}
	return func() error { return setTermios(file, before) }, nil
}

// makeRaw makes a terminal pass on every byte as it is typed and written: the
// other end's terminal does the rest (termios(3), Raw mode).
func makeRaw(file *os.File) (restore func() error, err error) {
	return changeTermios(file, func(t *unix.Termios) {
		t.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP |
			unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON | unix.IXANY | unix.IXOFF
		t.Oflag &^= unix.OPOST
		t.Lflag &^= unix.ECHO | unix.ECHOE | unix.ECHOK | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
		t.Cflag &^= unix.CSIZE | unix.PARENB
		t.Cflag |= unix.CS8
		t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	})
}

// windowSize returns the size of a terminal.
func windowSize(file *os.File) (size ssh.Size, err error) {
	err = withFD(file, func(fd int) error {
		ws, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
		if err != nil {
			return err
		}
		size = ssh.Size{
			Columns: uint32(ws.Col), Rows: uint32(ws.Row),
			Width: uint32(ws.Xpixel), Height: uint32(ws.Ypixel),
		}
		return nil
	})
	return size, err
}

// setWindowSize sets the size of a terminal. What is too large is cut.
func setWindowSize(file *os.File, size ssh.Size) error {
	cut := func(n uint32) uint16 { return uint16(min(n, 0xffff)) }
	ws := &unix.Winsize{
		Col: cut(size.Columns), Row: cut(size.Rows),
		Xpixel: cut(size.Width), Ypixel: cut(size.Height),
	}
	return withFD(file, func(fd int) error { return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, ws) })
}

// watchWindowSize gives the size of a terminal whenever it has changed; of several
// changes at once only the last. The end of ctx stops its goroutine.
func watchWindowSize(ctx context.Context, file *os.File) <-chan ssh.Size {
	changes := make(chan os.Signal, 1)
	signal.Notify(changes, unix.SIGWINCH)
	sizes := make(chan ssh.Size)
	go func() {
		defer signal.Stop(changes)
		for {
			select {
			case <-ctx.Done():
				return
			case <-changes:
			}
			size, err := windowSize(file)
			if err != nil {
				return
			}
			select {
			case <-ctx.Done():
				return
			case sizes <- size:
			}
		}
	}()
	return sizes
}

// openTerminal opens the terminal of the user.
func openTerminal() (*os.File, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return nil, errors.New("there is no terminal to ask on")
	}
	return tty, nil
}

// readHidden shows prompt once nothing is shown of what is typed, for a program may
// answer at once, and reads a line. A signal that would end the program
// ends the reading instead, so that the terminal shows again what is typed.
func readHidden(tty *os.File, prompt string) ([]byte, error) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, unix.SIGINT, unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT)
	defer signal.Stop(signals)
	restore, err := changeTermios(tty, func(t *unix.Termios) {
		t.Lflag &^= unix.ECHO | unix.ECHOE | unix.ECHOK | unix.ECHONL
		t.Lflag |= unix.ICANON | unix.ISIG
	})
	if err != nil {
		return nil, err
	}
	defer restore()
	if _, err := tty.WriteString(prompt); err != nil {
		return nil, err
	}
	type answer struct {
		line []byte
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		line, err := readLine(tty)
		answers <- answer{line, err}
	}() // the caller, who closes tty, stops it after a signal
	select {
	case a := <-answers:
		return a.line, a.err
	case <-signals:
		return nil, errInterrupted
	}
}
