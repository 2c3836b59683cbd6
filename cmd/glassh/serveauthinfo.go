package main

import (
	"bytes"
	"os"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// authInfo writes the file of ExposeAuthInfo (sshd_config(5)), of the user's, and returns its
// name: a line for each method that let the user in, with the key.
//
//	publickey ssh-ed25519 AAAAC3Nz…
//	keyboard-interactive/pam
//
// remove is called behind the session.
func (sh *shell) authInfo(s *ssh.Session, a *account) (name string, remove func(), err error) {
	var text bytes.Buffer
	for _, p := range s.Conn().Proofs() {
		text.WriteString(p.Method)
		if p.Method == wire.MethodKeyboardInteractive {
			text.WriteString("/pam")
		}
		if p.Key != nil {
			text.WriteString(" " + p.Key.String())
		}
		if p.Method == wire.MethodHostbased {
			text.WriteString(" client user " + wire.Escape([]byte(p.ClientUser)) + ", client host " + wire.Escape([]byte(p.Host)))
		}
		text.WriteByte('\n')
	}
	err = a.do(func() error {
		f, err := os.CreateTemp("", "sshauth.*") // which nobody else reads
		if err != nil {
			return err
		}
		name = f.Name()
		_, err = f.Write(text.Bytes())
		if e := f.Close(); err == nil {
			err = e
		}
		return err
	})
	return name, func() { a.do(func() error { return os.Remove(name) }) }, err
}
