package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"path/filepath"
	"strings"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
	"github.com/glassh/glassh/wire"
)

// A host may vouch for its user (RFC 4252 §9) if both of these hold:
//
//   - a file says that users of that host are users of this one: /etc/hosts.equiv and
//     /etc/ssh/shosts.equiv for all but root, ~/.shosts and ~/.rhosts for one;
//   - the key that has signed is the one that files of known hosts have for that host.
//
// Which host it is says its address, and not its word, unless
// HostbasedUsesNameFromPacketOnly is set (sshd_config(5)).
var (
	equivalentFiles  = []string{"/etc/hosts.equiv", "/etc/ssh/shosts.equiv"}
	globalKnownHosts = []string{"/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"}
)

// ignoreRhosts is a value of IgnoreRhosts.
type ignoreRhosts int

const (
	rhostsIgnored ignoreRhosts = iota
	rhostsRead
	shostsOnly
)

var parseIgnoreRhosts = parseChoice([]string{"yes", "no", "shosts-only"}, map[string]ignoreRhosts{"true": rhostsIgnored, "false": rhostsRead})

// maxEquivalentFile is how many bytes a file of trusted hosts may have.
const maxEquivalentFile = 1 << 20

var errNotVouched = errors.New("no file lets the host's user be this one")

// hostBased believes hosts that are trusted.
func (g *gate) hostBased(_ context.Context, l ssh.Login, host, clientUser string, key *keys.PublicKey) (any, error) {
	a, err := g.enter(l)
	if err != nil {
		return nil, err
	}
	g = g.speaking(a.settings)
	if !a.settings.hostbased {
		return nil, errors.New("HostbasedAuthentication is no")
	}
	if err := g.revoked(a, l, key); err != nil {
		return nil, err
	}
	addr, _, err := net.SplitHostPort(l.RemoteAddr.String())
	if err != nil {
		return nil, err
	}
	guest := knownhosts.Guest{Host: addr, Addr: addr, User: clientUser, As: a.account.name}
	if v := g.visit(l); v.named {
		guest.Host = v.host
	}
	if a.settings.hostFromPacket {
		guest.Host, guest.Addr = host, host
	} else if !strings.EqualFold(strings.TrimSuffix(host, "."), guest.Host) {
		g.log.Info("a host by another name", "address", addr, "name", guest.Host, "calls itself", wire.Escape([]byte(host)))
	}
	if !g.vouched(a, guest) {
		return nil, errNotVouched
	}
	known := append([]string{}, globalKnownHosts...)
	if !a.settings.ignoreUserKnown {
		for _, name := range []string{"known_hosts", "known_hosts2"} {
			file := filepath.Join(a.account.home, ".ssh", name)
			if _, err := a.account.readFile(file, maxKeysFile, a.settings.strict); err == nil {
				known = append(known, file)
			} else if !errors.Is(err, fs.ErrNotExist) {
				g.log.Warn("known hosts not read", "error", err)
			}
		}
	}
	var place knownhosts.Place
	err = a.account.do(func() error {
		db := knownhosts.Open(known...)
		db.Warn = func(err error) { g.log.Warn("ignored", "error", err) }
		db.CAAlgorithms = a.settings.caAlgorithms
		place, err = db.Check(guest.Host, 22, key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("the key of %s: %w", wire.Escape([]byte(guest.Host)), err)
	}
	g.log.Info("host trusted", "user", wire.Escape([]byte(l.User)), "host", wire.Escape([]byte(guest.Host)),
		"of", wire.Escape([]byte(clientUser)), "key", place.String())
	return a.by(wire.MethodHostbased, nil)
}

// vouched reports whether a file lets the guest in.
func (g *gate) vouched(a *admission, guest knownhosts.Guest) bool {
	if a.account.uid != 0 {
		for _, file := range equivalentFiles {
			if text := g.equivalent(file, func() ([]byte, error) { return readRegular(file) }); knownhosts.Equivalent(text, guest) {
				return true
			}
		}
	}
	if a.settings.ignoreRhosts == rhostsIgnored {
		return false
	}
	for _, name := range []string{".shosts", ".rhosts"} {
		if name == ".rhosts" && a.settings.ignoreRhosts == shostsOnly {
			break
		}
		file := filepath.Join(a.account.home, name)
		text := g.equivalent(file, func() ([]byte, error) { return a.account.readFile(file, maxEquivalentFile, a.settings.strict) })
		if knownhosts.Equivalent(text, guest) {
			return true
		}
	}
	return false
}

// readRegular reads a file of the machine's.
func readRegular(file string) ([]byte, error) {
	return (&account{}).readFile(file, maxEquivalentFile, false)
}

// equivalent returns the text of a file that need not be there.
func (g *gate) equivalent(file string, read func() ([]byte, error)) []byte {
	text, err := read()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		g.log.Warn("trusted hosts not read", "file", file, "error", err)
	}
	return text
}
