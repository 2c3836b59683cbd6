package ssh

import (
	"errors"
	"log/slog"
	"time"

	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// Limits are what Server.ForUser may have different for a user, before anybody has proved
// to be that one. It gets those of the Server.
type Limits struct {
	Banner          string
	MaxAuthTries    int
	UserKey         []string // Algorithms.UserKey
	RequiredRSASize int
	Rekey           RekeyLimit
	ClientAlive     KeepAlive
	Logger          *slog.Logger

	// ChannelTimeout returns after how long without data a channel of that kind is closed;
	// 0 is never. The kind is the channel's type, and session:shell, session:command or
	// session:subsystem:NAME for sessions, in any bytes. nil: never. It must not wait.
	ChannelTimeout func(kind string) time.Duration
	// UnusedTimeout is how long a connection without a channel may last; 0 is for ever.
	UnusedTimeout time.Duration
}

// limits are those of the server for all users.
func (s *Server) limits(log *slog.Logger) *Limits {
	return &Limits{
		Banner: s.Banner, MaxAuthTries: s.MaxAuthTries, UserKey: s.Algorithms.orDefault().UserKey,
		RequiredRSASize: orDefault(s.RequiredRSASize, requiredRSA), Rekey: s.Rekey, ClientAlive: s.ClientAlive, Logger: log,
	}
}

// maxUser is the longest name of a user, in bytes, that package userauth goes on with.
const maxUser = 256

// meet asks for the limits of the user, once the first request has the name, and shows the
// banner.
func (sc *ServerConn) meet(m *userauth.Server, payload []byte) error {
	if sc.met || wire.Number(payload[0]) != wire.MsgUserauthRequest {
		return nil
	}
	sc.met = true
	var r wire.UserauthRequest
	if r.Parse(payload) != nil || len(r.User) > maxUser {
		return nil // which ends the connection
	}
	l, u := sc.info, sc.limits
	l.User = string(r.User)
	if sc.s.ForUser != nil {
		log := u.Logger
		if err := sc.s.ForUser(sc.ctx, l, u); err != nil {
			return err
		}
		if u.Logger != log {
			sc.c.log = logger(u.Logger).With("remote", l.RemoteAddr.String())
		}
	}
	m.Limit(u.MaxAuthTries, u.RequiredRSASize, u.UserKey)
	if u.Banner == "" {
		return nil
	}
	return m.Banner(u.Banner)
}

// begin starts the connection protocol within the limits of the user who is in.
func (sc *ServerConn) begin() {
	c, u := sc.c, sc.limits
	sc.limits = nil
	c.do(func() error { // who drains the output may end it now
		if sc.s.ForUser != nil {
			c.t.SetLimit(transport.Limit{Bytes: u.Rekey.Bytes})
		}
		c.every = u.Rekey.Every
		if u.ChannelTimeout != nil || u.UnusedTimeout > 0 {
			c.idle = &idleness{c: c, of: u.ChannelTimeout, unused: u.UnusedTimeout}
		}
		return nil
	})
	channels := sc.s.Channels
	channels.NoFlowControl = flowless(sc.s.NoFlowControl, c.t.Asked(), sc.info.Extensions)
	c.start(channels, sc, u.ClientAlive, "client "+sc.info.RemoteAddr.String())
}

// errUnused ends a connection, and errIdle a channel.
var (
	errUnused = errors.New("ssh: the connection had no channel for too long")
	errIdle   = errors.New("ssh: nothing moved on the channel for too long")
)
