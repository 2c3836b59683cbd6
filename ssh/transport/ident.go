package transport

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/glassh/glassh/wire"
)

// onIdent reads one line of the version exchange (RFC 4253 §4.2). A server may
// send other lines before its identification string, a client may not.
func (m *Machine) onIdent(in []byte) (Event, int, error) {
	h := &m.in
	end := bytes.IndexByte(in, '\n')
	if end < 0 || end >= wire.MaxVersionLine {
		if len(in) >= wire.MaxVersionLine {
			return Event{}, 0, m.notSSH("its first line is too long", wire.Escape(in[:64]))
		}
		return Event{}, 0, nil
	}
	m.traceLine(false, in[:end+1])
	line := wire.TrimVersion(in[:end+1])
	if !wire.IsVersion(line) {
		if m.role == Server {
			return Event{}, 0, m.notSSH("it sent", wire.Escape(line))
		}
		if h.lines == 0 {
			h.line = wire.Escape(line)
		}
		if h.lines++; h.lines > wire.MaxBannerLines {
			return Event{}, 0, m.notSSH("it sent too many lines, the first", h.line)
		}
		return Event{Kind: Banner, Text: wire.Escape(line)}, end + 1, nil
	}
	version, err := wire.ParseVersion(line)
	if err != nil {
		return Event{}, 0, m.fault(wire.ReasonProtocolVersionNotSupported, 0,
			fmt.Sprintf("the peer's version \"%s\"", shorten(wire.Escape(line))), err)
	}
	if string(version.Proto) != "2.0" && !(m.role == Client && string(version.Proto) == "1.99") {
		return Event{}, 0, m.fault(wire.ReasonProtocolVersionNotSupported, 0,
			fmt.Sprintf("the peer speaks SSH version %s; only 2.0 is supported", wire.Escape(version.Proto)), nil)
	}
	m.kx.theirVersion = bytes.Clone(line)
	h.state = FirstKexInit
	return Event{Kind: Version, Text: wire.Escape(line)}, end + 1, nil
}

// notSSH is the error for a peer that speaks something else; line is escaped.
func (m *Machine) notSSH(what, line string) error {
	return m.fault(wire.ReasonProtocolError, 0,
		fmt.Sprintf("the peer is not an SSH %s: %s \"%s\"", m.peer(), what, shorten(line)), nil)
}

// Closed returns the error for a connection that the peer closed here, or nil
// where it may: behind its DISCONNECT.
func (m *Machine) Closed(unread []byte) error {
	switch m.in.state {
	case Closed:
		return nil
	case Running:
		if m.plain && len(unread) == 0 {
			return nil // there is no other way to say it
		}
	case Ident:
		if line := firstLine(unread); m.in.lines == 0 && line != "" {
			m.in.line = line
			m.in.lines++
		}
		if m.in.lines > 0 {
			return m.notSSH("it closed the connection after", m.in.line)
		}
		return m.fault(wire.ReasonConnectionLost, 0, "the peer closed the connection before its identification string", nil)
	}
	return m.fault(wire.ReasonConnectionLost, 0, "the peer closed the connection during "+m.in.state.String(), nil)
}

// peer names the other side.
func (m *Machine) peer() Role { return 1 - m.role }

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(b, []byte{'\n'})
	return wire.Escape(bytes.TrimSuffix(line, []byte{'\r'}))
}

// shorten keeps what a one-line error can show.
func shorten(s string) string {
	const most = 80
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}
