package ssh

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// An Auth is one way for a client to prove who its user is. PublicKeys, Password
// and Interactive make one.
type Auth struct {
	method string
	try    func(ctx context.Context, l *login) (userauth.ClientEvent, error)
}

// PublicKeys offers keys, in this order. With several it asks the server about
// each before it signs, and with one that is a [Reluctant] signer as well.
func PublicKeys(signers ...keys.Signer) Auth {
	return Auth{wire.MethodPublicKey, func(ctx context.Context, l *login) (ev userauth.ClientEvent, err error) {
		for _, s := range signers {
			if l.used(s) {
				continue
			}
			if err := l.know(s); err != nil {
				return ev, err
			}
			l.bind()
			for _, algorithm := range l.usable(s) {
				if r, ok := s.(Reluctant); len(signers) > 1 || ok && r.Reluctant() {
					if ev, err = l.ask(l.m.Query(s.PublicKey(), algorithm)); err != nil {
						return ev, err
					}
					if ev.Kind != userauth.KeyOK {
						l.note("publickey " + s.PublicKey().Fingerprint())
						if refuses(ev, wire.MethodPublicKey) {
							return ev, nil
						}
						continue
					}
				}
				l.tried("publickey " + s.PublicKey().Fingerprint())
				ev, err = l.ask(l.m.TryKey(s, algorithm, rand.Reader))
				var unsigned *userauth.SignError
				if errors.As(err, &unsigned) {
					l.failed(err)
					break
				}
				if ev.Partial {
					l.done = append(l.done, s.PublicKey().Plain())
				}
				if err != nil || ev.Kind == userauth.Success || ev.Partial || refuses(ev, wire.MethodPublicKey) {
					return ev, err
				}
			}
		}
		return ev, nil
	}}
}

// used reports whether the key has proved what it can: servers take each once.
func (l *login) used(s keys.Signer) bool {
	return slices.ContainsFunc(l.done, func(k *keys.PublicKey) bool { return k.Equal(s.PublicKey().Plain()) })
}

// bind makes signatures name the server's host key, if the server takes such ones.
func (l *login) bind() {
	if l.extensions.has(wire.ExtHostbound) {
		l.m.BindHost(l.c.t.HostKey())
	}
}

// A Reluctant signer is one that may have to ask its user before it signs, for a
// passphrase say. Nobody is asked on behalf of a server that does not take the key.
type Reluctant interface {
	keys.Signer
	Reluctant() bool
}

// refuses reports whether the server does not take a method, or not any more: to go
// on with it would cost attempts.
func refuses(ev userauth.ClientEvent, method string) bool {
	return ev.Kind == userauth.Failure && !slices.Contains(ev.Methods, method)
}

// Interactive answers the questions of keyboard-interactive (RFC 4256): ask
// returns one answer for each prompt. It goes through it tries times at most.
func Interactive(tries int, ask func(ctx context.Context, name, instruction string, prompts []userauth.Prompt) ([]string, error)) Auth {
	return Auth{wire.MethodKeyboardInteractive, func(ctx context.Context, l *login) (ev userauth.ClientEvent, err error) {
		for range tries {
			l.tried("keyboard-interactive")
			ev, err = l.ask(l.m.TryInteractive())
			for err == nil && ev.Kind == userauth.Questions {
				var answers []string
				if len(ev.Prompts) > 0 {
					if answers, err = ask(ctx, ev.Name, ev.Instruction, ev.Prompts); err != nil {
						return ev, err
					}
				}
				ev, err = l.ask(l.m.Answer(answers))
			}
			if err != nil || ev.Kind != userauth.Failure || ev.Partial || refuses(ev, wire.MethodKeyboardInteractive) {
				return ev, err
			}
		}
		return ev, nil
	}}
}

// An AuthError says that the server let the user in by none of the ways that the
// client has.
type AuthError struct {
	User  string
	Tried []string // "publickey SHA256:…", "password", …; also keys that were only offered
	Left  []string // the methods that the server would go on with
}

// Error returns one line with what was tried and what the server takes.
func (e *AuthError) Error() string {
	tried := strings.Join(e.Tried, ", ")
	if tried == "" {
		tried = "nothing"
	}
	return fmt.Sprintf("ssh: permission denied for user %q: tried %s; the server takes %s",
		e.User, tried, strings.Join(e.Left, ","))
}

// login is the authentication of a client that is under way.
type login struct {
	c    *conn
	m    *userauth.Client
	cfg  *ClientConfig
	err  AuthError
	algs wire.NameList     // server-sig-algs, or nil
	done []*keys.PublicKey // keys that succeeded, where more is needed

	extensions Extensions
	told       bool // EXT_INFO has come
	given      bool // SERVICE_ACCEPT has come

	proof HostProof
}

