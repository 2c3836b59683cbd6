package transport

import (
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// deflating is the compression of what goes out. Nothing of it is there unless the peers
// have agreed on some.
type deflating struct {
	method compress.Method // of the keys in use
	stream *compress.Deflater
	buf    []byte // of a payload being compressed

	// success says that USERAUTH_SUCCESS is still to be sent, by a server.
	success bool
}

// inflating undoes the compression of what comes in.
type inflating struct {
	method compress.Method
	stream *compress.Inflater
	buf    []byte // the message of the last packet
}

// maxMessage is the longest message that goes out, in bytes: its packet is not too long
// compressed either, however badly that goes.
const maxMessage = protect.MaxPayload - compress.MaxGrowth

// compression returns the names that a KEXINIT offers: where compression began behind the
// login, those of then.
func (m *Machine) compression() wire.NameList {
	switch {
	case m.delay.agreed && m.loggedIn && !m.settling():
		return wire.Names(m.cfg.DelayCompression...)
	case len(m.cfg.Compression) == 0:
		return wire.Names(compress.None.String())
	}
	return wire.Names(m.cfg.Compression...)
}

// method returns the compression of a direction.
func method(d kex.Direction) compress.Method {
	m, ok := compress.Lookup(d.Compression)
	if !ok {
		panic("transport: Config holds an unknown compression")
	}
	return m
}

// starts reports whether compression by that method starts with new keys: it is a new
// stream for each of them (RFC 4253 §6.2), but for one that waits for the user to be in.
func (m *Machine) starts(c compress.Method) bool {
	return c == compress.Zlib || c == compress.Delayed && m.loggedIn
}

// newKeysOut begins compression anew behind our NEWKEYS.
func (m *Machine) newKeysOut() {
	a, z := m.kx.algorithms, &m.out.deflating
	z.stop()
	if z.method = method(a.ServerToClient); m.role == Client {
		z.method = method(a.ClientToServer)
	}
	z.success = m.role == Server && !m.loggedIn
	if m.starts(z.method) {
		z.stream = compress.NewDeflater()
	}
}

// newKeysIn begins decompression anew behind the peer's NEWKEYS.
func (m *Machine) newKeysIn() {
	a, z := m.kx.algorithms, &m.in.inflating
	z.stop()
	if z.method = method(a.ClientToServer); m.role == Client {
		z.method = method(a.ServerToClient)
	}
	if m.starts(z.method) {
		z.stream = compress.NewInflater()
	}
}

// userIn begins what waited for USERAUTH_SUCCESS, which has just been sent or received
// (OpenSSH PROTOCOL §1.2). It needs both halves.
func (m *Machine) userIn() {
	m.out.deflating.success = false
	m.loggedIn = true
	if z := &m.out.deflating; z.method == compress.Delayed && z.stream == nil {
		z.stream = compress.NewDeflater()
	}
	// A client that is exchanging keys has not seen it: what it sends goes on without
	// compression up to its NEWKEYS.
	if z := &m.in.inflating; z.method == compress.Delayed && z.stream == nil && m.in.state == m.in.phase {
		z.stream = compress.NewInflater()
	}
	m.delayUserIn()
}

// compressTail compresses the message behind buf[start:] and the header gap.
func (m *Machine) compressTail(buf []byte, start int) []byte {
	z := &m.out.deflating
	message := buf[start+wire.HeaderLen:]
	if m.cfg.Tracer != nil {
		m.out.trace.message = append(m.out.trace.message[:0], message...)
	}
	z.buf = z.stream.Append(z.buf[:0], message)
	return append(buf[:start+wire.HeaderLen], z.buf...)
}

// decompress returns the message of a payload. It is valid until the next packet.
func (z *inflating) decompress(payload []byte) (message []byte, err error) {
	z.buf, err = z.stream.Append(z.buf[:0], payload)
	return z.buf, err
}

// stop ends a stream and wipes what it remembers.
func (z *deflating) stop() {
	if z.stream != nil {
		z.stream.Wipe()
		mem.Wipe(z.buf[:cap(z.buf)])
	}
	z.stream, z.buf = nil, nil
}

func (z *inflating) stop() {
	if z.stream != nil {
		z.stream.Wipe()
		mem.Wipe(z.buf[:cap(z.buf)])
	}
	z.stream, z.buf = nil, nil
}
