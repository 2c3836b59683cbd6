package transport

import "github.com/glassh/glassh/wire"

// onPing answers a PING with its own data (OpenSSH PROTOCOL §1.8). While an exchange of
// keys of ours runs, the answer is held back with everything else, and bounded with it.
func (m *Machine) onPing(payload []byte) (Event, error) {
	var ping wire.Ping
	if err := ping.Parse(payload); err != nil {
		return Event{}, m.malformed(wire.MsgPing, err)
	}
	pong := wire.Pong{Data: ping.Data}
	return Event{}, m.End(pong.Append(m.Begin()))
}

// onPong hands on the data of an answer. Whether anybody waits for it, the caller knows.
func (m *Machine) onPong(payload []byte) (Event, error) {
	var pong wire.Pong
	if err := pong.Parse(payload); err != nil {
		return Event{}, m.malformed(wire.MsgPong, err)
	}
	return Event{Kind: Pong, Payload: pong.Data}, nil
}

// SendPing sends a PING. The peer answers it with the same data in a PONG, if it has
// said so by the extension ping@openssh.com.
func (m *Machine) SendPing(data []byte) error {
	ping := wire.Ping{Data: data}
	return m.End(ping.Append(m.Begin()))
}
