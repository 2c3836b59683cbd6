package userauth

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"crypto/rand"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// outbox is a Sender that keeps the messages.
type outbox struct{ messages [][]byte }

func (o *outbox) Send(payload []byte) error {
	o.messages = append(o.messages, slices.Clone(payload))
	return nil
}

func (o *outbox) take() []byte {
	if len(o.messages) == 0 {
		return nil
	}
	m := o.messages[0]
	o.messages = o.messages[1:]
	return m
}

// A pair is a client and a server without a connection between them.
type pair struct {
	t                *testing.T
	client           *Client
	server           *Server
	toServer, toHome outbox
}

var sessionID = []byte("the session identifier of the tests")

func newPair(t *testing.T, methods ...string) *pair {
	p := &pair{t: t}
	p.client = NewClient(&p.toServer, "user", sessionID)
	p.server = NewServer(&p.toHome, ServerConfig{
		SessionID: sessionID, Methods: methods, Algorithms: []string{"ssh-ed25519"}, MaxTries: 3,
	})
	return p
}

func (p *pair) ok(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// ask hands the client's message over and returns the question.
func (p *pair) ask() ServerEvent {
	p.t.Helper()
	ev, err := p.server.Next(p.toServer.take())
	p.ok(err)
	return ev
}

// answer hands the server's message over and returns what the client makes of it.
func (p *pair) answer(want ClientKind) ClientEvent {
	p.t.Helper()
	ev, err := p.client.Next(p.toHome.take())
	p.ok(err)
	if ev.Kind != want {
		p.t.Fatalf("want answer %d, got %+v", want, ev)
	}
	return ev
}

func newKey(t *testing.T) *keys.PrivateKey {
	key, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestNoneListsTheMethods(t *testing.T) {
	p := newPair(t, "publickey", "password")
	p.ok(p.client.TryNone())
	if ev := p.ask(); ev.Question != MayEnter || ev.User != "user" {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.server.Reject())
	if ev := p.answer(Failure); !slices.Equal(ev.Methods, []string{"publickey", "password"}) || ev.Partial {
		t.Errorf("got %+v", ev)
	}
}

func TestPublicKeyByQueryAndSignature(t *testing.T) {
	p := newPair(t, "publickey")
	key := newKey(t)
	p.ok(p.client.Query(key.PublicKey(), "ssh-ed25519"))
	if ev := p.ask(); ev.Question != KeyAcceptable || !ev.Key.Equal(key.PublicKey()) {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.server.KeyOK())
	p.answer(KeyOK)
	p.ok(p.client.TryKey(key, "ssh-ed25519", rand.Reader))
	if ev := p.ask(); ev.Question != KeySigned || !ev.Key.Equal(key.PublicKey()) {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.server.Accept())
	p.answer(Success)
}

func TestASignatureForAnotherSessionOrUserIsRefusedUnasked(t *testing.T) {
	key := newKey(t)
	for name, change := range map[string]func(p *pair){
		"another session": func(p *pair) { p.client.sessionID = []byte("another") },
		"another user": func(p *pair) {
			// Signed for one name, sent with another.
			p.toServer.messages = nil
			p.ok(p.client.TryKey(key, "ssh-ed25519", rand.Reader))
			m := p.toServer.messages[0]
			p.toServer.messages[0] = []byte(strings.Replace(string(m), "user", "root", 1))
			p.client.asked = askedNothing
		},
		"a signature by another key": func(p *pair) {
			p.ok(p.client.TryKey(newKey(t), "ssh-ed25519", rand.Reader))
			var head wire.UserauthRequest
			p.ok(head.Parse(p.toServer.take()))
			var msg wire.UserauthPublicKey
			p.ok(msg.Parse(head.Rest))
			msg.Key = key.PublicKey().Blob()
			head.Rest = msg.Append(nil)
			p.ok(p.toServer.Send(head.Append(nil)))
			p.client.asked = askedNothing
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t, "publickey")
			change(p)
			if len(p.toServer.messages) == 0 {
				p.ok(p.client.TryKey(key, "ssh-ed25519", rand.Reader))
			}
			if ev := p.ask(); ev.Question != Nothing {
				t.Fatalf("the server asks about a wrong signature: %v", ev.Question)
			}
			var failure wire.UserauthFailure
			p.ok(failure.Parse(p.toHome.take()))
		})
	}
}

