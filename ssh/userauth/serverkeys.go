package userauth

import (
	"bytes"
	"slices"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// onPublicKey looks at the algorithm before it parses the key, whose type must be one that
// signs so, and verifies the signature before it asks anybody.
func (s *Server) onPublicKey(ev ServerEvent, m *wire.UserauthRequest, hostBound bool) (ServerEvent, error) {
	signed, err := s.parseKey(m, hostBound)
	if err != nil {
		return ServerEvent{}, err
	}
	q := KeyAcceptable
	if s.key.HasSig {
		q = KeySigned
	}
	ev.Algorithm = string(s.key.Algorithm)
	if ev.Key = s.usable(s.key.Algorithm, s.key.Key, s.cfg.Algorithms); ev.Key == nil {
		return s.refuse(q)
	}
	if q == KeyAcceptable {
		s.key.Algorithm, s.key.Key = slices.Clone(s.key.Algorithm), slices.Clone(s.key.Key)
		return s.ask(q, ev)
	}
	if ev.Presence, err = ev.Key.VerifyPresence(ev.Algorithm, signed(), s.key.Signature); err != nil {
		return s.refuse(q)
	}
	return s.ask(q, ev)
}

// parseKey reads the fields of publickey, or of its host-bound kin, into s.key. signed
// makes what the signature is over. A client that names a host key other than this
// connection's was led here by somebody, and learns no more (OpenSSH PROTOCOL §3.1).
func (s *Server) parseKey(m *wire.UserauthRequest, hostBound bool) (signed func() []byte, err error) {
	if !hostBound {
		if err := s.key.Parse(m.Rest); err != nil {
			return nil, malformed(err)
		}
		return func() []byte { return s.key.AppendSigned(nil, s.cfg.SessionID, m) }, nil
	}
	var k wire.UserauthPublicKeyHostBound
	if err := k.Parse(m.Rest); err != nil {
		return nil, malformed(err)
	}
	if s.cfg.HostKey == nil || !bytes.Equal(k.HostKey, s.cfg.HostKey) {
		return nil, &Error{Reason: wire.ReasonProtocolError, Text: "the request names the host key of another server"}
	}
	s.key = wire.UserauthPublicKey{HasSig: k.HasSig, Algorithm: k.Algorithm, Key: k.Key, Signature: k.Signature}
	return func() []byte { return k.AppendSigned(nil, s.cfg.SessionID, m) }, nil
}

// onHostbased verifies the signature of the client's host before it asks anybody.
func (s *Server) onHostbased(ev ServerEvent, m *wire.UserauthRequest) (ServerEvent, error) {
	var h wire.UserauthHostbased
	if err := h.Parse(m.Rest); err != nil {
		return ServerEvent{}, malformed(err)
	}
	ev.Algorithm, ev.Host, ev.ClientUser = string(h.Algorithm), string(h.Host), string(h.ClientUser)
	if len(h.Host) > maxHost || len(h.ClientUser) > maxUser {
		return s.refuse(HostSigned)
	}
	if ev.Key = s.usable(h.Algorithm, h.HostKey, s.cfg.HostAlgorithms); ev.Key == nil {
		return s.refuse(HostSigned)
	}
	if ev.Key.Verify(ev.Algorithm, h.AppendSigned(nil, s.cfg.SessionID, m), h.Signature) != nil {
		return s.refuse(HostSigned)
	}
	return s.ask(HostSigned, ev)
}

// maxHost bounds the name of a client's host, in bytes: those of the DNS have at most
// 253, and a dot behind them (RFC 1035 §2.3.4).
const maxHost = 256

// usable returns the key if it is one that signs by that algorithm, which is one of
// allowed; or nil.
func (s *Server) usable(algorithm, blob []byte, allowed []string) *keys.PublicKey {
	if !slices.Contains(allowed, string(algorithm)) {
		return nil
	}
	key, err := keys.ParseSigningKey(string(algorithm), blob)
	if err != nil || key.ShortRSA(s.cfg.RequiredRSASize) {
		return nil
	}
	return key
}
