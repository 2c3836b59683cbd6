package agent_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/wire"
)

// A peer that breaks the framing loses its connection, and nobody else's.
func TestServerOfAHostileClient(t *testing.T) {
	for _, test := range []struct {
		name, sent string
		want       string
	}{
		{"too long", "\x00\x04\x00\x01\x0b", "262145 bytes is longer than 262144"},
		{"much too long", "\xff\xff\xff\xff", "longer than"},
		{"empty", "\x00\x00\x00\x00", "without a number"},
		{"cut short", "\x00\x00\x00\x05\x0d\x00", "unexpected EOF"},
		{"half a length", "\x00\x00", "unexpected EOF"},
		{"nothing", "", ""},
	} {
		s := newServer(t, agent.Config{})
		ours, theirs := net.Pipe()
		ended := make(chan error, 1)
		go func() { ended <- s.ServeConn(theirs) }()
		ours.Write([]byte(test.sent))
		ours.Close()
		err := <-ended
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.name, err, test.want)
		}
		if n := count(t, connect(t, s)); n != 0 {
			t.Errorf("%s: %d keys", test.name, n)
		}
	}
}

// What is well framed and makes no sense is refused, and the connection goes on.
func TestServerRefusesNonsense(t *testing.T) {
	s := newServer(t, agent.Config{})
	for name, payload := range map[string]string{
		"no request":               "\x00",
		"an answer":                "\x0c\x00\x00\x00\x00",
		"a request of SSH 1":       "\x01",
		"smartcard":                "\x14\x00\x00\x00\x00\x00\x00\x00\x00",
		"listing with more":        "\x0b\x00",
		"removing all with more":   "\x13\x00",
		"signing nothing":          "\x0d",
		"signing with half a flag": "\x0d\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
		"removing nothing":         "\x12",
		"locking without a word":   "\x16",
		"a longer passphrase":      "\x17\xff\xff\xff\xffx",
		"no extension":             "\x1b\x00\x00\x00\x00",
	} {
		if got := raw(t, s, []byte(payload)); got != agent.MsgFailure {
			t.Errorf("%s: the answer is %v, want %v", name, got, agent.MsgFailure)
		}
	}
}

// answering is a client of an agent that says the same to everything.
func answering(t testing.TB, answer string) *agent.Client {
	ours, theirs := net.Pipe()
	go func() { // the end of the connection stops it
		defer theirs.Close()
		head := make([]byte, 4)
		if _, err := io.ReadFull(theirs, head); err != nil {
			return
		}
		r := wire.NewReader(head)
		io.CopyN(io.Discard, theirs, int64(r.Uint32()))
		io.WriteString(theirs, answer)
	}()
	c := agent.NewClient(ours)
	t.Cleanup(func() { c.Close() })
	return c
}

func TestClientOfAHostileAgent(t *testing.T) {
	framed := func(s string) string { return string(wire.AppendText(nil, s)) }
	list := func(c *agent.Client) error { _, err := c.List(testContext(t)); return err }
	sign := func(c *agent.Client) error {
		s, err := c.Signer(testContext(t), agent.Identity{Blob: blob(key(1))})
		if err == nil {
			_, err = s.Sign(nil, "ssh-ed25519", nil)
		}
		return err
	}
	remove := func(c *agent.Client) error { return c.RemoveAll(testContext(t)) }
	query := func(c *agent.Client) error { _, err := c.Query(testContext(t)); return err }
	for _, test := range []struct {
		name   string
		ask    func(*agent.Client) error
		answer string
		want   string
	}{
		{"nothing", list, "", "closed the connection"},
		{"too long", list, "\x00\x04\x00\x01", "longer than"},
		{"empty", list, "\x00\x00\x00\x00", "without a number"},
		{"cut short", list, "\x00\x00\x00\x05\x0c\x00", "EOF"},
		{"another answer", list, framed("\x06"), "SSH_AGENT_SUCCESS instead of SSH_AGENT_IDENTITIES_ANSWER"},
		{"a request", list, framed("\x0b"), "SSH_AGENTC_REQUEST_IDENTITIES"},
		{"2049 keys", list, framed("\x0c\x00\x00\x08\x01"), "too long"},
		{"fewer keys than announced", list, framed("\x0c\x00\x00\x00\x02\x00\x00\x00\x01k\x00\x00\x00\x01c"), "cut short"},
		{"more behind the keys", list, framed("\x0c\x00\x00\x00\x00x"), "trailing bytes"},
		{"a signature of another algorithm", sign, framed("\x0e" + framed(framed("ssh-rsa")+framed("x"))), "ssh-rsa instead of ssh-ed25519"},
		{"a signature without algorithm", sign, framed("\x0e" + framed("\x00\x00")), "cut short"},
		{"a failure with more", remove, framed("\x05x"), "refused"},
		{"a success with more", remove, framed("\x06x"), "trailing bytes"},
		{"another extension", query, framed("\x1d" + framed("other")), "is of other"},
		{"names cut short", query, framed("\x1d" + framed("query") + "\x00\x00"), "cut short"},
		{"a list of keys", query, framed("\x0c\x00\x00\x00\x00"), "instead of"},
	} {
		if err := test.ask(answering(t, test.answer)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: want an error with %q, got %v", test.name, test.want, err)
		}
	}
}

// An agent that hangs is left when the context ends. The connection is then of no use:
// the answer may still come.
func TestClientOfASilentAgent(t *testing.T) {
	ours, theirs := net.Pipe()
	go io.Copy(io.Discard, theirs)
	c := agent.NewClient(ours)
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := c.List(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("want a deadline, got %v", err)
	}
	if _, err := c.List(context.Background()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the connection is used again: %v", err)
	}
}

// A request that no message can hold is refused before it is sent.
func TestClientKeepsToTheLimit(t *testing.T) {
	c := connect(t, newServer(t, agent.Config{}))
	if _, err := c.Sign(testContext(t), blob(key(1)), make([]byte, agent.MaxMessage), 0); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("signing %d bytes: %v", agent.MaxMessage, err)
	}
	if n := count(t, c); n != 0 {
		t.Errorf("the agent lists %d keys", n)
	}
}
