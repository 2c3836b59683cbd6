package ssh

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
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
}

// An Asker asks the user questions, by keyboard-interactive (RFC 4256), and
// returns an answer for each.
type Asker func(name, instruction string, prompts []userauth.Prompt) ([]string, error)

// PartialSuccess is the error for a proof that is right, where another is needed
// besides: by one of these methods.
type PartialSuccess struct{ Methods []string }

// Error says that more is needed.
func (e *PartialSuccess) Error() string { return fmt.Sprintf("one of %v is needed too", e.Methods) }

// failureDelay is the least time that a refusal takes: what takes shorter does not
// show why it was refused.
const failureDelay = 5 * time.Millisecond

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
	sc.c, c.every = c, s.Rekey.Every
	grace := orDefault(s.LoginGrace, 2*time.Minute)
	ctx, cancel := context.WithTimeoutCause(ctx, grace, errors.New("ssh: no login within the grace time"))
	defer cancel()
	if err := c.guard(ctx, func() error { return sc.handshake(ctx) }); err != nil {
		c.finish(err)
		return err
	}
	c.start(s.Channels, sc, s.ClientAlive, "client "+sc.info.RemoteAddr.String())
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
		SessionID: c.t.SessionID(), Methods: s.methods(),
		Algorithms: s.Algorithms.orDefault().UserKey, MaxTries: s.MaxAuthTries,
		RequiredRSASize: orDefault(s.RequiredRSASize, requiredRSA),
	})
	if s.Banner != "" {
		if err := m.Banner(s.Banner); err != nil {
			return err
		}
	}
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
	return names
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
		q, err := m.Next(ev.Payload)
		if err != nil || q.Question != userauth.Nothing {
			return q, err
		}
	}
}

// answer answers one question; in says that the user is in.
func (sc *ServerConn) answer(ctx context.Context, m *userauth.Server, ev userauth.ServerEvent) (in bool, err error) {
	s, start := sc.s, time.Now()
	sc.info.User = ev.User
	var permit any
	var more *PartialSuccess
	switch ev.Question {
	case userauth.PasswordRight:
		if ev.Change {
			err = errors.New("passwords are not changed here")
		} else {
			permit, err = s.Password(ctx, sc.info, ev.Password)
		}
		mem.Wipe(ev.Password)
		mem.Wipe(ev.NewPassword)
	case userauth.KeyAcceptable:
		if _, err = s.PublicKey(ctx, sc.info, ev.Key); err == nil || errors.As(err, &more) {
			return false, m.KeyOK()
		}
	case userauth.KeySigned:
		if permit, err = s.PublicKey(ctx, sc.info, ev.Key); err == nil || errors.As(err, &more) {
			err = cmp.Or(s.checkPresence(permit, ev.Presence), err)
		}
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
	switch {
	case err == nil:
		sc.permit = permit
		sc.c.log.Info("logged in", "user", wire.Escape([]byte(ev.User)), "method", ev.Method)
		return true, m.Accept()
	case errors.As(err, &more):
		return false, m.Continue(more.Methods)
	}
	if ev.Question != userauth.MayEnter {
		sc.c.log.Info("login refused", "user", wire.Escape([]byte(ev.User)), "method", ev.Method, "error", err)
		time.Sleep(failureDelay - time.Since(start))
	}
	return false, m.Reject()
}

func (s *Server) checkPresence(permit any, p keys.Presence) error {
	if s.Presence == nil {
		return p.Check(&keys.Options{})
	}
	return s.Presence(permit, p)
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
