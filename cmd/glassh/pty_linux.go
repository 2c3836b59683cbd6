package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/ssh"
)

// A pty is a pair of files that are a terminal (pty(7), pts(4)). What is written to
// one end is typed at the other:
//
//	network ⇄ master ⇄ [line discipline: echo, ^C, CR LF] ⇄ slave ⇄ the shell
type pty struct {
	master *os.File
	slave  *os.File // nil once a command has it
	name   string   // of the slave: "/dev/pts/3"
}

// openPTY makes a terminal as a client asks for it.
func openPTY(want *ssh.Pty) (*pty, error) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, fmt.Errorf("no terminal: %w", err)
	}
	p := &pty{master: master}
	if err := p.open(want); err != nil {
		p.Close()
		return nil, fmt.Errorf("no terminal: %w", err)
	}
	return p, nil
}

func (p *pty) open(want *ssh.Pty) error {
	err := withFD(p.master, func(fd int) error {
		if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil { // unlockpt(3)
			return err
		}
		n, err := unix.IoctlGetUint32(fd, unix.TIOCGPTN) // ptsname(3)
		p.name = "/dev/pts/" + strconv.FormatUint(uint64(n), 10)
		return err
	})
	if err != nil {
		return err
	}
	if p.slave, err = os.OpenFile(p.name, os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		return err
	}
	if err := setWindowSize(p.master, want.Size); err != nil {
		return err
	}
	return applyModes(p.slave, want.Modes)
}

// give makes the terminal the account's, as login(1) does: others may not read it, and
// those of the group tty may write to it (write(1)), if there is such a group.
func (p *pty) give(a *account) error {
	gid, mode := int(a.gid), os.FileMode(0o600)
	if g, err := user.LookupGroup("tty"); err == nil {
		if n, err := parseID(g.Gid); err == nil {
			gid, mode = int(n), 0o620
		}
	}
	if err := p.slave.Chown(int(a.uid), gid); err != nil {
		return fmt.Errorf("no terminal: %w", err)
	}
	return p.slave.Chmod(mode)
}

// start starts a command in a session of its own, whose terminal this is. Standard
// input, output and error of the command are the terminal.
func (p *pty) start(cmd *exec.Cmd) error {
	if p.slave == nil {
		return errors.New("the terminal is in use")
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.slave, p.slave, p.slave
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	cmd.SysProcAttr.Setsid, cmd.SysProcAttr.Setctty, cmd.SysProcAttr.Ctty = true, true, 0
	err := cmd.Start()
	// The last one to close the slave ends what the master reads: it must not be us.
	p.slave.Close()
	p.slave = nil
	return err
}

// resize tells the command that its window has another size.
func (p *pty) resize(size ssh.Size) error { return setWindowSize(p.master, size) }

// sendBreak does what the line discipline of a terminal line does about a break, which
// a pseudo-terminal cannot have (termios(3): IGNBRK, BRKINT, PARMRK). It takes no time.
func (p *pty) sendBreak(time.Duration) error {
	t, err := getTermios(p.master)
	switch {
	case err != nil:
		return err
	case t.Iflag&unix.IGNBRK != 0:
	case t.Iflag&unix.BRKINT != 0:
		return withFD(p.master, func(fd int) error { return unix.IoctlSetInt(fd, unix.TIOCSIG, int(unix.SIGINT)) })
	case t.Iflag&unix.PARMRK != 0:
		_, err = p.master.Write([]byte{0xff, 0, 0})
	default:
		_, err = p.master.Write([]byte{0})
	}
	return err
}

// Read reads what the command writes. Once nobody has the terminal open it returns
// io.EOF.
func (p *pty) Read(b []byte) (int, error) {
	n, err := p.master.Read(b)
	if errors.Is(err, unix.EIO) {
		err = io.EOF // as Linux says it
	}
	return n, err
}

// Write types b.
func (p *pty) Write(b []byte) (int, error) { return p.master.Write(b) }

// Close hangs up: what still runs on the terminal gets SIGHUP.
func (p *pty) Close() error {
	if p.slave != nil {
		p.slave.Close()
		p.slave = nil
	}
	return p.master.Close()
}