func TestAnAlgorithmThatIsNotOfferedIsRefusedBeforeItsKeyIsRead(t *testing.T) {
	p := newPair(t, "publickey")
	head := wire.UserauthRequest{User: []byte("user"), Service: []byte("ssh-connection"), Method: []byte("publickey")}
	msg := wire.UserauthPublicKey{Algorithm: []byte("ssh-dss"), Key: []byte("not a key at all")}
	head.Rest = msg.Append(nil)
	ev, err := p.server.Next(head.Append(nil))
	if err != nil || ev.Question != Nothing {
		t.Errorf("got %+v, %v", ev, err)
	}
}

func TestPasswordAndItsChange(t *testing.T) {
	p := newPair(t, "password")
	p.ok(p.client.TryPassword([]byte("old")))
	if ev := p.ask(); ev.Question != PasswordRight || string(ev.Password) != "old" || ev.Change {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.server.AskChange("expired\x1b"))
	if ev := p.answer(PasswordChange); !strings.HasPrefix(ev.Text, "expired") || strings.Contains(ev.Text, "\x1b") {
		t.Errorf("got %q", ev.Text)
	}
	p.ok(p.client.ChangePassword([]byte("old"), []byte("new")))
	if ev := p.ask(); !ev.Change || string(ev.Password) != "old" || string(ev.NewPassword) != "new" {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.server.Accept())
	p.answer(Success)
}

func TestToAskForAnotherNewPasswordIsAFailure(t *testing.T) {
	p := newPair(t, "password") // 3 attempts
	p.ok(p.client.TryPassword([]byte("old")))
	for i := range 4 {
		p.ask()
		err := p.server.AskChange("another one")
		if (err != nil) != (i == 3) {
			t.Fatalf("request %d: %v", i, err)
		}
		if err == nil {
			p.answer(PasswordChange)
			p.ok(p.client.ChangePassword([]byte("old"), []byte("bad")))
		}
	}
}

func TestKeyboardInteractive(t *testing.T) {
	p := newPair(t, "keyboard-interactive")
	p.ok(p.client.TryInteractive())
	if ev := p.ask(); ev.Question != Interactive {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.server.Ask("name", "do this", []Prompt{{"One: ", true}, {"Two: ", false}}))
	ev := p.answer(Questions)
	if ev.Name != "name" || !slices.Equal(ev.Prompts, []Prompt{{"One: ", true}, {"Two: ", false}}) {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.client.Answer([]string{"1", "2"}))
	if ev := p.ask(); ev.Question != AnswersRight || string(ev.Answers[1]) != "2" {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.server.Accept())
	p.answer(Success)
}

func TestTheWrongNumberOfAnswersIsRefused(t *testing.T) {
	p := newPair(t, "keyboard-interactive")
	p.ok(p.client.TryInteractive())
	p.ask()
	p.ok(p.server.Ask("", "", []Prompt{{"One: ", true}}))
	p.answer(Questions)
	p.ok(p.client.Answer([]string{"1", "2"}))
	if ev := p.ask(); ev.Question != Nothing {
		t.Errorf("got %+v", ev)
	}
	p.answer(Failure)
}

func TestPartialSuccess(t *testing.T) {
	p := newPair(t, "publickey", "password")
	p.ok(p.client.TryPassword([]byte("right")))
	p.ask()
	p.ok(p.server.Continue([]string{"publickey"}))
	if ev := p.answer(Failure); !ev.Partial || !slices.Equal(ev.Methods, []string{"publickey"}) {
		t.Fatalf("got %+v", ev)
	}
	p.ok(p.client.TryPassword([]byte("right")))
	if ev := p.ask(); ev.Question != Nothing {
		t.Errorf("a method that is done is asked about again: %+v", ev)
	}
}

func TestFailuresAreCounted(t *testing.T) {
	p := newPair(t, "publickey", "password")
	for range 100 { // these cost nothing
		p.ok(p.client.Query(newKey(t).PublicKey(), "ssh-ed25519"))
		p.ask()
		p.ok(p.server.Reject())
		p.answer(Failure)
	}
	for i := range 3 {
		p.ok(p.client.TryPassword([]byte("wrong")))
		p.ask()
		err := p.server.Reject()
		var last *Error
		if got := errors.As(err, &last); got != (i == 2) {
			t.Fatalf("failure %d: %v", i+1, err)
		}
		if i < 2 {
			p.answer(Failure)
		} else if last.Reason != wire.ReasonNoMoreAuthMethods {
			t.Errorf("got %v", last.Reason)
		}
	}
}

