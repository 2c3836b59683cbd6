package transport

import (
	"io"

	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// A Config is what a machine offers and holds itself to. It is not changed, and
// several machines may share it as long as Rand allows it.
type Config struct {
	// Version is the identification string, without CR LF: "SSH-2.0-glassh_0.1".
	Version string
	// Rand gives the cookies, padding and ephemeral keys.
	Rand io.Reader
	// Names of algorithms, best first, for both directions.
	Kex, HostKeyAlgorithms, Ciphers, MACs []string
	// Compression likewise, of compress.Names; nil stands for none.
	Compression []string
	// DelayCompression, if not empty, has compression begin anew behind the login, if the
	// peer wants that, too (RFC 8308 §3.2): zlib and none, the better one first.
	DelayCompression []string
	// HostKeys are a server's keys: one of them has an algorithm of
	// HostKeyAlgorithms.
	HostKeys []keys.Signer
	// ServerSigAlgs is what a server tells a client that asked for extensions
	// (RFC 8308 §3.1): the signature algorithms it takes for user keys.
	ServerSigAlgs []string
	// Extensions are what either side tells besides, if the other asks for it.
	Extensions wire.Extensions
	// Guess is what a client expects the server to choose: if it is in Kex and
	// HostKeyAlgorithms, it is offered first, and the method's first message is sent
	// without waiting for the server's KEXINIT (RFC 4253 §7). A wrong one costs an
	// ephemeral key. The zero value guesses nothing.
	Guess Guess
	// Moduli are the groups that a server offers in a group exchange; nil stands for
	// kex.BuiltinModuli.
	Moduli *kex.Moduli
	// TransientRSA returns a server's key for rsa2048-sha256, which may serve many
	// exchanges; nil makes one for each, which takes long.
	TransientRSA func() (*rsa.PrivateKey, error)
	// Limit is the traffic, each way, after which a machine starts a key
	// exchange. The zero value means the limits of the ciphers.
	Limit Limit
	// NoStrictKex leaves strict key exchange out of what is offered: such a connection
	// can be cut at its beginning without anybody's notice (CVE-2023-48795). It is for
	// showing that.
	NoStrictKex bool
	// Tracer is told everything; nil costs nothing.
	Tracer Tracer
}

// A Machine is one end of the transport protocol.
type Machine struct {
	role Role
	cfg  *Config
	in   inbound
	out  outbound
	kx   exchange

	sessionID []byte // H of the first exchange
	hostKey   []byte // the blob of the host key of the first exchange
	strict    bool
	loggedIn  bool // USERAUTH_SUCCESS was sent or received
	plain     bool // of NewPlain
	delay     delay
	// proof is the question that Next waits on, or nil.
	proof *HostKeyProven
}

// inbound is what the reader of the connection owns.
type inbound struct {
	state State // what is legal now
	phase State // Service, Auth or Running: where a re-exchange returns to
	open  *protect.Opener
	seq   uint32 // of the next packet
	used  traffic
	limit Limit
	asked bool // a re-exchange for used has been asked for
	skip  bool // the peer's guess was wrong: the next method message is dropped

	inflating inflating
	// await is how many messages may still come in front of a NEWCOMPRESS, or 0.
	await int

	// opened is a payload that NextData decrypted and left to Next, and the
	// length of its packet.
	opened  []byte
	openedN int

	trace inTrace

	lines    int    // before the identification string
	line     string // the first of them, for the error that ends it
	extInfos int    // EXT_INFO messages so far
}

// New returns a machine that has its identification string and KEXINIT ready to
// send. It panics on a configuration that can't work.
func New(role Role, cfg *Config) (*Machine, error) {
	if cfg.Rand == nil || len(cfg.Kex) == 0 || len(cfg.Ciphers) == 0 || len(cfg.HostKeyAlgorithms) == 0 {
		panic("transport: incomplete Config")
	}
	if role == Server && len(cfg.HostKeys) == 0 {
		panic("transport: a server needs a host key")
	}
	for _, name := range cfg.DelayCompression {
		if method, ok := compress.Lookup(name); !ok || method == compress.Delayed {
			panic("transport: Config.DelayCompression holds what it cannot")
		}
	}
	m := &Machine{role: role, cfg: cfg}
	m.in.open = protect.NewOpener(protect.Suite{}, protect.Keys{})
	m.out.seal = protect.NewSealer(protect.Suite{}, protect.Keys{}, cfg.Rand)
	m.startTrace()
	m.kx.ourVersion = []byte(cfg.Version)
	m.out.buf = append(append(m.out.buf, cfg.Version...), '\r', '\n')
	m.traceLine(true, m.out.buf)
	if err := m.sendKexInit(); err != nil {
		return nil, err
	}
	return m, nil
}

// Next consumes the front of in, decrypting it in place. It returns at most one
// event, and how many bytes it used; with no event and none used, it needs more
// input. An error ends the machine.
//
// Next needs both halves.
func (m *Machine) Next(in []byte) (ev Event, n int, err error) {
	if m.proof != nil {
		panic("transport: Next before AcceptHostKey")
	}
	switch m.in.state {
	case Closed:
		return Event{}, 0, errClosed
	case Ident:
		ev, n, err = m.onIdent(in)
	default:
		ev, n, err = m.nextPacket(in)
	}
	if err != nil {
		m.in.state = Closed
	}
	return ev, n, err
}

// nextPacket opens one packet, or takes the one that NextData opened, and
// handles it.
func (m *Machine) nextPacket(in []byte) (Event, int, error) {
	if m.in.due() && !m.settling() {
		m.in.asked = true
		if err := m.Rekey(); err != nil {
			return Event{}, 0, err
		}
	}
	payload, n := m.in.opened, m.in.openedN
	m.in.opened, m.in.openedN = nil, 0
	if payload == nil {
		var err error
		payload, n, err = m.in.next(in)
		if err != nil || n == 0 {
			return Event{}, 0, err
		}
	}
	ev, err := m.handle(payload)
	return ev, n, err
}

// NextData is Next for the common case, without the outbound half: a message of
// the connection protocol, in the [Running] state. For everything else it
// returns [Control], and Next must be called with the same input.
func (m *Machine) NextData(in []byte) (ev Event, n int, err error) {
	h := &m.in
	if h.state != Running || h.due() || h.opened != nil || h.await != 0 {
		return Event{Kind: Control}, 0, nil
	}
	payload, n, err := h.next(in)
	if err != nil {
		h.state = Closed
		return Event{}, 0, err
	}
	if n == 0 {
		return Event{}, 0, nil
	}
	if Legal(m.role, Running, wire.Number(payload[0])) != Take || payload[0] < byte(wire.MsgGlobalRequest) || payload[0] >= byte(wire.MsgPing) {
		h.opened, h.openedN = payload, n
		return Event{Kind: Control}, 0, nil
	}
	return Event{Kind: Payload, Payload: payload}, n, nil
}

// next opens the packet at the front of in and counts it.
func (h *inbound) next(in []byte) (payload []byte, n int, err error) {
	var began int64
	if h.trace.to != nil {
		h.trace.keep(in)
		began = h.trace.to.Now()
	}
	payload, n, err = h.open.Open(in, h.seq)
	var message []byte
	if h.inflating.stream != nil && n > 0 {
		message, err = h.inflating.decompress(payload)
		payload = message
	}
	if h.trace.to != nil && (n > 0 || err != nil) {
		h.trace.received(in, n, h.open.TagSize(), h.seq, message, began, err)
	}
	if err != nil {
		return nil, 0, h.openError(err)
	}
	if n == 0 {
		return nil, 0, nil
	}
	h.seq++
	if h.seq == 0 && h.state < Service {
		// Strict key exchange rests on the first exchange's numbers.
		return nil, 0, h.openError(errWrapped)
	}
	h.used.count(n)
	switch {
	case h.phase != Running && (h.used.bytes > maxBytesSmall || h.used.packets > maxPackets):
		return nil, 0, h.openError(errTalkative)
	case h.used.packets > mostPackets:
		return nil, 0, h.openError(errWornOut)
	}
	return payload, n, nil
}

// handle looks the message up in the table and passes it to its handler.
func (m *Machine) handle(payload []byte) (Event, error) {
	msg := wire.Number(payload[0])
	verdict := Legal(m.role, m.in.state, msg)
	if m.plain && msg >= wire.MsgServiceRequest && msg < wire.MsgGlobalRequest {
		verdict = Refuse
	}
	if verdict == Late && m.in.phase != Running {
		verdict = Refuse
	}
	switch verdict {
	case Refuse:
		return Event{}, m.fault(wire.ReasonProtocolError, msg, "not legal here", nil)
	case Ignore:
		return Event{}, nil
	case Unimplemented:
		reply := wire.Unimplemented{Sequence: m.in.seq - 1}
		m.emit(reply.Append)
		return Event{}, nil
	}
	if err := m.awaited(msg); err != nil {
		return Event{}, err
	}
	switch {
	case msg == wire.MsgDisconnect:
		return m.onDisconnect(payload)
	case msg == wire.MsgIgnore:
		return Event{}, nil
	case msg == wire.MsgUnimplemented:
		return m.onUnimplemented(payload)
	case msg == wire.MsgDebug:
		return m.onDebug(payload)
	case msg == wire.MsgServiceRequest:
		return m.onServiceRequest(payload)
	case msg == wire.MsgServiceAccept:
		return m.onServiceAccept(payload)
	case msg == wire.MsgExtInfo:
		return m.onExtInfo(payload)
	case msg == wire.MsgNewCompress:
		return m.onNewCompress(payload)
	case msg == wire.MsgKexInit:
		return m.onKexInit(payload)
	case msg == wire.MsgNewKeys:
		return m.onNewKeys(payload)
	case msg >= 30 && msg <= 49:
		return m.onMethod(payload)
	case msg == wire.MsgPing:
		return m.onPing(payload)
	case msg == wire.MsgPong:
		return m.onPong(payload)
	}
	return Event{Kind: Payload, Payload: payload}, nil
}

// Need returns how many bytes the input of Next must have before it can go on, as
// far as that is known, and else 0.
func (m *Machine) Need() int {
	if m.in.state == Ident || m.in.state == Closed {
		return 0
	}
	return m.in.open.Need()
}

// Role returns the side that the machine plays.
func (m *Machine) Role() Role { return m.role }

// State returns where the inbound half stands.
func (m *Machine) State() State { return m.in.state }

// SessionID returns the exchange hash of the first key exchange (RFC 4253 §7.2),
// or nil before it. The caller does not change it.
func (m *Machine) SessionID() []byte { return m.sessionID }

// HostKey returns the blob of the host key that the first key exchange used, a
// certificate's if it was one, or nil before it. The caller does not change it.
func (m *Machine) HostKey() []byte { return m.hostKey }

// Strict reports whether strict key exchange is in force.
func (m *Machine) Strict() bool { return m.strict }
