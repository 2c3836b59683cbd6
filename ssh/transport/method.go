package transport

import (
	"bytes"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// startMethod begins the negotiated key exchange method; who speaks first depends on it.
func (m *Machine) startMethod() error {
	x := &m.kx
	method, ok := kex.LookupMethod(x.algorithms.Kex)
	if !ok {
		panic("transport: Config.Kex holds an unknown name")
	}
	cfg := &kex.Config{
		Method: method, Rand: m.cfg.Rand, Need: x.algorithms.Need(),
		Transcript: m.transcript(), Reveal: m.reveal(),
		Moduli: m.cfg.Moduli, TransientRSA: m.cfg.TransientRSA,
	}
	var first []byte
	var err error
	if m.role == Client {
		if x.client, err = kex.NewClient(cfg); err == nil {
			first = x.client.Init(nil)
		}
	} else {
		cfg.HostKey = m.signer().PublicKey().Blob()
		if x.server, err = kex.NewServer(cfg); err == nil {
			first = x.server.Init(nil)
		}
	}
	if err == nil && len(first) > 0 {
		m.emitPayload(first)
	}
	return err
}

// transcript returns what both sides have said so far.
func (m *Machine) transcript() kex.Transcript {
	x := &m.kx
	if m.role == Client {
		return kex.Transcript{ClientVersion: x.ourVersion, ServerVersion: x.theirVersion, ClientInit: x.ourInit, ServerInit: x.theirInit}
	}
	return kex.Transcript{ClientVersion: x.theirVersion, ServerVersion: x.ourVersion, ClientInit: x.theirInit, ServerInit: x.ourInit}
}

// signer returns the server's key for the negotiated algorithm.
func (m *Machine) signer() keys.Signer {
	for _, s := range m.cfg.HostKeys {
		for _, name := range s.Algorithms() {
			if name == m.kx.algorithms.HostKey {
				return s
			}
		}
	}
	panic("transport: Config.HostKeyAlgorithms holds a name that no host key has")
}

// onMethod passes a message of the method on. A peer that guessed wrong has sent
// one for another method: that is dropped (RFC 4253 §7).
func (m *Machine) onMethod(payload []byte) (Event, error) {
	if m.in.skip {
		m.in.skip = false
		return Event{}, nil
	}
	if m.role == Client {
		return m.onServerMethod(payload)
	}
	return m.onClientMethod(payload)
}

// onServerMethod is a client's half: behind the server's last message it verifies
// the signature, and asks the caller about the key that made it.
func (m *Machine) onServerMethod(payload []byte) (Event, error) {
	x := &m.kx
	msg := wire.Number(payload[0])
	answer, done, err := x.client.Handle(nil, payload)
	if err != nil {
		return Event{}, m.fault(wire.ReasonKeyExchangeFailed, msg, "", err)
	}
	if !done {
		m.emitPayload(answer)
		return Event{}, nil
	}
	x.result = x.client.Result()
	m.traceExchange(x.result.Signature)
	m.in.state = m.newKeysState()
	key, err := keys.ParseSigningKey(x.algorithms.HostKey, x.result.HostKey)
	if err != nil {
		return Event{}, m.fault(wire.ReasonKeyExchangeFailed, msg, "the server's host key", err)
	}
	if err := key.Verify(x.algorithms.HostKey, x.result.H, x.result.Signature); err != nil {
		return Event{}, m.fault(wire.ReasonKeyExchangeFailed, msg, "the server's signature", err)
	}
	if m.hostKey != nil {
		if !bytes.Equal(m.hostKey, x.result.HostKey) {
			return Event{}, m.fault(wire.ReasonHostKeyNotVerifiable, msg, "the server's host key changed during the connection", nil)
		}
		return m.sendNewKeys()
	}
	m.proof = &HostKeyProven{key: key, blob: x.result.HostKey, signature: x.result.Signature}
	return Event{Kind: HostKeyProof, HostKey: m.proof}, nil
}

// HostKeyProven is a host key whose owner has signed the exchange hash. Only the
// verification of that signature makes one.
type HostKeyProven struct {
	key       *keys.PublicKey
	blob      []byte
	signature []byte // of the exchange hash
}

// Key returns the host key.
func (p *HostKeyProven) Key() *keys.PublicKey { return p.key }

// Signature returns the signature of the exchange hash, which is the session
// identifier from then on. It must not be changed.
func (p *HostKeyProven) Signature() []byte { return p.signature }

// AcceptHostKey says that the host key is the right one for this host: the answer
// to HostKeyProof. There is no answer for a wrong one: the connection ends.
func (m *Machine) AcceptHostKey(p *HostKeyProven) (Event, error) {
	if p == nil || p != m.proof {
		panic("transport: AcceptHostKey without the proof that Next returned")
	}
	m.hostKey = p.blob
	m.proof = nil
	return m.sendNewKeys()
}

// onClientMethod is a server's half: behind the client's last message it signs the
// exchange hash, and sends its NEWKEYS with the reply.
func (m *Machine) onClientMethod(payload []byte) (Event, error) {
	x := &m.kx
	msg := wire.Number(payload[0])
	answer, done, err := x.server.Handle(nil, payload)
	if err != nil {
		return Event{}, m.fault(wire.ReasonKeyExchangeFailed, msg, "", err)
	}
	if !done {
		m.emitPayload(answer)
		return Event{}, nil
	}
	x.result = x.server.Result()
	signature, err := m.signer().Sign(m.cfg.Rand, x.algorithms.HostKey, x.result.H)
	if err != nil {
		return Event{}, m.fault(wire.ReasonKeyExchangeFailed, 0, "signing with the host key", err)
	}
	if m.hostKey == nil {
		m.hostKey = x.result.HostKey
	}
	m.traceExchange(signature)
	m.emit(func(dst []byte) []byte { return x.server.Reply(dst, signature) })
	m.in.state = m.newKeysState()
	return m.sendNewKeys()
}
