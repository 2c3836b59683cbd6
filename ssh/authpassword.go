package ssh

import (
	"context"
	"errors"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// Password offers the passwords that ask returns, at most tries times, until one
// is right. It wipes them. An error of ask ends this method, and the next one is
// tried.
func Password(tries int, ask func(ctx context.Context) ([]byte, error)) Auth {
	return ChangeablePassword(tries, ask, nil)
}

// ChangeablePassword is [Password], and where the server wants a new password, it sends
// the old one and the new one that change returns, as often as the server asks, at most
// tries times. prompt is what the server says of it, escaped. It wipes them. A change of
// nil, or an error of it, ends this method.
func ChangeablePassword(tries int, ask func(ctx context.Context) ([]byte, error),
	change func(ctx context.Context, prompt string) (old, new []byte, err error)) Auth {
	return Auth{wire.MethodPassword, func(ctx context.Context, l *login) (ev userauth.ClientEvent, err error) {
		for range tries {
			password, err := ask(ctx)
			if err != nil {
				return ev, ctx.Err()
			}
			l.tried("password")
			ev, err = l.ask(l.m.TryPassword(password))
			mem.Wipe(password)
			for n := 0; err == nil && ev.Kind == userauth.PasswordChange; n++ {
				if change == nil || n == tries {
					l.failed(errChangeWanted)
					return ev, nil
				}
				old, new, no := change(ctx, ev.Text)
				if no != nil {
					return ev, ctx.Err()
				}
				l.tried("change of password")
				ev, err = l.ask(l.m.ChangePassword(old, new))
				mem.Wipe(old)
				mem.Wipe(new)
			}
			if err != nil || ev.Kind != userauth.Failure || ev.Partial || refuses(ev, wire.MethodPassword) {
				return ev, err
			}
		}
		return ev, nil
	}}
}

var errChangeWanted = errors.New("the server wants it changed")
