package mux

import "github.com/glassh/glassh/wire"

// maxEnv bounds the environment of a session, as OpenSSH's master does.
const maxEnv = 4096

func (m *Hello) appendBody(dst []byte) []byte { return wire.AppendUint32(dst, m.Version) }

// parseBody passes over extensions: each is a name and a value.
func (m *Hello) parseBody(r *wire.Reader) {
	m.Version = r.At("protocol version").Uint32()
	for r.Err() == nil && r.Len() > 0 {
		r.At("extension name").Bytes()
		r.At("extension value").Bytes()
	}
}

func (m *NewSession) appendBody(dst []byte) []byte {
	dst = wire.AppendUint32(dst, m.Request)
	dst = wire.AppendText(dst, "") // reserved
	for _, flag := range []bool{m.TTY, m.X11, m.Agent, m.Subsystem} {
		// A flag is a uint32 in OpenSSH's programs, whatever PROTOCOL.mux §2 says.
		n := uint32(0)
		if flag {
			n = 1
		}
		dst = wire.AppendUint32(dst, n)
	}
	dst = wire.AppendUint32(dst, m.Escape)
	dst = wire.AppendText(dst, m.Term)
	dst = wire.AppendText(dst, m.Command)
	for _, e := range m.Env {
		dst = wire.AppendText(dst, e)
	}
	return dst
}

func (m *NewSession) parseBody(r *wire.Reader) {
	m.Request = r.At("request id").Uint32()
	r.At("reserved").Bytes()
	m.TTY = r.At("want tty").Uint32() != 0
	m.X11 = r.At("want X11 forwarding").Uint32() != 0
	m.Agent = r.At("want agent").Uint32() != 0
	m.Subsystem = r.At("subsystem").Uint32() != 0
	m.Escape = r.At("escape char").Uint32()
	m.Term = r.At("terminal type").Text()
	m.Command = r.At("command").Text()
	for r.Err() == nil && r.Len() > 0 {
		if e := r.At("environment string").Text(); len(m.Env) < maxEnv {
			m.Env = append(m.Env, e)
		}
	}
}

func (f *Forward) append(dst []byte) []byte {
	dst = wire.AppendUint32(dst, uint32(f.Direction))
	dst = wire.AppendUint32(wire.AppendText(dst, f.ListenHost), f.ListenPort)
	return wire.AppendUint32(wire.AppendText(dst, f.ConnectHost), f.ConnectPort)
}

func (f *Forward) parse(r *wire.Reader) {
	f.Direction = Direction(r.At("forwarding type").Uint32())
	f.ListenHost = r.At("listen host").Text()
	f.ListenPort = r.At("listen port").Uint32()
	f.ConnectHost = r.At("connect host").Text()
	f.ConnectPort = r.At("connect port").Uint32()
}

func (m *OpenForward) appendBody(dst []byte) []byte {
	return m.append(wire.AppendUint32(dst, m.Request))
}

func (m *OpenForward) parseBody(r *wire.Reader) {
	m.Request = r.At("request id").Uint32()
	m.parse(r)
}

func (m *CloseForward) appendBody(dst []byte) []byte {
	return m.append(wire.AppendUint32(dst, m.Request))
}

func (m *CloseForward) parseBody(r *wire.Reader) {
	m.Request = r.At("request id").Uint32()
	m.parse(r)
}

func (m *StdioForward) appendBody(dst []byte) []byte {
	dst = wire.AppendText(wire.AppendUint32(dst, m.Request), "") // reserved
	return wire.AppendUint32(wire.AppendText(dst, m.Host), m.Port)
}

func (m *StdioForward) parseBody(r *wire.Reader) {
	m.Request = r.At("request id").Uint32()
	r.At("reserved").Bytes()
	m.Host = r.At("connect host").Text()
	m.Port = r.At("connect port").Uint32()
}

func (m *AliveCheck) appendBody(dst []byte) []byte    { return wire.AppendUint32(dst, m.Request) }
func (m *Terminate) appendBody(dst []byte) []byte     { return wire.AppendUint32(dst, m.Request) }
func (m *StopListening) appendBody(dst []byte) []byte { return wire.AppendUint32(dst, m.Request) }
func (m *Proxy) appendBody(dst []byte) []byte         { return wire.AppendUint32(dst, m.Request) }
func (m *OK) appendBody(dst []byte) []byte            { return wire.AppendUint32(dst, m.Request) }
func (m *Proxied) appendBody(dst []byte) []byte       { return wire.AppendUint32(dst, m.Request) }
func (m *TTYAllocFail) appendBody(dst []byte) []byte  { return wire.AppendUint32(dst, m.Session) }

func (m *AliveCheck) parseBody(r *wire.Reader)    { m.Request = r.At("request id").Uint32() }
func (m *Terminate) parseBody(r *wire.Reader)     { m.Request = r.At("request id").Uint32() }
func (m *StopListening) parseBody(r *wire.Reader) { m.Request = r.At("request id").Uint32() }
func (m *Proxy) parseBody(r *wire.Reader)         { m.Request = r.At("request id").Uint32() }
func (m *OK) parseBody(r *wire.Reader)            { m.Request = r.At("client request id").Uint32() }
func (m *Proxied) parseBody(r *wire.Reader)       { m.Request = r.At("client request id").Uint32() }
func (m *TTYAllocFail) parseBody(r *wire.Reader)  { m.Session = r.At("session id").Uint32() }

func (m *PermissionDenied) appendBody(dst []byte) []byte {
	return wire.AppendText(wire.AppendUint32(dst, m.Request), m.Reason)
}

func (m *PermissionDenied) parseBody(r *wire.Reader) {
	m.Request = r.At("client request id").Uint32()
	m.Reason = r.At("reason").Text()
}

func (m *Failure) appendBody(dst []byte) []byte {
	return wire.AppendText(wire.AppendUint32(dst, m.Request), m.Reason)
}

func (m *Failure) parseBody(r *wire.Reader) {
	m.Request = r.At("client request id").Uint32()
	m.Reason = r.At("reason").Text()
}

func (m *ExitMessage) appendBody(dst []byte) []byte {
	return wire.AppendUint32(wire.AppendUint32(dst, m.Session), m.Status)
}

func (m *ExitMessage) parseBody(r *wire.Reader) {
	m.Session = r.At("session id").Uint32()
	m.Status = r.At("exit value").Uint32()
}

func (m *Alive) appendBody(dst []byte) []byte {
	return wire.AppendUint32(wire.AppendUint32(dst, m.Request), m.PID)
}

func (m *Alive) parseBody(r *wire.Reader) {
	m.Request = r.At("client request id").Uint32()
	m.PID = r.At("server pid").Uint32()
}

func (m *SessionOpened) appendBody(dst []byte) []byte {
	return wire.AppendUint32(wire.AppendUint32(dst, m.Request), m.Session)
}

func (m *SessionOpened) parseBody(r *wire.Reader) {
	m.Request = r.At("client request id").Uint32()
	m.Session = r.At("session id").Uint32()
}

func (m *RemotePort) appendBody(dst []byte) []byte {
	return wire.AppendUint32(wire.AppendUint32(dst, m.Request), m.Port)
}

func (m *RemotePort) parseBody(r *wire.Reader) {
	m.Request = r.At("client request id").Uint32()
	m.Port = r.At("allocated remote listen port").Uint32()
}
