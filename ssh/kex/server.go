package kex

import (
	"bytes"
	"io"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/wire"
)

// A Server is the server's side of one exchange. Each message of the client goes to
// [Server.Handle], until that is done; then the host key signs H of the result, and
// [Server.Reply] makes the last message of it. The signing lies between, so that it may
// be slow, or happen elsewhere.
type Server struct {
	method     Method
	transcript Transcript
	key        *dh.X25519Key // of x25519; nil behind the end
	public     []byte        // Q_S
	result     *Result
}

// NewServer returns a Server with an ephemeral key made from rand; hostKey is the
// public key blob K_S, which is copied. It fails only if rand does.
func NewServer(m Method, t Transcript, hostKey []byte, rand io.Reader) (*Server, error) {
	s := &Server{method: m, transcript: t}
	switch m.agreement {
	case x25519:
		key, err := dh.GenerateX25519(rand)
		if err != nil {
			return nil, s.fail("making an ephemeral key", err)
		}
		s.key, s.public = key, key.PublicKey()
	default:
		panic("kex: unknown method " + m.Name)
	}
	s.result = &Result{Hash: m.Hash, HostKey: bytes.Clone(hostKey)}
	return s, nil
}

// Handle takes the payload of one message, of a number in 30 … 49, and appends the
// payload of the answer, if there is one, to dst. With done, the exchange has a
// [Server.Result] and takes no more messages. The error is an [*Error], and ends the
// exchange too.
func (s *Server) Handle(dst, payload []byte) (out []byte, done bool, err error) {
	if s.key == nil {
		return dst, false, s.fail("waiting for NEWKEYS", errOver)
	}
	defer s.Wipe()

	var init wire.KexECDHInit
	if err := init.Parse(payload); err != nil {
		return dst, false, s.fail("reading the client's key", err)
	}
	secret, err := s.key.Shared(init.ClientPublic)
	if err != nil {
		return dst, false, s.fail("agreeing with the client's key", err)
	}
	s.result.K = secretMpint(secret)
	s.result.H = hashECDH(s.method.Hash, &s.transcript, s.result.HostKey, init.ClientPublic, s.public, s.result.K)
	return dst, true, nil
}

// Result returns what the exchange ended in, or nil if it has not.
func (s *Server) Result() *Result {
	if s.result.H == nil {
		return nil
	}
	return s.result
}

// Reply appends the payload of the last message to dst: K_S, Q_S and the signature of
// H in the form of RFC 4253 §6.6. It panics before Handle is done.
func (s *Server) Reply(dst, signature []byte) []byte {
	if s.result.H == nil {
		panic("kex: Reply before the exchange is done")
	}
	reply := wire.KexECDHReply{HostKey: s.result.HostKey, ServerPublic: s.public, Signature: signature}
	return reply.Append(dst)
}

// Wipe overwrites the ephemeral key with zeros, as Handle does at the end; it is for
// an exchange that is given up.
func (s *Server) Wipe() {
	if s.key != nil {
		s.key.Wipe()
		s.key = nil
	}
}

func (s *Server) fail(doing string, err error) error {
	return &Error{Method: s.method.Name, Doing: doing, Err: err}
}
