package ssh_test

import (
	"bytes"
	"io"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
)

const (
	failure = userauth.Failure
	success = userauth.Success
)

// A rawAuth is a client that has come to authentication.
type rawAuth struct {
	r *raw
	c *userauth.Client
}

func newRawAuth(r *raw) *rawAuth { return newRawAuthOf(r, "user") }

func newRawAuthOf(r *raw, user string) *rawAuth {
	return &rawAuth{r, userauth.NewClient(r.m, user, r.m.SessionID())}
}

// try waits for the answer to a request that was sent with that error.
func (a *rawAuth) try(err error) userauth.ClientEvent {
	a.r.t.Helper()
	if err == nil {
		err = a.r.flush()
	}
	if err != nil {
		a.r.t.Fatal(err)
	}
	payload, err := a.r.message()
	if err != nil {
		a.r.t.Fatal(err)
	}
	ev, err := a.c.Next(payload)
	if err != nil {
		a.r.t.Fatal(err)
	}
	return ev
}

// watched tells what it signs.
type watched struct {
	keys.Signer
	signed chan []byte
}

func (w watched) Sign(rand io.Reader, algorithm string, message []byte) ([]byte, error) {
	w.signed <- bytes.Clone(message)
	return w.Signer.Sign(rand, algorithm, message)
}
