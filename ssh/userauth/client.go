package userauth

import (
	"bytes"
	"io"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// A Client authenticates one user. After each request it waits for the answer:
// Next returns None until that is there.
type Client struct {
	to        Sender
	user      []byte
	sessionID []byte
	asked     asked
	hostKey   []byte // that signatures name; nil: they name none
	key       []byte // of askedQuery
	requests  int    // and answers
}

// asked is the request that waits for its answer.
type asked uint8

const (
	askedNothing asked = iota
	askedNone
	askedPassword
	askedQuery
	askedSigned
	askedInteractive
)

// A ClientKind says what the server answered.
type ClientKind uint8

// The answers.
const (
	None           ClientKind = iota // nothing yet
	Banner                           // Text is to be shown before the login goes on
	Success                          // the user is in
	Failure                          // Methods may be tried; Partial: this one succeeded, and more are needed
	KeyOK                            // the key that was asked about would be accepted
	Questions                        // Name, Instruction and Prompts, to be answered with Answer
	PasswordChange                   // Text says why a new password is needed: ChangePassword
)

// A ClientEvent is what the server answered. Its texts are escaped.
type ClientEvent struct {
	Kind              ClientKind
	Text              string
	Methods           []string
	Partial           bool
	Name, Instruction string
	Prompts           []Prompt
}

// NewClient returns a machine for user on the connection with that session
// identifier.
func NewClient(to Sender, user string, sessionID []byte) *Client {
	return &Client{to: to, user: []byte(user), sessionID: sessionID}
}

// BindHost makes signatures name the host key with that blob, which is the server's in
// the first key exchange. It is for servers that announced
// publickey-hostbound@openssh.com (OpenSSH PROTOCOL §3.1).
func (c *Client) BindHost(hostKey []byte) { c.hostKey = hostKey }

// head begins a request.
func (c *Client) head(method string) wire.UserauthRequest {
	return wire.UserauthRequest{User: c.user, Service: []byte(wire.ServiceConnection), Method: []byte(method)}
}

// request sends a request, and wipes what it was made of if that is secret.
func (c *Client) request(a asked, method string, rest []byte, secret bool) error {
	if c.asked != askedNothing {
		panic("userauth: a request before the answer to the last one")
	}
	if c.requests++; c.requests > maxRequests {
		return &Error{Reason: wire.ReasonNoMoreAuthMethods, Text: "too many requests"}
	}
	c.asked = a
	head := c.head(method)
	head.Rest = rest
	payload := head.Append(make([]byte, 0, 128+len(c.user)+len(rest)))
	err := c.to.Send(payload)
	if secret {
		mem.Wipe(rest)
		mem.Wipe(payload)
	}
	return err
}

// TryNone asks to be let in without proof; the answer lists the methods.
func (c *Client) TryNone() error { return c.request(askedNone, wire.MethodNone, nil, false) }

// TryPassword sends a password (RFC 4252 §8).
func (c *Client) TryPassword(password []byte) error {
	msg := wire.UserauthPassword{Password: password}
	return c.request(askedPassword, wire.MethodPassword, msg.Append(make([]byte, 0, 16+len(password))), true)
}

// ChangePassword sends the old password and a new one.
func (c *Client) ChangePassword(old, new []byte) error {
	msg := wire.UserauthPassword{Change: true, Password: old, New: new}
	return c.request(askedPassword, wire.MethodPassword, msg.Append(make([]byte, 0, 16+len(old)+len(new))), true)
}

// Query asks whether a signature by key would be accepted (RFC 4252 §7).
func (c *Client) Query(key *keys.PublicKey, algorithm string) error {
	msg := wire.UserauthPublicKey{Algorithm: []byte(algorithm), Key: key.Blob()}
	c.key = msg.Key
	return c.request(askedQuery, wire.MethodPublicKey, msg.Append(nil), false)
}

// A SignError says that a key did not sign: nothing was sent, and another key may be
// tried.
type SignError struct{ Err error }

// Error returns the signer's error.
func (e *SignError) Error() string { return e.Err.Error() }

// Unwrap returns the signer's error.
func (e *SignError) Unwrap() error { return e.Err }

// TryKey signs a request with the key of s. rand is for algorithms that need it. If s
// does not sign, the error is a *SignError.
func (c *Client) TryKey(s keys.Signer, algorithm string, rand io.Reader) error {
	if c.hostKey != nil {
		return c.tryHostBound(s, algorithm, rand)
	}
	msg := wire.UserauthPublicKey{HasSig: true, Algorithm: []byte(algorithm), Key: s.PublicKey().Blob()}
	head := c.head(wire.MethodPublicKey)
	signature, err := s.Sign(rand, algorithm, msg.AppendSigned(nil, c.sessionID, &head))
	if err != nil {
		return &SignError{err}
	}
	msg.Signature = signature
	return c.request(askedSigned, wire.MethodPublicKey, msg.Append(nil), false)
}

func (c *Client) tryHostBound(s keys.Signer, algorithm string, rand io.Reader) error {
	msg := wire.UserauthPublicKeyHostBound{
		HasSig: true, Algorithm: []byte(algorithm), Key: s.PublicKey().Blob(), HostKey: c.hostKey,
	}
	head := c.head(wire.MethodPublicKeyHostBound)
	signature, err := s.Sign(rand, algorithm, msg.AppendSigned(nil, c.sessionID, &head))
	if err != nil {
		return &SignError{err}
	}
	msg.Signature = signature
	return c.request(askedSigned, wire.MethodPublicKeyHostBound, msg.Append(nil), false)
}

// TryHost has the client's host vouch for its user (RFC 4252 §9): s is a key of the host
// of that name, which is where the user has the name clientUser. If s does not sign, the
// error is a *SignError.
func (c *Client) TryHost(s keys.Signer, algorithm, host, clientUser string, rand io.Reader) error {
	msg := wire.UserauthHostbased{
		Algorithm: []byte(algorithm), HostKey: s.PublicKey().Blob(), Host: []byte(host), ClientUser: []byte(clientUser),
	}
	head := c.head(wire.MethodHostbased)
	signature, err := s.Sign(rand, algorithm, msg.AppendSigned(nil, c.sessionID, &head))
	if err != nil {
		return &SignError{err}
	}
	msg.Signature = signature
	return c.request(askedSigned, wire.MethodHostbased, msg.Append(nil), false)
}

// TryInteractive begins keyboard-interactive (RFC 4256 §3.1).
func (c *Client) TryInteractive() error {
	var msg wire.UserauthKeyboardInteractive
	return c.request(askedInteractive, wire.MethodKeyboardInteractive, msg.Append(nil), false)
}

// Answer answers the questions of keyboard-interactive, one string each.
func (c *Client) Answer(answers []string) error {
	if c.asked != askedInteractive {
		panic("userauth: Answer without Questions")
	}
	if c.requests++; c.requests > maxRequests {
		return &Error{Reason: wire.ReasonNoMoreAuthMethods, Text: "too many questions"}
	}
	var list wire.Responses
	for _, a := range answers {
		list = list.Append([]byte(a))
	}
	msg := wire.UserauthInfoResponse{Responses: list}
	payload := msg.Append(nil)
	err := c.to.Send(payload)
	mem.Wipe(list)
	mem.Wipe(payload)
	return err
}

// Next handles one message, 50 to 79.
func (c *Client) Next(payload []byte) (ClientEvent, error) {
	msg := wire.Number(payload[0])
	switch {
	case msg == wire.MsgUserauthBanner:
		var m wire.UserauthBanner
		if err := m.Parse(payload); err != nil {
			return ClientEvent{}, malformed(err)
		}
		return ClientEvent{Kind: Banner, Text: text(m.Message)}, nil
	case c.asked == askedNothing:
		return ClientEvent{}, unexpected(msg)
	case msg == wire.MsgUserauthSuccess:
		var m wire.UserauthSuccess
		if err := m.Parse(payload); err != nil {
			return ClientEvent{}, malformed(err)
		}
		c.asked = askedNothing
		return ClientEvent{Kind: Success}, nil
	case msg == wire.MsgUserauthFailure:
		var m wire.UserauthFailure
		if err := m.Parse(payload); err != nil {
			return ClientEvent{}, malformed(err)
		}
		c.asked = askedNothing
		return ClientEvent{Kind: Failure, Methods: m.Methods.Strings(), Partial: m.PartialSuccess}, nil
	case msg == 60 && c.asked == askedQuery:
		return c.onKeyOK(payload)
	case msg == 60 && c.asked == askedPassword:
		return c.onPasswordChange(payload)
	case msg == 60 && c.asked == askedInteractive:
		return c.onQuestions(payload)
	}
	return ClientEvent{}, unexpected(msg)
}

func (c *Client) onKeyOK(payload []byte) (ClientEvent, error) {
	var m wire.UserauthPKOK
	if err := m.Parse(payload); err != nil {
		return ClientEvent{}, malformed(err)
	}
	if !bytes.Equal(m.Key, c.key) {
		return ClientEvent{}, &Error{Reason: wire.ReasonProtocolError, Text: "the server speaks of a key that it was not asked about"}
	}
	c.asked = askedNothing
	return ClientEvent{Kind: KeyOK}, nil
}

func (c *Client) onPasswordChange(payload []byte) (ClientEvent, error) {
	var m wire.UserauthPasswdChangeReq
	if err := m.Parse(payload); err != nil {
		return ClientEvent{}, malformed(err)
	}
	c.asked = askedNothing
	return ClientEvent{Kind: PasswordChange, Text: text(m.Prompt)}, nil
}

// onQuestions reads the questions of keyboard-interactive. The server may ask
// again and again; each time they are answered by Answer.
func (c *Client) onQuestions(payload []byte) (ClientEvent, error) {
	var m wire.UserauthInfoRequest
	if err := m.Parse(payload); err != nil {
		return ClientEvent{}, malformed(err)
	}
	if m.Prompts.Len() > maxPrompts {
		return ClientEvent{}, &Error{Reason: wire.ReasonProtocolError, Text: "too many questions at once"}
	}
	ev := ClientEvent{Kind: Questions, Name: text(m.Name), Instruction: text(m.Instruction)}
	for prompt, echo := range m.Prompts.All() {
		ev.Prompts = append(ev.Prompts, Prompt{Text: text(prompt), Echo: echo})
	}
	return ev, nil
}

// text makes a text of the server fit to be shown (RFC 4251 §9.2). Lines and tabs
// stay.
func text(b []byte) string { return string(wire.Printable(nil, b)) }
