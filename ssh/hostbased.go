package ssh

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"slices"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A Voucher is what a host says of its user (RFC 4252 §9): that it is the Host of that
// name, and that its user has the name User there. One of its keys signs that.
type Voucher struct {
	Host string // its full name, as the server knows it; a dot is added behind it
	User string
	Keys []keys.Signer
}

// HostBased has the client's host vouch for its user, by what get returns for the local
// address of the connection. An error of it is logged, and the next Auth is tried. The
// keys are those of the host itself: who runs the client can read them, or has them sign.
func HostBased(get func(ctx context.Context, local net.Addr) (Voucher, error)) Auth {
	return Auth{wire.MethodHostbased, func(ctx context.Context, l *login) (ev userauth.ClientEvent, err error) {
		v, err := get(ctx, l.c.nc.LocalAddr())
		if err != nil {
			l.c.log.Info("no key of this host", "error", err)
			return ev, ctx.Err()
		}
		host := v.Host
		if n := len(host); n > 0 && host[n-1] != '.' {
			host += "." // RFC 4252 §9: a name in full
		}
		for _, algorithm := range l.cfg.Algorithms.orDefault().HostBased {
			for _, s := range v.Keys {
				if !slices.Contains(s.Algorithms(), algorithm) || !l.takes(algorithm) {
					continue
				}
				l.tried("hostbased " + s.PublicKey().Fingerprint())
				ev, err = l.ask(l.m.TryHost(s, algorithm, host, v.User, rand.Reader))
				var unsigned *userauth.SignError
				if errors.As(err, &unsigned) {
					l.failed(err)
					ev, err = userauth.ClientEvent{}, nil
					continue
				}
				if err != nil || ev.Kind == userauth.Success || ev.Partial || refuses(ev, wire.MethodHostbased) {
					return ev, err
				}
			}
		}
		return ev, nil
	}}
}
