package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/krl"
	"github.com/glassh/glassh/wire"
)

// A gate decides who may log in to glassh serve.
type gate struct {
	e         *env
	o         *serveOptions
	log       *slog.Logger
	passwords *passwords
	names     *hostNames // nil without UseDNS
}

// newGate reads the passwords, and shows the one that it makes.
func newGate(e *env, o *serveOptions, log *slog.Logger) (*gate, error) {
	g := &gate{e: e, o: o, log: log, names: newHostNames(o)}
	if o.userCAs != "" { // it is read at each login; a wrong name shows at once
		if _, _, err := readAuthorities(o.userCAs); err != nil {
			return nil, err
		}
	}
	if !o.havePassword {
		return g, nil
	}
	var err error
	if g.passwords, err = loadPasswords(o.passwordFile, o.oneOff, rand.Reader); err != nil {
		return nil, err
	}
	if o.oneOff && !o.test {
		fmt.Fprintf(e.stderr, "password for this run: %s\n", g.passwords.oneOff)
	}
	return g, nil
}

var errUnknownKey = errors.New("the key is not authorized")

// maxKeysFile is how many bytes a file of authorized keys or principals may have.
const maxKeysFile = 16 << 20

// publicKey lets the keys of the authorized_keys files in. They are read anew each
// time, so that a line that was taken out counts at once.
func (g *gate) publicKey(ctx context.Context, l ssh.Login, key *keys.PublicKey) (any, error) {
	a, err := g.enter(l)
	if err != nil {
		return nil, err
	}
	g = g.speaking(a.settings)
	if !a.settings.publicKey {
		return nil, errors.New("PubkeyAuthentication is no")
	}
	if err := g.revoked(a, l, key); err != nil {
		return nil, err
	}
	files, err := a.settings.authorizedFiles(a.account)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	visit := keys.Visit{
		User: a.account.name, Local: now.Format(keys.TimeLayout), UTC: now.UTC().Format(keys.TimeLayout), Unix: uint64(now.Unix()),
		CAAlgorithms: a.settings.caAlgorithms,
	}
	if from, err := netip.ParseAddrPort(l.RemoteAddr.String()); err == nil {
		visit.From = from.Addr().Unmap()
		visit.Host = g.names.of(visit.From.WithZone(""))
	}
	if line := g.byAuthority(ctx, a, l, key, visit); line != nil {
		return a.by(wire.MethodPublicKey, line)
	}
	if text, place := g.keysOfCommand(ctx, a, l, key); text != nil {
		if line := g.among(text, place, l, key, visit); line != nil {
			return a.by(wire.MethodPublicKey, line)
		}
	}
	for _, file := range files {
		text, err := a.account.readFile(file, maxKeysFile, a.settings.strict)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			g.log.Warn("authorized keys not read", "error", err)
			continue
		}
		if line := g.among(text, file, l, key, visit); line != nil {
			return a.by(wire.MethodPublicKey, line)
		}
	}
	return nil, errUnknownKey
}

// revoked says whether RevokedKeys has a key, or cannot be read.
func (g *gate) revoked(a *admission, l ssh.Login, key *keys.PublicKey) error {
	if a.settings.revokedKeys == "" {
		return nil
	}
	err := krl.CheckFile(a.settings.revokedKeys, key)
	if err != nil {
		g.log.Warn("key refused", "user", wire.Escape([]byte(l.User)), "error", err)
	}
	return err
}

// among looks for a key in the text of an authorized_keys file.
func (g *gate) among(text []byte, file string, l ssh.Login, key *keys.PublicKey, visit keys.Visit) *keys.AuthorizedKey {
	list, bad := keys.ParseAuthorizedKeys(text)
	g.ignore(file, bad)
	line, why := keys.Authorized(list, key, visit)
	for _, err := range why {
		g.log.Info("key refused", "user", wire.Escape([]byte(l.User)), "file", file, "error", err)
	}
	if line == nil {
		return nil
	}
	g.log.Info("key authorized", "user", wire.Escape([]byte(l.User)), "place", fmt.Sprintf("%s:%d", file, line.Line),
		"fingerprint", key.Fingerprint())
	if c := key.Certificate(); c != nil {
		g.log.Info("by a certificate", "certificate", describe(c))
	}
	return line
}

// password compares with the password file or the one-off password.
func (g *gate) password(_ context.Context, l ssh.Login, password []byte) (any, error) {
	return g.byPassword(l, password, wire.MethodPassword)
}

// byPassword is what password and keyboard-interactive have in common.
func (g *gate) byPassword(l ssh.Login, password []byte, method string) (any, error) {
	right := g.passwords.right(l.User, password) // which takes its time for nobody, too
	a, err := g.enter(l)
	switch {
	case err != nil:
		return nil, err
	case method == wire.MethodPassword && !a.settings.password:
		return nil, errors.New("PasswordAuthentication is no")
	case method != wire.MethodPassword && !a.settings.asks():
		return nil, errors.New("KbdInteractiveAuthentication is no")
	case len(password) == 0 && !a.settings.emptyPasswords:
		return nil, errors.New("PermitEmptyPasswords is no")
	case !right:
		return nil, errWrongPassword
	}
	return a.by(method, nil)
}

var errWrongPassword = errors.New("the password is wrong, or nobody has that name")
