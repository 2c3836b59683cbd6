package transport

import (
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// sendNewKeys sends NEWKEYS, the last packet under the old keys, and switches the
// outbound half (RFC 4253 §7.3).
func (m *Machine) sendNewKeys() (Event, error) {
	var msg wire.NewKeys
	m.emit(msg.Append)
	first := m.sessionID == nil
	if first {
		m.sessionID = m.kx.result.H
	}
	suite, secrets := m.derive(m.role == Client)
	m.traceKeys(true, suite, secrets)
	o := &m.out
	o.seal.Wipe()
	o.seal = protect.NewSealer(suite, secrets, m.cfg.Rand)
	m.tap()
	secrets.Wipe()
	m.newKeysOut()
	o.used, o.limit = traffic{}, m.cfg.Limit.of(suite.Cipher)
	if m.strict {
		o.seq = 0
	}
	o.kexSent = false
	if first && m.kx.extInfo {
		m.sendExtInfo()
	}
	return Event{Kind: KeysSent}, m.release()
}

// onNewKeys switches the inbound half: the next packet comes under the new keys.
// Our own NEWKEYS is out by now: both roles send it as soon as they know the keys,
// and the table lets the peer's come only then.
func (m *Machine) onNewKeys(payload []byte) (Event, error) {
	var msg wire.NewKeys
	if err := msg.Parse(payload); err != nil {
		return Event{}, m.malformed(wire.MsgNewKeys, err)
	}
	suite, secrets := m.derive(m.role == Server)
	m.traceKeys(false, suite, secrets)
	h := &m.in
	h.open.Wipe()
	h.open = protect.NewOpener(suite, secrets)
	secrets.Wipe()
	m.newKeysIn()
	h.used, h.limit, h.asked = traffic{}, m.cfg.Limit.of(suite.Cipher), false
	if m.strict {
		h.seq = 0
	}
	m.endExchange()
	if h.phase == Ident {
		h.phase = Service
	}
	h.state = h.phase
	return Event{Kind: KeysReceived}, nil
}

// derive returns the suite and keys of one direction (RFC 4253 §7.2).
func (m *Machine) derive(clientToServer bool) (protect.Suite, protect.Keys) {
	kdf := m.kx.result.KDF(m.sessionID)
	direction, keysOf := m.kx.algorithms.ServerToClient, (*kex.KDF).ServerToClient
	if clientToServer {
		direction, keysOf = m.kx.algorithms.ClientToServer, (*kex.KDF).ClientToServer
	}
	suite, ok := protect.Lookup(direction.Cipher, direction.MAC)
	if !ok {
		panic("transport: Config holds an unknown cipher or MAC")
	}
	return suite, keysOf(kdf, suite)
}

// endExchange wipes what the exchange leaves behind.
func (m *Machine) endExchange() {
	x := &m.kx
	if x.client != nil {
		x.client.Wipe()
	}
	if x.server != nil {
		x.server.Wipe()
	}
	if x.result != nil {
		x.result.Wipe()
	}
	m.dropGuess()
	mem.Wipe(x.private)
	x.client, x.server, x.result, x.private = nil, nil, nil, nil
	x.ourInit, x.theirInit = nil, nil
}

// Wipe overwrites all keys with zeros, at the end of the connection. It needs both
// halves; the machine cannot be used any more.
func (m *Machine) Wipe() {
	m.in.state = Closed
	m.in.open.Wipe()
	m.out.seal.Wipe()
	m.in.inflating.stop()
	m.out.deflating.stop()
	mem.Wipe(m.out.held)
	m.endExchange()
}
