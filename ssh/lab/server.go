package lab

import (
	"errors"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A serverEnd lets one key in, and runs one command, which writes a line.
type serverEnd struct {
	base
	key *keys.PublicKey

	auth *userauth.Server
	conn *connection.Machine
}

func (s *serverEnd) on(ev transport.Event) error {
	switch ev.Kind {
	case transport.ServiceAsked:
		s.auth = userauth.NewServer(s.m, userauth.ServerConfig{
			SessionID: s.m.SessionID(), Methods: []string{wire.MethodPublicKey}, Algorithms: keys.Supported(),
		})
	case transport.Payload:
		if s.conn != nil {
			return s.onConnection(ev.Payload)
		}
		return s.onAuth(ev.Payload)
	}
	return nil
}

func (s *serverEnd) onAuth(payload []byte) error {
	ev, err := s.auth.Next(payload)
	if err != nil {
		return err
	}
	switch known := ev.Key != nil && ev.Key.Equal(s.key) && ev.User == user; {
	case ev.Question == userauth.Nothing:
		return nil
	case known && ev.Question == userauth.KeyAcceptable:
		return s.auth.KeyOK()
	case known && ev.Question == userauth.KeySigned:
		if err := s.auth.Accept(); err != nil {
			return err
		}
		s.m.Authenticated()
		s.conn = connection.New(s.m, connection.Config{})
		return nil
	}
	return s.auth.Reject()
}

func (s *serverEnd) onConnection(payload []byte) error {
	ev, err := s.conn.Next(payload)
	if err != nil {
		return err
	}
	switch ev.Kind {
	case connection.Open:
		return s.conn.Accept(ev.Channel)
	case connection.Request:
		if err := s.conn.Reply(ev.Channel, ev.Name == wire.RequestExec); err != nil || ev.Name != wire.RequestExec {
			return err
		}
		return s.run(ev.Channel)
	case connection.GlobalRequest:
		if ev.WantReply {
			return s.conn.ReplyGlobal(false, nil)
		}
	}
	return nil
}

// run is the command.
func (s *serverEnd) run(ch *connection.Channel) error {
	if n, err := s.conn.Write(ch, 0, []byte(output)); err != nil || n != len(output) {
		return errors.Join(err, errors.New("the output does not fit into the window"))
	}
	status := wire.ExitStatus{}
	if err := s.conn.SendRequest(ch, wire.RequestExitStatus, status.Append(nil), nil); err != nil {
		return err
	}
	if err := s.conn.SendEOF(ch); err != nil {
		return err
	}
	return s.conn.Close(ch)
}

func (s *serverEnd) idle() error { return nil }
