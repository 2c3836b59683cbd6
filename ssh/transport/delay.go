package transport

import (
	"errors"

	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/wire"
)

// Compression that begins behind the login, agreed on in EXT_INFO (RFC 8308 §3.2). Each
// direction goes over to it behind one message of its own, so that neither side has to
// guess what the other knew when it sent something:
//
//	server ── USERAUTH_SUCCESS ─▶ │ compressed from here on
//	client ── NEWCOMPRESS ──────▶ │ compressed from here on
//
// It is in force if both sides name algorithms. Keys are not exchanged anew before both
// messages are out (§3.2.1); the KEXINITs of later exchanges offer the same algorithms,
// and what comes of them replaces what was agreed on here (§3.2.2).
type delay struct {
	agreed bool
	in     compress.Method
	out    compress.Method
	began  bool // in a server: the client's NEWCOMPRESS has come
}

// maxBeforeNewCompress is how many messages a client may send between its login and its
// NEWCOMPRESS: "a reasonable number" (RFC 8308 §3.2). Data that it has to send at once is
// less.
const maxBeforeNewCompress = 1 << 10

// AgreeDelayed returns what two values of the extension delay-compression come to, the
// client's and the server's: in each direction the client's first algorithm that the
// server has, too. An algorithm that has a delay of its own is none.
func AgreeDelayed(client, server []byte) (toServer, toClient compress.Method, err error) {
	var c, s [2]wire.NameList
	if c[0], c[1], err = wire.ParseDelayCompression(client); err != nil {
		return 0, 0, err
	}
	if s[0], s[1], err = wire.ParseDelayCompression(server); err != nil {
		return 0, 0, err
	}
	var agreed [2]compress.Method
	for i := range agreed {
		var ok bool
		if agreed[i], ok = firstCommon(c[i], s[i]); !ok {
			return 0, 0, errNoDelayed
		}
	}
	return agreed[0], agreed[1], nil
}

var errNoDelayed = errors.New("there is no common algorithm for compression behind the login")

// firstCommon goes once over each list, which may be long.
func firstCommon(client, server wire.NameList) (compress.Method, bool) {
	var offered [compress.Delayed]bool
	for name := range server.All() {
		if m, ok := compress.Lookup(string(name)); ok && m != compress.Delayed {
			offered[m] = true
		}
	}
	for name := range client.All() {
		if m, ok := compress.Lookup(string(name)); ok && m != compress.Delayed && offered[m] {
			return m, true
		}
	}
	return 0, false
}

// delayValue is what we say.
func (c *Config) delayValue() []byte {
	names := wire.Names(c.DelayCompression...)
	return wire.AppendDelayCompression(nil, names, names)
}

// delays reports whether we say it to this peer.
func (m *Machine) delays() bool { return len(m.cfg.DelayCompression) > 0 && m.kx.extInfo }

// onDelay takes what the peer says, if we do so, too.
func (m *Machine) onDelay(value []byte) error {
	if !m.delays() {
		return nil
	}
	d := &m.delay
	client, server := m.cfg.delayValue(), value
	if m.role == Server {
		client, server = server, client
	}
	toServer, toClient, err := AgreeDelayed(client, server)
	if err != nil {
		return m.fault(wire.ReasonKeyExchangeFailed, wire.MsgExtInfo, "", err)
	}
	d.agreed, d.in, d.out = true, toClient, toServer
	if m.role == Server {
		d.in, d.out = toServer, toClient
	}
	return nil
}

// settling reports whether it is too early to exchange keys anew (RFC 8308 §3.2.1): for
// a server, before the client's NEWCOMPRESS as well, so that this cannot come amid an
// exchange.
func (m *Machine) settling() bool {
	return m.sessionID != nil && m.delays() && (!m.loggedIn || m.delay.agreed && m.role == Server && !m.delay.began)
}

// early reports whether the peer exchanges keys anew too early, which makes it unclear
// what it compresses.
func (m *Machine) early() bool { return m.sessionID != nil && m.delay.agreed && m.settling() }

// delayOut begins the compression of what goes out, behind our USERAUTH_SUCCESS or
// NEWCOMPRESS.
func (m *Machine) delayOut() {
	z := &m.out.deflating
	z.stop()
	if z.method = m.delay.out; z.method != compress.None {
		z.stream = compress.NewDeflater()
	}
}

// delayIn begins the decompression of what comes, behind the peer's.
func (m *Machine) delayIn() {
	z := &m.in.inflating
	z.stop()
	if z.method = m.delay.in; z.method != compress.None {
		z.stream = compress.NewInflater()
	}
}

// delayUserIn does at USERAUTH_SUCCESS what was agreed on. The client answers at once.
func (m *Machine) delayUserIn() {
	switch {
	case !m.delay.agreed:
	case m.role == Server:
		m.delayOut()
		m.in.await = maxBeforeNewCompress
	default:
		m.delayIn()
		var msg wire.NewCompress
		m.emit(msg.Append)
		m.delayOut()
	}
}

// onNewCompress begins the decompression of what a client sends.
func (m *Machine) onNewCompress(payload []byte) (Event, error) {
	var msg wire.NewCompress
	if err := msg.Parse(payload); err != nil {
		return Event{}, m.malformed(wire.MsgNewCompress, err)
	}
	if m.in.await == 0 {
		return Event{}, m.fault(wire.ReasonProtocolError, wire.MsgNewCompress, "not agreed on, or sent before", nil)
	}
	m.in.await, m.delay.began = 0, true
	m.delayIn()
	return Event{}, nil
}

// awaited counts the messages in front of NEWCOMPRESS.
func (m *Machine) awaited(msg wire.Number) error {
	if m.in.await == 0 || msg == wire.MsgNewCompress {
		return nil
	}
	if m.in.await--; m.in.await == 0 {
		return m.fault(wire.ReasonProtocolError, msg, "NEWCOMPRESS is overdue", nil)
	}
	return nil
}
