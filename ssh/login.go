package ssh

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A Login is who wants in, as far as the server knows.
type Login struct {
	User          string // as the client sent it, in any bytes
	RemoteAddr    net.Addr
	LocalAddr     net.Addr
	ClientVersion string // escaped
	SessionID     []byte
	// Extensions are what the client has said in EXT_INFO. They are not to be changed.
	Extensions Extensions
}

// An Asker asks the user questions, by keyboard-interactive (RFC 4256), and
// returns an answer for each.
type Asker func(name, instruction string, prompts []userauth.Prompt) ([]string, error)

// login exchanges keys and lets the user in, within the grace time.
func (sc *ServerConn) login(ctx context.Context, nc net.Conn, log *slog.Logger) error {
	s := sc.s
	cfg, err := s.config()
	if err != nil {
		return err
	}
	if s.Trace != nil {
		cfg.Tracer = s.Trace(nc)
	}
	t, err := transport.New(transport.Server, cfg)
	if err != nil {
		return err
	}
	c := newConn(nc, t, log)
	sc.c, sc.limits = c, s.limits(s.Logger)
	c.mu.Lock()
	c.over = sc.cancel
	c.mu.Unlock()
	grace := orDefault(s.LoginGrace, 2*time.Minute)
	ctx, cancel := context.WithTimeoutCause(ctx, grace, errGrace)
	defer cancel()
	if err := c.guard(ctx, func() error { return sc.handshake(ctx) }); err != nil {
		c.finish(err)
		return err
	}
	sc.begin()
	if s.AnnounceHostKeys {
		if err := sc.announce(); err != nil {
			c.finish(err)
			return err
		}
	}
	return nil
}

func (sc *ServerConn) handshake(ctx context.Context) error {
	c := sc.c
	sc.info = Login{RemoteAddr: c.nc.RemoteAddr(), LocalAddr: c.nc.LocalAddr()}
	for {
		ev, err := c.next()
		if err != nil {
			return err
		}
		switch ev.Kind {
		case transport.Version:
			sc.info.ClientVersion = ev.Text
		case transport.ExtInfo:
			sc.info.Extensions.read(ev.Payload, c.log)
		case transport.Negotiated:
			sc.hostKeyAlgorithm = ev.Algorithms.HostKey
		case transport.ServiceAsked:
			return sc.authenticate(ctx)
		}
	}
}

// authenticate answers the questions of the authentication protocol until the user
// is in.
func (sc *ServerConn) authenticate(ctx context.Context) error {
	s, c := sc.s, sc.c
	sc.info.SessionID = c.t.SessionID()
	m := userauth.NewServer(c, userauth.ServerConfig{
		SessionID: c.t.SessionID(), HostKey: c.t.HostKey(), Methods: s.methods(),
		MethodsOf:      func(user string) []string { return sc.require(ctx, user) },
		HostAlgorithms: s.Algorithms.orDefault().HostBased,
	})
	for in := false; !in; {
		ev, err := sc.nextQuestion(m)
		if err != nil {
			return err
		}
		if in, err = sc.answer(ctx, m, ev); err != nil {
			return err
		}
	}
	return c.do(c.authenticated)
}

// methods are the names of what is set.
func (s *Server) methods() (names []string) {
	if s.PublicKey != nil {
		names = append(names, wire.MethodPublicKey)
	}
	if s.Password != nil {
		names = append(names, wire.MethodPassword)
	}
	if s.Interactive != nil {
		names = append(names, wire.MethodKeyboardInteractive)
	}
	if s.HostBased != nil {
		names = append(names, wire.MethodHostbased)
	}
	return names
}

// require asks Server.Require about the user, and returns the methods to begin with.
func (sc *ServerConn) require(ctx context.Context, user string) []string {
	s := sc.s
	sc.info.User = user
	if s.Require == nil {
		return s.methods()
	}
	lists, err := s.Require(ctx, sc.info)
	switch {
	case err != nil:
		sc.turned = err
		return nil
	case lists == nil:
		return s.methods()
	}
	sc.steps = lists.begin(s.methods(), s.InteractiveDevice)
	if len(sc.steps.left) == 0 {
		sc.c.log.Error("no list of authentication methods can be finished", "user", wire.Escape([]byte(user)))
	}
	return sc.steps.next(s.methods())
}

// nextQuestion reads up to the next question.
func (sc *ServerConn) nextQuestion(m *userauth.Server) (userauth.ServerEvent, error) {
	if q := sc.instead; q != nil {
		sc.instead = nil
		return *q, nil
	}
	for {
		ev, err := sc.c.next()
		if err != nil {
			return userauth.ServerEvent{}, err
		}
		if ev.Kind != transport.Payload {
			continue
		}
		if err := sc.meet(m, ev.Payload); err != nil {
			return userauth.ServerEvent{}, err
		}
		if err := sc.updateSigAlgs(ev.Payload); err != nil {
			return userauth.ServerEvent{}, err
		}
		q, err := m.Next(ev.Payload)
		if sc.turned != nil {
			return q, sc.turned
		}
		if err != nil || q.Question != userauth.Nothing {
			return q, err
		}
		sc.failures++ // the machine has refused by itself
	}
}

// asking is one run of Server.Interactive.
type asking struct {
	sc  *ServerConn
	m   *userauth.Server
	err error // why there are no more answers
}

// errAbandoned says that the client gave other than as many answers as there were
// questions, or made another request instead (RFC 4252 §5.1).
var errAbandoned = errors.New("ssh: the client abandoned keyboard-interactive")

// ask is the Asker: it asks the user over the connection.
func (a *asking) ask(name, instruction string, prompts []userauth.Prompt) ([]string, error) {
	if a.err != nil {
		return nil, a.err
	}
	if a.err = a.m.Ask(name, instruction, prompts); a.err != nil {
		return nil, a.err
	}
	ev, err := a.sc.nextQuestion(a.m)
	switch {
	case err != nil:
		a.err = err
		return nil, err
	case ev.Question != userauth.AnswersRight:
		a.sc.instead = &ev
		a.err = errAbandoned
		return nil, a.err
	}
	var answers []string
	for _, answer := range ev.Answers {
		answers = append(answers, string(answer))
		mem.Wipe(answer)
	}
	return answers, nil
}

// over returns the error that ends the connection; a login that was abandoned goes
// on with the client's next request.
func (a *asking) over() error {
	if a.err == errAbandoned {
		return nil
	}
	return a.err
}
