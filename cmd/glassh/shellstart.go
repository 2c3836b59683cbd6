package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/glassh/glassh/ssh"
)

// What comes in front of a user's command: notices on a terminal, and ~/.ssh/rc.

const (
	noLoginFile = "/etc/nologin"
	motdFile    = "/etc/motd"
	systemRC    = "/etc/ssh/sshrc"
	maxNotice   = 64 << 10 // bytes
)

// greet shows the message of the day, unless the user wants silence (PrintMotd).
func (sh *shell) greet(s *ssh.Session, a *account, o *serveOptions) {
	if !o.motd || a.do(func() error {
		_, err := os.Stat(filepath.Join(a.home, ".hushlogin"))
		return err
	}) == nil {
		return
	}
	if text, err := readLimited(motdFile, maxNotice); err == nil {
		s.Write(onTerminal(text, true))
	}
}

// onTerminal gives lines the ends that they have on a terminal.
func onTerminal(text []byte, terminal bool) []byte {
	if !terminal {
		return text
	}
	return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
}

// runRC runs the file that the user, if that may be, or else the system has for the start
// of sessions (sshd(8), SSHRC), in the place and with the rights of the command behind it.
// How it ends does not count.
func (sh *shell) runRC(s *ssh.Session, a *account, cmd *exec.Cmd, users bool) {
	words := []string{"/bin/sh", systemRC}
	if users && sh.within(s.Permit, func() error { _, err := os.Stat(filepath.Join(a.home, ".ssh", "rc")); return err }) == nil {
		words = append([]string{a.shell}, shellArgs("exec /bin/sh .ssh/rc")...)
	} else if _, err := os.Stat(systemRC); err != nil {
		return
	}
	rc := exec.CommandContext(s.Context(), words[0], words[1:]...)
	rc.Dir, rc.Env = cmd.Dir, cmd.Env
	if cmd.SysProcAttr != nil {
		attr := *cmd.SysProcAttr
		rc.SysProcAttr = &attr
	}
	ownGroup(rc)
	rc.Cancel = func() error { return endGroup(rc) }
	out := io.Writer(s)
	if s.Pty != nil {
		out = crlf{s}
	}
	rc.Stdout, rc.Stderr = out, out
	if s.Pty == nil {
		rc.Stderr = s.Stderr()
	}
	rc.WaitDelay = grace // of what it leaves behind with its output open
	rc.Run()
}

// crlf writes lines as a terminal has them.
type crlf struct{ w io.Writer }

// Write writes b.
func (c crlf) Write(b []byte) (int, error) {
	if _, err := c.w.Write(onTerminal(b, true)); err != nil {
		return 0, err
	}
	return len(b), nil
}
