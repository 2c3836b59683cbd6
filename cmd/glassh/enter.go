package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// Who may enter is asked in two steps, around the proof of each method:
//
//	a, err := g.enter(l)                    the user exists, and may log in at all
//	…                                       the proof: a key, a password
//	return a.by(wire.MethodPassword, key)   root may do so by this method
//
// A refusal shows to the client as a wrong proof, whatever it was for.

// enter finds the user that a client names, and what holds for this login.
func (g *gate) enter(l ssh.Login) (*admission, error) {
	account, err := findAccount(g.e, l.User)
	if err != nil {
		return nil, err
	}
	o, v := g.o, g.visit(l)
	if o.source != nil && o.source.matches {
		if o, _, err = o.source.options(v); err != nil {
			return nil, err
		}
	}
	if err := account.check(time.Now(), o.chroot != ""); err != nil {
		return nil, err
	}
	if err := o.allows(v); err != nil {
		return nil, err
	}
	return &admission{account: account, settings: o}, nil
}

// allows decides by DenyUsers, AllowUsers, DenyGroups and AllowGroups, in this order.
func (o *serveOptions) allows(v *visit) error {
	is := func(pattern string) bool {
		name, host, ok := strings.Cut(pattern, "@")
		if !keys.MatchPattern(name, v.user) {
			return false
		}
		if !ok {
			return true
		}
		in, err := matchAddress([]string{host}, v.addr)
		return err == nil && (in || v.named && !keys.AddrPattern(host) && keys.MatchPattern(strings.ToLower(host), v.host))
	}
	switch {
	case slices.ContainsFunc(o.denyUsers, is):
		return errors.New("DenyUsers has the user")
	case len(o.allowUsers) > 0 && !slices.ContainsFunc(o.allowUsers, is):
		return errors.New("AllowUsers has not the user")
	case len(o.denyGroups)+len(o.allowGroups) == 0:
		return nil
	}
	groups := v.groups()
	among := func(pattern string) bool {
		return slices.ContainsFunc(groups, func(name string) bool { return keys.MatchPattern(pattern, name) })
	}
	switch {
	case slices.ContainsFunc(o.denyGroups, among):
		return errors.New("DenyGroups has a group of the user")
	case len(o.allowGroups) > 0 && !slices.ContainsFunc(o.allowGroups, among):
		return errors.New("AllowGroups has no group of the user")
	}
	return nil
}

// check refuses an account that nobody may use: a locked one, one of the past, one
// without a shell, which of those that are confined to a directory is to be there. The
// server's own user is past that.
func (a *account) check(now time.Time, confined bool) error {
	if !a.switches || a.uid == 0 && a.name == "root" {
		return nil
	}
	if err := a.checkShadow(now); err != nil {
		return err
	}
	if confined {
		return nil
	}
	info, err := os.Stat(a.shell)
	if err == nil && (!info.Mode().IsRegular() || info.Mode()&0o111 == 0) {
		err = fmt.Errorf("the shell %s cannot be run", a.shell)
	}
	return err
}

// by lets the user in by a method, with the line of the key if it was one
// (sshd_config(5), PermitRootLogin).
func (a *admission) by(method string, key *keys.AuthorizedKey) (any, error) {
	if a.account.uid == 0 && mayBeRoot {
		switch a.settings.rootLogin {
		case rootNever:
			return nil, errors.New("PermitRootLogin is no")
		case rootNoPassword:
			if method == wire.MethodPassword || method == wire.MethodKeyboardInteractive {
				return nil, errors.New("PermitRootLogin is prohibit-password")
			}
		case rootForced:
			if key == nil || !key.Options.ForceCommand {
				return nil, errors.New("PermitRootLogin is forced-commands-only, and the key has no command")
			}
		}
	}
	in := *a
	in.key = key
	return &in, nil
}

// rootLogin is a value of PermitRootLogin.
type rootLogin int

const (
	rootNoPassword rootLogin = iota
	rootYes
	rootForced
	rootNever
)

var parseRootLogin = parseChoice([]string{"prohibit-password", "yes", "forced-commands-only", "no"},
	map[string]rootLogin{"without-password": rootNoPassword, "true": rootYes, "false": rootNever})
