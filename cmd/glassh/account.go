package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strconv"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// An account is a user of this system whom glassh serve serves.
type account struct {
	name, home, shell string

	// The rest is for a server that may act as others, which is root's on Linux.
	switches bool // what runs and is opened for the account has another user
	uid, gid uint32
	groups   []uint32
}

// do runs f as the account's user: files that f opens, makes or removes, and sockets
// that it connects or binds, are the user's, with the rights that the user has and no
// other. f stays in its goroutine; what it starts besides has the server's rights.
func (a *account) do(f func() error) error {
	if !a.switches {
		return f()
	}
	return asUser(a.uid, a.gid, a.groups, "", f)
}

// within is account.do for the user who is in, where the user's commands are: below
// ChrootDirectory. A socket outside is none of theirs, whatever its mode.
func (sh *shell) within(permit any, f func() error) error {
	a, o := sh.accountOf(permit), sh.settingsOf(permit)
	if o.chroot == "" {
		return a.do(f)
	}
	dir, err := o.chrootOf(a)
	if err != nil {
		return err
	}
	return asUser(a.uid, a.gid, a.groups, dir, f)
}

// An admission is what lets a user in: every permit of a session (Session.Permit,
// ServerConn.Permit) is one, or nil in a demonstration, which accountOf, settingsOf
// and optionsOf know of.
type admission struct {
	account  *account
	settings *serveOptions       // those that hold for this login
	key      *keys.AuthorizedKey // nil: it was not a key
}

// optionsOf returns the options of the key that let a user in; the zero ones, if it
// was a password.
func optionsOf(permit any) (o keys.Options) {
	if a, ok := permit.(*admission); ok && a.key != nil {
		o = a.key.Options
	}
	return o
}

// accountOf returns the user who is in, or the one who runs this program.
func (sh *shell) accountOf(permit any) *account {
	if a, ok := permit.(*admission); ok {
		return a.account
	}
	return ownAccount(sh.e)
}

// settingsOf returns the settings for the user who is in.
func (sh *shell) settingsOf(permit any) *serveOptions {
	if a, ok := permit.(*admission); ok {
		return a.settings
	}
	return sh.o
}

// ownAccount is that of the user who runs this program.
func ownAccount(e *env) *account {
	return &account{
		name: e.user, home: e.home, shell: ownShell(e),
		uid: uint32(max(os.Getuid(), 0)), gid: uint32(max(os.Getgid(), 0)),
	}
}

var errNoAccount = ssh.ErrNoSuchUser // whose source gets a penalty

// findAccount returns the account to serve under a name. A server that cannot act as
// others serves nobody but its own user.
func findAccount(e *env, name string) (*account, error) {
	if !mayActAsOthers() {
		if !isName(name, e.user) {
			return nil, errNoAccount
		}
		return ownAccount(e), nil
	}
	u, err := user.Lookup(name)
	var unknown user.UnknownUserError
	switch {
	case errors.As(err, &unknown) && name == e.user:
		return ownAccount(e), nil // a container's, that has no password file
	case errors.As(err, &unknown):
		return nil, errNoAccount
	case err != nil:
		return nil, err
	}
	a := &account{name: u.Username, home: u.HomeDir, switches: true}
	if a.shell, err = shellOf(name); err != nil {
		return nil, err
	}
	if a.uid, err = parseID(u.Uid); err != nil {
		return nil, err
	}
	if a.gid, err = parseID(u.Gid); err != nil {
		return nil, err
	}
	groups, err := u.GroupIds()
	if err != nil {
		return nil, err
	}
	for _, text := range groups {
		id, err := parseID(text)
		if err != nil {
			return nil, err
		}
		a.groups = append(a.groups, id)
	}
	return a, nil
}

// parseID reads the number of a user or a group. The highest is none: it stands for
// "unchanged" where identities are set (setreuid(2)).
func parseID(text string) (uint32, error) {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n == 1<<32-1 {
		return 0, fmt.Errorf("%q is no number of a user or group", text)
	}
	return uint32(n), nil
}

// readFile reads a file of the user's, as the user. With strict, nobody else may be able
// to write to it.
func (a *account) readFile(name string, limit int64, strict bool) (text []byte, err error) {
	err = a.do(func() error {
		f, err := openQuickly(name)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		switch {
		case err != nil:
			return err
		case !info.Mode().IsRegular():
			return &os.PathError{Op: "open", Path: name, Err: errors.New("it is no regular file")}
		case info.Size() > limit:
			return &os.PathError{Op: "read", Path: name, Err: fmt.Errorf("it has more than %d bytes", limit)}
		}
		if strict {
			if err := a.checkModes(name, info); err != nil {
				return err
			}
		}
		text, err = io.ReadAll(io.LimitReader(f, limit))
		return err
	})
	return text, err
}
