package transport

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

// exchange is the key exchange that is under way, and what the exchange hash
// needs of both sides.
type exchange struct {
	ourVersion, theirVersion []byte // without CR LF
	ourInit, theirInit       []byte // payloads of KEXINIT

	algorithms *kex.Algorithms
	client     *kex.Client // in a client
	server     *kex.Server // in a server
	result     *kex.Result // K and H, until both halves have their keys
	private    []byte      // our ephemeral key, where a tracer is to see it
	extInfo    bool        // the peer asked for EXT_INFO
	guess      *guess      // the client's, until the server's KEXINIT is there
}

// Rekey starts a key exchange, unless one is under way (RFC 4253 §9): until the
// peer's NEWKEYS, another may not begin, nor while compression is about to (RFC 8308
// §3.2.1).
func (m *Machine) Rekey() error {
	if m.plain || m.out.kexSent || m.kx.result != nil || m.settling() {
		return nil
	}
	return m.sendKexInit()
}

// sendKexInit makes and sends our KEXINIT. From here on only the exchange's
// messages go out, until our NEWKEYS.
func (m *Machine) sendKexInit() error {
	methods, hostKeys := slices.Clone(m.cfg.Kex), m.cfg.HostKeyAlgorithms
	g, err := m.newGuess()
	if err != nil {
		return err
	}
	if g != nil {
		methods, hostKeys = first(m.cfg.Guess.Kex, methods), first(m.cfg.Guess.HostKey, hostKeys)
	}
	methods = append(methods, kex.Guess2)
	if m.sessionID == nil {
		// What these say is said once (RFC 8308 §2.1, OpenSSH PROTOCOL §1.9).
		methods = append(methods, [...]string{Client: kex.ExtInfoClient, Server: kex.ExtInfoServer}[m.role])
		if !m.cfg.NoStrictKex {
			methods = append(methods, [...]string{Client: kex.StrictClient, Server: kex.StrictServer}[m.role])
		}
	}
	ciphers, macs, compression := wire.Names(m.cfg.Ciphers...), wire.Names(m.cfg.MACs...), m.compression()
	msg := wire.KexInit{
		KexAlgorithms:             wire.Names(methods...),
		HostKeyAlgorithms:         wire.Names(hostKeys...),
		CiphersClientToServer:     ciphers,
		CiphersServerToClient:     ciphers,
		MACsClientToServer:        macs,
		MACsServerToClient:        macs,
		CompressionClientToServer: compression,
		CompressionServerToClient: compression,
		FirstKexFollows:           g != nil,
	}
	if _, err := io.ReadFull(m.cfg.Rand, msg.Cookie[:]); err != nil {
		return fmt.Errorf("ssh: no randomness for a key exchange: %w", err)
	}
	m.kx.ourInit = msg.Append(nil)
	m.emit(msg.Append)
	m.out.kexSent = true
	if g != nil {
		m.emitPayload(g.message)
	}
	m.kx.guess = g
	return nil
}

// onKexInit negotiates, and starts the method that came out.
func (m *Machine) onKexInit(payload []byte) (Event, error) {
	x := &m.kx
	if m.early() {
		return Event{}, m.fault(wire.ReasonProtocolError, wire.MsgKexInit, "too early for the compression that was agreed on", nil)
	}
	if !m.out.kexSent {
		if err := m.sendKexInit(); err != nil {
			return Event{}, err
		}
	}
	x.theirInit = bytes.Clone(payload)
	var ours, theirs wire.KexInit
	if err := theirs.Parse(x.theirInit); err != nil {
		return Event{}, m.malformed(wire.MsgKexInit, err)
	}
	if err := ours.Parse(x.ourInit); err != nil {
		panic(err) // we made it
	}
	client, server := &ours, &theirs
	if m.role == Server {
		client, server = server, client
	}
	algorithms, err := kex.Negotiate(client, server)
	if err != nil {
		return Event{}, m.fault(wire.ReasonKeyExchangeFailed, 0, "", err)
	}
	x.algorithms = algorithms
	if m.sessionID == nil {
		m.strict = client.KexAlgorithms.Contains(kex.StrictClient) && server.KexAlgorithms.Contains(kex.StrictServer)
		x.extInfo = theirs.KexAlgorithms.Contains([...]string{Client: kex.ExtInfoServer, Server: kex.ExtInfoClient}[m.role])
		if m.strict && m.in.seq != 1 {
			return Event{}, m.fault(wire.ReasonProtocolError, wire.MsgKexInit, "strict key exchange, and not the first packet", nil)
		}
	}
	right := kex.GuessRight(client, server)
	m.in.skip = theirs.FirstKexFollows && !right
	m.in.state = m.kexState()
	ev := Event{Kind: Negotiated, Algorithms: algorithms, Guessed: x.guess != nil && right}
	if m.role == Client && m.sessionID == nil {
		ev.Guess = m.nextGuess(ours, server)
	}
	if ev.Guessed {
		m.takeGuess()
		return ev, nil
	}
	m.dropGuess()
	return ev, m.startMethod()
}

// kexState is the state behind KEXINIT, newKeysState the one behind the method.
func (m *Machine) kexState() State {
	switch {
	case m.sessionID != nil:
		return Rekey
	case m.strict:
		return StrictKex
	}
	return FirstKex
}

func (m *Machine) newKeysState() State { return m.in.state + (FirstNewKeys - FirstKex) }
