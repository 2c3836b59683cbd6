package transport

import (
	"github.com/glassh/glassh/wire"
)

// maxExtInfos is how often EXT_INFO may come from a peer (RFC 8308 §2.4): behind
// the first NEWKEYS, and from a server once more before USERAUTH_SUCCESS.
var maxExtInfos = [2]int{Client: 2, Server: 1}

// onExtInfo checks the number and form of the extensions and hands them on.
func (m *Machine) onExtInfo(payload []byte) (Event, error) {
	var msg wire.ExtInfo
	if err := msg.Parse(payload); err != nil {
		return Event{}, m.malformed(wire.MsgExtInfo, err)
	}
	if m.in.extInfos++; m.in.extInfos > maxExtInfos[m.role] {
		return Event{}, m.fault(wire.ReasonProtocolError, wire.MsgExtInfo, "sent too often", nil)
	}
	m.delay.agreed = false // a second message replaces the first
	for name, value := range msg.Extensions.All() {
		var err error
		switch string(name) {
		case wire.ExtServerSigAlgs:
			_, err = wire.ParseNameList(value)
		case wire.ExtDelayCompression:
			if _, _, err = wire.ParseDelayCompression(value); err == nil {
				if err := m.onDelay(value); err != nil {
					return Event{}, err
				}
			}
		}
		if err != nil {
			return Event{}, m.malformed(wire.MsgExtInfo, err)
		}
	}
	return Event{Kind: ExtInfo, Payload: payload}, nil
}

// sendExtInfo tells a peer that asked what this side can do, right behind our first
// NEWKEYS: a server, which signature algorithms its users may authenticate with
// (RFC 8308 §3.1), and both what Config says. A client has nothing to tell otherwise.
func (m *Machine) sendExtInfo() {
	if list := m.Extensions(m.cfg.ServerSigAlgs); len(list) > 0 {
		msg := wire.ExtInfo{Extensions: list}
		m.emit(msg.Append)
	}
}

// Extensions returns what is told to a peer that asked, for a server with these signature
// algorithms. An EXT_INFO takes the place of an earlier one (RFC 8308 §2.4): a second one
// says again what goes on to hold.
func (m *Machine) Extensions(sigAlgs []string) (list wire.Extensions) {
	if m.role == Server {
		list = list.Append(wire.ExtServerSigAlgs, wire.Names(sigAlgs...))
	}
	list = append(list, m.cfg.Extensions...)
	if len(m.cfg.DelayCompression) > 0 {
		list = list.Append(wire.ExtDelayCompression, m.cfg.delayValue())
	}
	return list
}

// Asked reports whether the peer has asked for extensions, and was told Config's, behind
// the first exchange of keys.
func (m *Machine) Asked() bool { return m.kx.extInfo }
