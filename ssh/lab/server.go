package lab

import (
	"time"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A serverEnd lets one key in, and runs one command, which writes some lines.
type serverEnd struct {
	base
	key    *keys.PublicKey
	output []string // to be written
	gaps   []time.Duration
	ch     *connection.Channel // while the command runs

	auth *userauth.Server
	conn *connection.Machine
}

func (s *serverEnd) on(ev transport.Event) error {
	switch ev.Kind {
	case transport.ServiceAsked:
		s.auth = userauth.NewServer(s.m, userauth.ServerConfig{
			SessionID: s.m.SessionID(), HostKey: s.m.HostKey(), Methods: []string{wire.MethodPublicKey}, Algorithms: keys.Supported(),
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
		s.ch = ev.Channel
		return s.run()
	case connection.Window:
		return s.run()
	case connection.GlobalRequest:
		if ev.WantReply {
			return s.conn.ReplyGlobal(false, nil)
		}
	}
	return nil
}

// run is the command. It writes what the window takes, and ends when all is written.
func (s *serverEnd) run() error {
	for s.ch != nil && len(s.output) > 0 && s.gaps == nil {
		if n, err := s.write(); n == 0 || err != nil {
			return err
		}
	}
	return s.end()
}

// write writes what is left of a line, or what the window takes of it.
func (s *serverEnd) write() (n int, err error) {
	n, err = s.conn.Write(s.ch, 0, []byte(s.output[0]))
	if s.output[0] = s.output[0][n:]; s.output[0] == "" {
		s.output = s.output[1:]
	}
	return n, err
}

// end ends the command behind its last line.
func (s *serverEnd) end() error {
	if s.ch == nil || len(s.output) > 0 {
		return nil
	}
	ch := s.ch
	s.ch = nil
	status := wire.ExitStatus{}
	if err := s.conn.SendRequest(ch, wire.RequestExitStatus, status.Append(nil), nil); err != nil {
		return err
	}
	if err := s.conn.SendEOF(ch); err != nil {
		return err
	}
	return s.conn.Close(ch)
}

// idle writes the next line of a command that takes its time.
func (s *serverEnd) idle() error {
	if s.ch == nil || s.gaps == nil || s.ch.Window() == 0 {
		return nil
	}
	whole := len(s.output)
	s.wait(s.gaps[len(s.gaps)-whole])
	if _, err := s.write(); err != nil {
		return err
	}
	return s.end()
}
