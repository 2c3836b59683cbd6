package ssh

import (
	"context"
	"errors"
	"fmt"
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
func (sc *serverConn) login(ctx context.Context) error {
	s, c := sc.s, sc.c
	cfg, err := s.config()
	if err != nil {
		return err
	}
	if c.t, err = transport.New(transport.Server, cfg); err != nil {
		return err
	}
	c.every = s.Rekey.Every
	grace := orDefault(s.LoginGrace, 2*time.Minute)
	ctx, cancel := context.WithTimeoutCause(ctx, grace, errors.New("ssh: no login within the grace time"))
	defer cancel()
	if err := c.guard(ctx, func() error { return sc.handshake(ctx) }); err != nil {
		c.giveUp(err)
		return err
	}
	c.start(s.Channels, sc)
	return nil
}

func (sc *serverConn) handshake(ctx context.Context) error {
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
func (sc *serverConn) authenticate(ctx context.Context) error {
	s, c := sc.s, sc.c
	sc.info.SessionID = c.t.SessionID()
	m := userauth.NewServer(c.t, userauth.ServerConfig{
		SessionID: c.t.SessionID(), Methods: s.methods(),
		Algorithms: keys.Supported(), MaxTries: s.MaxAuthTries,
	})
	if s.Banner != "" {
		if err := m.Banner(s.Banner); err != nil {
			return err
		}
	}
	for {
		ev, err := sc.nextQuestion(m)
		if err != nil {
			return err
		}
		in, err := sc.answer(ctx, m, ev)
		if err != nil {
			return err
		}
		if in {
			break
		}
	}
	c.t.Authenticated()
	return c.push()
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
func (sc *serverConn) nextQuestion(m *userauth.Server) (userauth.ServerEvent, error) {
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
func (sc *serverConn) answer(ctx context.Context, m *userauth.Server, ev userauth.ServerEvent) (in bool, err error) {
	s, start := sc.s, time.Now()
	sc.info.User = ev.User
	var permit any
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
		var more *PartialSuccess
		if _, err = s.PublicKey(ctx, sc.info, ev.Key); err == nil || errors.As(err, &more) {
			return false, m.KeyOK()
		}
	case userauth.KeySigned:
		permit, err = s.PublicKey(ctx, sc.info, ev.Key)
	case userauth.Interactive:
		permit, err = s.Interactive(ctx, sc.info, sc.asker(m))
	default:
		err = errors.New("a proof is needed")
	}
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	var more *PartialSuccess
	switch {
	case err == nil:
		sc.permit = permit
		sc.c.log.Info("logged in", "user", wire.Escape([]byte(ev.User)), "method", ev.Method)
		return true, m.Accept()
	case errors.As(err, &more):
		return false, m.Continue(more.Methods)
	case errors.Is(err, errAsking):
		return false, err
	}
	if ev.Question != userauth.MayEnter {
		sc.c.log.Info("login refused", "user", wire.Escape([]byte(ev.User)), "method", ev.Method, "error", err)
		time.Sleep(failureDelay - time.Since(start))
	}
	return false, m.Reject()
}

// errAsking marks errors of the connection, while a user is asked.
var errAsking = errors.New("ssh: asking the user failed")

// asker asks the user over the connection.
func (sc *serverConn) asker(m *userauth.Server) Asker {
	return func(name, instruction string, prompts []userauth.Prompt) ([]string, error) {
		if err := m.Ask(name, instruction, prompts); err != nil {
			return nil, fmt.Errorf("%w: %w", errAsking, err)
		}
		ev, err := sc.nextQuestion(m)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errAsking, err)
		}
		if ev.Question != userauth.AnswersRight {
			return nil, fmt.Errorf("%w: the client did not answer", errAsking)
		}
		var answers []string
		for _, a := range ev.Answers {
			answers = append(answers, string(a))
			mem.Wipe(a)
		}
		return answers, nil
	}
}