func TestWhatEndsTheConnection(t *testing.T) {
	request := func(user, service, method string, rest []byte) []byte {
		m := wire.UserauthRequest{User: []byte(user), Service: []byte(service), Method: []byte(method), Rest: rest}
		return m.Append(nil)
	}
	for name, messages := range map[string][][]byte{
		"another service":            {request("user", "ssh-other", "none", nil)},
		"a long user name":           {request(strings.Repeat("u", 257), "ssh-connection", "none", nil)},
		"another user name":          {request("user", "ssh-connection", "password", nil)[:0], request("user", "ssh-connection", "x", nil), request("root", "ssh-connection", "x", nil)},
		"answers that nobody wants":  {(&wire.UserauthInfoResponse{}).Append(nil)},
		"a message of the server":    {(&wire.UserauthSuccess{}).Append(nil)},
		"a password that is cut off": {request("user", "ssh-connection", "password", []byte{0, 0, 0, 0, 9})},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t, "password")
			var err error
			for _, m := range messages {
				if len(m) > 0 {
					_, err = p.server.Next(m)
				}
			}
			var e *Error
			if !errors.As(err, &e) {
				t.Errorf("want an *Error, got %v", err)
			}
		})
	}
}

func TestAClientRefusesAnswersItDidNotAskFor(t *testing.T) {
	for name, payload := range map[string][]byte{
		"success":   (&wire.UserauthSuccess{}).Append(nil),
		"failure":   (&wire.UserauthFailure{}).Append(nil),
		"questions": (&wire.UserauthInfoRequest{}).Append(nil),
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t)
			if _, err := p.client.Next(payload); err == nil {
				t.Error("taken without a request")
			}
		})
	}
	p := newPair(t)
	p.ok(p.client.Query(newKey(t).PublicKey(), "ssh-ed25519"))
	other := wire.UserauthPKOK{Algorithm: []byte("ssh-ed25519"), Key: newKey(t).PublicKey().Blob()}
	if _, err := p.client.Next(other.Append(nil)); err == nil {
		t.Error("an answer about another key was taken")
	}
}

func TestAnUnansweredQuestionPanics(t *testing.T) {
	p := newPair(t, "password")
	p.ok(p.client.TryPassword([]byte("x")))
	p.ask()
	defer func() {
		if recover() == nil {
			t.Error("Next went on without an answer")
		}
	}()
	p.server.Next((&wire.UserauthInfoResponse{}).Append(nil))
}

func TestQueriesCostNoAttemptWhateverTheKey(t *testing.T) {
	p := newPair(t, "publickey")
	query := func(algorithm string, key []byte) {
		t.Helper()
		head := wire.UserauthRequest{User: []byte("user"), Service: []byte("ssh-connection"), Method: []byte("publickey")}
		msg := wire.UserauthPublicKey{Algorithm: []byte(algorithm), Key: key}
		head.Rest = msg.Append(nil)
		if ev, err := p.server.Next(head.Append(nil)); err != nil || ev.Question != Nothing {
			t.Fatalf("%s: got %v, %v", algorithm, ev.Question, err)
		}
	}
	for range 10 {
		query("ssh-dss", []byte("whatever"))
		query("ssh-ed25519", []byte("not a key"))
	}
}

func TestRequestsAreBounded(t *testing.T) {
	p := newPair(t, "publickey")
	none := (&wire.UserauthRequest{User: []byte("user"), Service: []byte("ssh-connection"), Method: []byte("none")}).Append(nil)
	var err error
	for n := 0; err == nil; n++ {
		if n > maxRequests {
			t.Fatal("the server takes requests for ever")
		}
		if _, err = p.server.Next(none); err == nil {
			p.ok(p.server.Reject())
		}
	}
	partial := (&wire.UserauthFailure{Methods: wire.Names("password"), PartialSuccess: true}).Append(nil)
	for n := 0; ; n++ {
		if n > maxRequests {
			t.Fatal("the client goes on for ever")
		}
		if p.client.TryPassword([]byte("right")) != nil {
			break
		}
		if ev, err := p.client.Next(partial); err != nil || !ev.Partial {
			t.Fatalf("got %+v, %v", ev, err)
		}
	}
}
