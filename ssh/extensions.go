package ssh

import (
	"log/slog"
	"slices"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// Extensions are what a peer has said of itself in EXT_INFO (RFC 8308), values by name,
// in any bytes: wire.ExtPing and others.
type Extensions map[string]string

// maxExtensions bounds what is kept of a peer's extensions, in bytes of names and
// values: those that matter are short.
const maxExtensions = 16 << 10

// read adds the extensions of a message that the transport has checked. Of two values
// of a name the later one holds.
func (e *Extensions) read(payload []byte, log *slog.Logger) {
	var m wire.ExtInfo
	if m.Parse(payload) != nil {
		return
	}
	size := 0
	for name, value := range *e {
		size += len(name) + len(value)
	}
	if *e == nil {
		*e = make(Extensions)
	}
	for name, value := range m.Extensions.All() {
		size += len(name) + len(value)
		if size > maxExtensions {
			log.Debug("further extensions are left out", "bytes", size)
			return
		}
		(*e)[string(name)] = string(value)
		log.Debug("extension", "name", wire.Escape(name), "value", wire.Escape(value))
	}
}

// has reports whether the peer has an extension in the version that is known here.
func (e Extensions) has(name string) bool { return e[name] == "0" }

// clientExtensions are what a client tells a server that asks.
func clientExtensions(cfg *ClientConfig) (list wire.Extensions) {
	list = list.Append(wire.ExtInfoInAuth, []byte("0"))
	list = list.Append(wire.ExtPing, []byte("0"))
	if cfg.Elevation != "" {
		list = list.Append(wire.ExtElevation, []byte(cfg.Elevation))
	}
	return flowExtension(list, cfg.NoFlowControl)
}

func flowExtension(list wire.Extensions, choice string) wire.Extensions {
	if choice != "" {
		list = list.Append(wire.ExtNoFlowControl, []byte(choice))
	}
	return list
}

// serverExtensions are what a server tells a client that asks, beside its
// server-sig-algs.
func serverExtensions(s *Server) (list wire.Extensions) {
	list = list.Append(wire.ExtHostbound, []byte("0"))
	list = list.Append(wire.ExtPing, []byte("0"))
	list = list.Append(wire.ExtAgentForward, []byte("0"))
	return flowExtension(list, s.NoFlowControl)
}

// updateSigAlgs tells a client that can take it, behind its first request, which
// signature algorithms its user may use (OpenSSH PROTOCOL §1.10): the first EXT_INFO was
// for whoever it might turn out to be.
func (sc *ServerConn) updateSigAlgs(payload []byte) error {
	if sc.updated || wire.Number(payload[0]) != wire.MsgUserauthRequest || !sc.info.Extensions.has(wire.ExtInfoInAuth) {
		return nil
	}
	sc.updated = true
	msg := wire.ExtInfo{Extensions: sc.c.t.Extensions(sigAlgs(sc.limits.UserKey))}
	return sc.c.Send(msg.Append(nil))
}

// sigAlgs are the signature algorithms that users may use. Those of certificates are
// those of the keys in them.
func sigAlgs(userKey []string) (names []string) {
	for _, name := range userKey {
		if name = keys.SignatureName(name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
