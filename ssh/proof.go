package ssh

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// PartialSuccess is the error for a proof that is right, where another is needed
// besides: by one of these methods.
type PartialSuccess struct{ Methods []string }

// Error says that more is needed.
func (e *PartialSuccess) Error() string { return fmt.Sprintf("one of %v is needed too", e.Methods) }

// PasswordExpired is the error for a password that is right and has to be changed. The
// client's user reads the Prompt.
type PasswordExpired struct{ Prompt string }

// Error says so.
func (e *PasswordExpired) Error() string { return "the password has to be changed" }

// A Proof is one by which a user was let in.
type Proof struct {
	Method string
	Key    *keys.PublicKey // of the user, or of the host that vouches; nil: it was none
	// Host and ClientUser are what that host has said, in any bytes.
	Host, ClientUser string
}

// Proofs returns the proofs of the login, in their order. They are not to be changed.
func (sc *ServerConn) Proofs() []Proof { return sc.proofs }

// answer answers one question; in says that the user is in.
func (sc *ServerConn) answer(ctx context.Context, m *userauth.Server, ev userauth.ServerEvent) (in bool, err error) {
	s, start := sc.s, time.Now()
	sc.info.User = ev.User
	var permit any
	var more *PartialSuccess
	var expired *PasswordExpired
	switch ev.Question {
	case userauth.PasswordRight:
		permit, err = sc.password(ctx, ev)
		mem.Wipe(ev.Password)
		mem.Wipe(ev.NewPassword)
		if errors.As(err, &expired) && s.ChangePassword != nil && ctx.Err() == nil {
			return false, m.AskChange(expired.Prompt)
		}
	case userauth.KeyAcceptable:
		if err = sc.unused(ev.Key); err == nil {
			_, err = s.PublicKey(ctx, sc.info, ev.Key)
		}
		if (err == nil || errors.As(err, &more)) && ctx.Err() == nil {
			return false, m.KeyOK()
		}
	case userauth.KeySigned:
		if err = sc.unused(ev.Key); err == nil {
			permit, err = s.PublicKey(ctx, sc.info, ev.Key)
		}
		if err == nil || errors.As(err, &more) {
			err = cmp.Or(s.checkPresence(permit, ev.Presence), err)
		}
	case userauth.HostSigned:
		permit, err = s.HostBased(ctx, sc.info, strings.TrimSuffix(ev.Host, "."), ev.ClientUser, ev.Key)
	case userauth.Interactive:
		a := asking{sc: sc, m: m}
		permit, err = s.Interactive(ctx, sc.info, a.ask)
		if a.err != nil {
			return false, a.over() // what the function makes of it does not count
		}
	default:
		err = errors.New("a proof is needed")
	}
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	if right := err == nil || errors.As(err, &more); right {
		permit, e := sc.merge(permit)
		if e == nil {
			return sc.proved(m, ev, permit, more)
		}
		err = e
	}
	if ev.Question != userauth.MayEnter {
		sc.failures++
		sc.unknown = sc.unknown || errors.Is(err, ErrNoSuchUser)
		sc.c.log.Info("login refused", append(by(ev), "error", err)...)
		if s.delays.pause(ctx, ev.User, start); ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
	}
	return false, m.Reject()
}

var errChange = errors.New("passwords are not changed here")

// password judges a password, or changes one.
func (sc *ServerConn) password(ctx context.Context, ev userauth.ServerEvent) (any, error) {
	switch s := sc.s; {
	case !ev.Change:
		return s.Password(ctx, sc.info, ev.Password)
	case s.ChangePassword == nil:
		return nil, errChange
	default:
		return s.ChangePassword(ctx, sc.info, ev.Password, ev.NewPassword)
	}
}

// unused refuses a key that has proved all that it can.
func (sc *ServerConn) unused(key *keys.PublicKey) error {
	for _, k := range sc.used {
		if k.Equal(key.Plain()) {
			return errors.New("the key has been used for this login already")
		}
	}
	return nil
}

// merge adds the permit of one more method to those before.
func (sc *ServerConn) merge(permit any) (any, error) {
	switch {
	case permit == nil:
		return sc.permit, nil
	case sc.permit == nil:
		return permit, nil
	case sc.s.Merge == nil:
		return nil, errors.New("two methods permit different things, and nothing says what holds")
	}
	return sc.s.Merge(sc.permit, permit)
}

// proved goes on behind a proof that is right: it lets the user in, or asks for another
// one besides.
func (sc *ServerConn) proved(m *userauth.Server, ev userauth.ServerEvent, permit any, more *PartialSuccess) (in bool, err error) {
	sc.permit, sc.started = permit, true
	sc.proofs = append(sc.proofs, Proof{ev.Method, ev.Key, ev.Host, ev.ClientUser})
	if ev.Key != nil {
		sc.used = append(sc.used, ev.Key.Plain())
	}
	var left []string
	switch all := sc.steps == nil || sc.steps.done(ev.Method); {
	case more != nil:
		left = more.Methods
	case !all:
		left = sc.steps.next(sc.s.methods())
	default:
		sc.c.log.Info("logged in", by(ev)...)
		return true, m.Accept()
	}
	sc.c.log.Info("partial success", "user", wire.Escape([]byte(ev.User)), "method", ev.Method, "left", strings.Join(left, ","))
	return false, m.Continue(left)
}

// by says for the log who has tried what.
func by(ev userauth.ServerEvent) []any {
	list := []any{"user", wire.Escape([]byte(ev.User)), "method", ev.Method}
	if ev.Key != nil {
		list = append(list, "fingerprint", ev.Key.Fingerprint())
	}
	return list
}

func (s *Server) checkPresence(permit any, p keys.Presence) error {
	if s.Presence == nil {
		return p.Check(&keys.Options{})
	}
	return s.Presence(permit, p)
}
