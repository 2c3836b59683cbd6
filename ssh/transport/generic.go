package transport

import (
	"github.com/glassh/glassh/wire"
)

// onDisconnect ends the connection at the peer's word (RFC 4253 §11.1).
func (m *Machine) onDisconnect(payload []byte) (Event, error) {
	var msg wire.Disconnect
	if err := msg.Parse(payload); err != nil {
		return Event{}, m.malformed(wire.MsgDisconnect, err)
	}
	return Event{}, &DisconnectError{Reason: msg.Reason, Text: wire.Escape(msg.Description)}
}

// onDebug hands on the text of a DEBUG message (RFC 4253 §11.3).
func (m *Machine) onDebug(payload []byte) (Event, error) {
	var msg wire.Debug
	if err := msg.Parse(payload); err != nil {
		return Event{}, m.malformed(wire.MsgDebug, err)
	}
	return Event{Kind: Debug, Text: wire.Escape(msg.Message)}, nil
}

// onUnimplemented passes the answer to a message that the peer does not know.
// None that this machine sends is optional, so it ends a key exchange or an
// authentication; the connection protocol may send what it likes.
func (m *Machine) onUnimplemented(payload []byte) (Event, error) {
	var msg wire.Unimplemented
	if err := msg.Parse(payload); err != nil {
		return Event{}, m.malformed(wire.MsgUnimplemented, err)
	}
	if m.in.state != Running {
		return Event{}, m.fault(wire.ReasonProtocolError, wire.MsgUnimplemented, "the peer does not know a message that it must", nil)
	}
	return Event{Kind: Payload, Payload: payload}, nil
}

// onServiceRequest accepts the one service there is before authentication
// (RFC 4253 §10). paramiko asks for it again before each method, which OpenSSH's server
// accepts, too.
func (m *Machine) onServiceRequest(payload []byte) (Event, error) {
	var msg wire.ServiceRequest
	if err := msg.Parse(payload); err != nil {
		return Event{}, m.malformed(wire.MsgServiceRequest, err)
	}
	if string(msg.Service) != "ssh-userauth" {
		return Event{}, m.fault(wire.ReasonServiceNotAvailable, wire.MsgServiceRequest, "only ssh-userauth is offered here", nil)
	}
	accept := wire.ServiceAccept{Service: msg.Service}
	m.setPhase(Auth)
	return Event{Kind: ServiceAsked}, m.Send(accept.Append(nil))
}

// RequestUserauth asks the server for the authentication protocol.
func (m *Machine) RequestUserauth() error {
	msg := wire.ServiceRequest{Service: []byte("ssh-userauth")}
	return m.Send(msg.Append(nil))
}

// onServiceAccept begins the authentication protocol.
func (m *Machine) onServiceAccept(payload []byte) (Event, error) {
	var msg wire.ServiceAccept
	if err := msg.Parse(payload); err != nil {
		return Event{}, m.malformed(wire.MsgServiceAccept, err)
	}
	if string(msg.Service) != "ssh-userauth" {
		return Event{}, m.fault(wire.ReasonProtocolError, wire.MsgServiceAccept, "for a service that was not asked for", nil)
	}
	m.setPhase(Auth)
	return Event{Kind: ServiceGiven}, nil
}

// Authenticated tells the machine that authentication has succeeded: behind
// USERAUTH_SUCCESS, messages of the connection protocol are legal, and keys are
// exchanged anew when a limit is reached.
func (m *Machine) Authenticated() {
	if m.in.phase != Auth {
		panic("transport: Authenticated outside of authentication")
	}
	if m.role == Client {
		m.userIn()
	}
	m.setPhase(Running)
}

// setPhase moves on where a key exchange returns to, and the state with it
// unless an exchange is under way.
func (m *Machine) setPhase(phase State) {
	if m.in.state == m.in.phase {
		m.in.state = phase
	}
	m.in.phase = phase
	m.out.running = phase == Running
}
