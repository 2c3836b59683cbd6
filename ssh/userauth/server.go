package userauth

import (
	"slices"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// A ServerConfig is what a server offers and how patient it is.
type ServerConfig struct {
	// SessionID is the session identifier of the connection.
	SessionID []byte
	// HostKey is the blob of the server's key in the first key exchange, which
	// host-bound signatures have to name; nil refuses those.
	HostKey []byte
	// Methods are the names to offer: publickey, password, keyboard-interactive,
	// hostbased.
	Methods []string
	// MethodsOf, unless it is nil, returns those of them to offer to a user at first. It
	// is called once, when the name is known.
	MethodsOf func(user string) []string
	// Algorithms are the signature algorithms that user keys may have.
	Algorithms []string
	// HostAlgorithms are those that keys of hosts may have which vouch for their users.
	HostAlgorithms []string
	// RequiredRSASize is how many bits RSA keys must have; 0 means 1024.
	RequiredRSASize int
	// MaxTries is how many attempts may fail; 0 means 6, as OpenSSH's MaxAuthTries.
	MaxTries int
}

const (
	defaultTries = 6
	// maxRequests bounds requests of any kind, also those that cost no attempt; and
	// a client's, that a server could keep asking with partial success.
	maxRequests = 1024
	// maxUser bounds the length of a user name, in bytes.
	maxUser = 256
)

// A Server authenticates the user of one connection. Every event that it returns,
// but Nothing, is a question: Accept, Continue, Reject, KeyOK, Ask or AskChange answers
// it.
type Server struct {
	cfg ServerConfig
	to  Sender

	user     string
	started  bool
	methods  []string // that are offered now
	changes  int      // passwords that were to be changed
	requests int
	failed   int
	question Question // that waits for its answer
	prompts  int      // asked in keyboard-interactive; -1: none
	key      wire.UserauthPublicKey
}

// A Question is the kind of a ServerEvent.
type Question uint8

// The questions.
const (
	Nothing       Question = iota // the machine has answered by itself
	MayEnter                      // may the user in without proof?
	PasswordRight                 // is Password right? With Change, NewPassword is to replace it
	KeyAcceptable                 // would a signature by Key be accepted? KeyOK or Reject
	KeySigned                     // Key has signed: may the user in?
	Interactive                   // keyboard-interactive begins: Ask
	AnswersRight                  // are Answers right? They may be followed by another Ask
	HostSigned                    // Key of Host has signed for its user ClientUser: may the user in?
)

// String returns the question in words.
func (q Question) String() string {
	return [...]string{
		"nothing", "enter without proof", "password", "key acceptable", "key signed",
		"keyboard-interactive", "answers", "host key signed",
	}[q]
}

// A ServerEvent is a question to the caller. Passwords and answers alias the
// payload that was given to Next.
type ServerEvent struct {
	Question    Question
	User        string // as the client sent it: not escaped
	Method      string
	Password    []byte
	Change      bool
	NewPassword []byte
	Key         *keys.PublicKey
	Algorithm   string
	Presence    keys.Presence // with KeySigned: it is for the caller to check
	Answers     [][]byte

	// With HostSigned, as the client sent them: not escaped, and nothing that the host
	// key vouches for by itself.
	Host, ClientUser string
}

// NewServer returns a machine.
func NewServer(to Sender, cfg ServerConfig) *Server {
	if cfg.MaxTries == 0 {
		cfg.MaxTries = defaultTries
	}
	return &Server{cfg: cfg, to: to, prompts: -1}
}

// Limit replaces what ServerConfig has of these, before the first request is handled.
func (s *Server) Limit(tries, requiredRSA int, algorithms []string) {
	s.cfg.MaxTries, s.cfg.RequiredRSASize, s.cfg.Algorithms = tries, requiredRSA, algorithms
	if tries == 0 {
		s.cfg.MaxTries = defaultTries
	}
}

// Next handles one message, 50 to 79.
func (s *Server) Next(payload []byte) (ServerEvent, error) {
	if s.question != Nothing {
		panic("userauth: Next before the answer to the last question")
	}
	switch msg := wire.Number(payload[0]); {
	case msg == wire.MsgUserauthRequest:
		s.prompts = -1 // a request abandons what went before (RFC 4252 §5.1)
		return s.onRequest(payload)
	case msg == wire.MsgUserauthInfoResponse && s.prompts >= 0:
		return s.onAnswers(payload)
	default:
		return ServerEvent{}, unexpected(msg)
	}
}

func (s *Server) onRequest(payload []byte) (ServerEvent, error) {
	var m wire.UserauthRequest
	if err := m.Parse(payload); err != nil {
		return ServerEvent{}, malformed(err)
	}
	if string(m.Service) != wire.ServiceConnection {
		return ServerEvent{}, &Error{Reason: wire.ReasonServiceNotAvailable, Text: "only ssh-connection is offered here"}
	}
	if len(m.User) > maxUser {
		return ServerEvent{}, &Error{Reason: wire.ReasonIllegalUserName, Text: "the user name is too long"}
	}
	if s.started && string(m.User) != s.user {
		return ServerEvent{}, &Error{Reason: wire.ReasonProtocolError, Text: "the user name changed"}
	}
	if !s.started {
		s.user, s.started = string(m.User), true
		if s.methods = s.cfg.Methods; s.cfg.MethodsOf != nil {
			s.methods = s.cfg.MethodsOf(s.user)
		}
	}
	if s.requests++; s.requests > maxRequests {
		return ServerEvent{}, &Error{Reason: wire.ReasonNoMoreAuthMethods, Text: "too many requests"}
	}
	ev := ServerEvent{User: s.user, Method: string(m.Method)}
	hostBound := ev.Method == wire.MethodPublicKeyHostBound
	if hostBound { // it has no name of its own in lists of methods
		ev.Method = wire.MethodPublicKey
	}
	if ev.Method != wire.MethodNone && !slices.Contains(s.methods, ev.Method) {
		return s.refuse(PasswordRight)
	}
	switch ev.Method {
	case wire.MethodNone:
		var none wire.UserauthNone
		if err := none.Parse(m.Rest); err != nil {
			return ServerEvent{}, malformed(err)
		}
		return s.ask(MayEnter, ev)
	case wire.MethodPassword:
		var p wire.UserauthPassword
		if err := p.Parse(m.Rest); err != nil {
			return ServerEvent{}, malformed(err)
		}
		ev.Password, ev.Change, ev.NewPassword = p.Password, p.Change, p.New
		return s.ask(PasswordRight, ev)
	case wire.MethodPublicKey:
		return s.onPublicKey(ev, &m, hostBound)
	case wire.MethodHostbased:
		return s.onHostbased(ev, &m)
	case wire.MethodKeyboardInteractive:
		var k wire.UserauthKeyboardInteractive
		if err := k.Parse(m.Rest); err != nil {
			return ServerEvent{}, malformed(err)
		}
		return s.ask(Interactive, ev)
	}
	return s.refuse(PasswordRight)
}

func (s *Server) onAnswers(payload []byte) (ServerEvent, error) {
	var m wire.UserauthInfoResponse
	if err := m.Parse(payload); err != nil {
		return ServerEvent{}, malformed(err)
	}
	if m.Responses.Len() != s.prompts {
		return s.refuse(AnswersRight)
	}
	ev := ServerEvent{User: s.user, Method: wire.MethodKeyboardInteractive}
	for answer := range m.Responses.All() {
		ev.Answers = append(ev.Answers, answer)
	}
	return s.ask(AnswersRight, ev)
}

func (s *Server) ask(q Question, ev ServerEvent) (ServerEvent, error) {
	s.question, ev.Question = q, q
	return ev, nil
}

// refuse says no to a question that the caller need not be asked.
func (s *Server) refuse(q Question) (ServerEvent, error) {
	s.question = q
	return ServerEvent{}, s.Reject()
}

// answer takes the question off.
func (s *Server) answer(allowed ...Question) Question {
	q := s.question
	if q == Nothing || len(allowed) > 0 && !slices.Contains(allowed, q) {
		panic("userauth: not an answer to " + q.String())
	}
	s.question = Nothing
	return q
}

// Accept lets the user in.
func (s *Server) Accept() error {
	s.answer(MayEnter, PasswordRight, KeySigned, Interactive, AnswersRight, HostSigned)
	var msg wire.UserauthSuccess
	return s.to.Send(msg.Append(nil))
}

// Continue says that the proof was right, and that one of these methods must
// succeed too (RFC 4252 §5.1).
func (s *Server) Continue(methods []string) error {
	s.answer(PasswordRight, KeySigned, Interactive, AnswersRight, HostSigned)
	s.prompts = -1
	s.methods = methods
	msg := wire.UserauthFailure{Methods: wire.Names(methods...), PartialSuccess: true}
	return s.to.Send(msg.Append(nil))
}

// Reject says no, and which methods are left. It counts the attempt, except the
// request for no method and the question about a key, and returns an Error behind
// the last one that is allowed.
func (s *Server) Reject() error {
	q := s.answer()
	s.prompts = -1
	if q != MayEnter && q != KeyAcceptable {
		if err := s.fail(); err != nil {
			return err
		}
	}
	msg := wire.UserauthFailure{Methods: wire.Names(s.methods...)}
	return s.to.Send(msg.Append(nil))
}

// fail counts an attempt that failed.
func (s *Server) fail() error {
	if s.failed++; s.failed >= s.cfg.MaxTries {
		return &Error{Reason: wire.ReasonNoMoreAuthMethods, Text: "too many authentication failures"}
	}
	return nil
}

// KeyOK says that a signature by the key would be accepted.
func (s *Server) KeyOK() error {
	s.answer(KeyAcceptable)
	msg := wire.UserauthPKOK{Algorithm: s.key.Algorithm, Key: s.key.Key}
	return s.to.Send(msg.Append(nil))
}

// AskChange says that a password is right, and that a new one is needed: prompt says why
// (RFC 4252 §8). To ask again, because a new one would not do, counts as a failed attempt.
func (s *Server) AskChange(prompt string) error {
	s.answer(PasswordRight)
	if s.changes++; s.changes > 1 {
		if err := s.fail(); err != nil {
			return err
		}
	}
	msg := wire.UserauthPasswdChangeReq{Prompt: []byte(prompt)}
	return s.to.Send(msg.Append(nil))
}

// Ask asks the user questions (RFC 4256 §3.2). AnswersRight follows.
func (s *Server) Ask(name, instruction string, prompts []Prompt) error {
	s.answer(Interactive, AnswersRight)
	if len(prompts) > maxPrompts {
		panic("userauth: too many prompts")
	}
	var list wire.Prompts
	for _, p := range prompts {
		list = list.Append([]byte(p.Text), p.Echo)
	}
	s.prompts = len(prompts)
	msg := wire.UserauthInfoRequest{Name: []byte(name), Instruction: []byte(instruction), Prompts: list}
	return s.to.Send(msg.Append(nil))
}

// Banner sends a text that clients show before the login goes on (RFC 4252 §5.4).
func (s *Server) Banner(text string) error {
	msg := wire.UserauthBanner{Message: []byte(text)}
	return s.to.Send(msg.Append(nil))
}