// note adds what the server does not let the user in by.
func (l *login) note(what string) {
	if n := len(l.err.Tried); n == 0 || l.err.Tried[n-1] != what {
		l.err.Tried = append(l.err.Tried, what)
	}
}

// tried notes what is sent now, and may succeed.
func (l *login) tried(what string) {
	l.note(what)
	l.c.log.Info("authenticating", "user", l.err.User, "by", what)
}

// failed adds why nothing came of what was tried last.
func (l *login) failed(err error) {
	l.err.Tried[len(l.err.Tried)-1] += " (" + err.Error() + ")"
	l.c.log.Info("not authenticated", "error", err)
}

// takes reports whether the server takes signatures of that algorithm, as far as
// it has said: servers list those of plain keys, which the signatures of
// certificates are, too.
func (l *login) takes(algorithm string) bool {
	return l.algs == nil || l.algs.Contains(keys.SignatureName(algorithm))
}

// usable returns the algorithms of a key that both sides want to use, as far as the
// server has said what it takes: they decide with which hash RSA signs.
func (l *login) usable(s keys.Signer) []string {
	why := "the server takes none of its algorithms"
	var list []string
	for _, name := range l.cfg.Algorithms.orDefault().UserKey {
		if slices.Contains(s.Algorithms(), name) && l.takes(name) {
			list = append(list, name)
		}
	}
	if least := orDefault(l.cfg.RequiredRSASize, requiredRSA); s.PublicKey().ShortRSA(least) {
		why = fmt.Sprintf("it is an RSA key of fewer than %d bits", least)
		list = nil
	}
	if list == nil {
		l.c.log.Info("key passed over", "fingerprint", s.PublicKey().Fingerprint(), "reason", why)
	}
	return list
}

// ask waits for the answer to a request that was sent with that error.
func (l *login) ask(err error) (userauth.ClientEvent, error) {
	if err != nil {
		return userauth.ClientEvent{}, err
	}
	for {
		ev, err := l.c.next()
		if err != nil {
			return userauth.ClientEvent{}, err
		}
		l.on(ev)
		if ev.Kind == transport.Payload {
			answer, err := l.m.Next(ev.Payload)
			if err != nil {
				return answer, err
			}
			if answer.Kind == userauth.Banner {
				if l.cfg.Banner != nil {
					l.cfg.Banner(answer.Text)
				}
				continue
			}
			return answer, nil
		}
	}
}

// extend reads what the server says of itself (RFC 8308).
func (l *login) extend(payload []byte) {
	l.extensions.read(payload, l.c.log)
	if value, ok := l.extensions[wire.ExtServerSigAlgs]; ok {
		if list, err := wire.ParseNameList([]byte(value)); err == nil {
			l.algs = list
		}
	}
}

// maxMethods is how many methods a client goes through, one after the other: a server
// could ask for one more without end.
const maxMethods = 64

var errMethods = errors.New("ssh: the server wants too many methods of authentication")

// run proves who the user is, by what cfg has, in its order.
func (l *login) run(ctx context.Context) error {
	left := l.cfg.Auth
	var ev userauth.ClientEvent
	var err error
	// The first request goes out before the service is granted. If it would be for a
	// secret, which a person may have to be asked for, the server is asked first whether
	// it takes such ones: that costs no time, since there is its answer to wait for.
	if len(left) == 0 || left[0].method == wire.MethodPassword {
		if ev, err = l.ask(l.m.TryNone()); err != nil {
			return err
		}
	}
	methods := []string(nil) // nil: not known yet
	for n := 0; ev.Kind != userauth.Success; n++ {
		if n == maxMethods {
			return errMethods
		}
		if ev.Kind == userauth.Failure {
			methods = ev.Methods
		}
		i := slices.IndexFunc(left, func(a Auth) bool { return methods == nil || slices.Contains(methods, a.method) })
		if i < 0 {
			if methods == nil {
				if ev, err = l.ask(l.m.TryNone()); err != nil {
					return err
				}
				if methods = ev.Methods; methods == nil {
					methods = []string{}
				}
				continue
			}
			l.err.Left = methods
			return &l.err
		}
		a := left[i]
		left = slices.Delete(slices.Clone(left), i, i+1)
		if ev, err = a.try(ctx, l); err != nil {
			return fmt.Errorf("ssh: authenticating %q by %s: %w", l.err.User, a.method, err)
		}
		if ev.Partial {
			l.c.log.Info("partial success", "methods", strings.Join(ev.Methods, ","))
			left = l.cfg.Auth
		}
	}
	return nil
}
