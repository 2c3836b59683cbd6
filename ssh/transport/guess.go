package transport

import (
	"slices"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

// A Guess is a key exchange method and a host key algorithm that a client expects a server
// to choose. It is right if both sides put the two first (RFC 4253 §7), or if both speak
// of kexguess2@matt.ucc.asn.au and the server has them at all. Then the method's first
// message has gone out with the KEXINIT, and the connection is a round trip shorter:
//
//	client                                      server
//	SSH-2.0-…, KEXINIT, KEX_ECDH_INIT ────────▶
//	                                  ◀────────  SSH-2.0-…, KEXINIT, KEX_ECDH_REPLY, NEWKEYS
//
// A server does not guess: it would have to speak first.
type Guess struct{ Kex, HostKey string }

// guess is a Guess that was sent.
type guess struct {
	cfg     *kex.Config
	client  *kex.Client
	message []byte
}

// newGuess makes what Config.Guess says, for the first exchange of a client, or nil if
// there is nothing to guess.
func (m *Machine) newGuess() (*guess, error) {
	want := m.cfg.Guess
	if m.role != Client || m.sessionID != nil ||
		!slices.Contains(m.cfg.Kex, want.Kex) || !slices.Contains(m.cfg.HostKeyAlgorithms, want.HostKey) {
		return nil, nil
	}
	method, ok := kex.LookupMethod(want.Kex)
	if !ok {
		panic("transport: Config.Kex holds an unknown name")
	}
	// Which ciphers the keys will be for is not known yet: enough for all of them.
	need := 0
	for _, c := range m.cfg.Ciphers {
		for _, mac := range append([]string{""}, m.cfg.MACs...) {
			d := kex.Direction{Cipher: c, MAC: mac}
			need = max(need, (&kex.Algorithms{ClientToServer: d, ServerToClient: d}).Need())
		}
	}
	cfg := &kex.Config{Method: method, Rand: m.cfg.Rand, Need: need, Reveal: m.reveal()}
	client, err := kex.NewClient(cfg)
	if err != nil {
		return nil, err
	}
	message := client.Init(nil)
	if len(message) == 0 { // a method in which the server speaks first
		client.Wipe()
		return nil, nil
	}
	return &guess{cfg, client, message}, nil
}

// takeGuess goes on with the guess, which was right.
func (m *Machine) takeGuess() {
	m.kx.guess.cfg.Transcript = m.transcript()
	m.kx.client, m.kx.guess = m.kx.guess.client, nil
}

// dropGuess forgets a guess, if there is one.
func (m *Machine) dropGuess() {
	if g := m.kx.guess; g != nil {
		g.client.Wipe()
		mem.Wipe(m.kx.private)
		m.kx.guess, m.kx.private = nil, nil
	}
}

// nextGuess returns what would have been a right guess for that server, or the zero Guess.
// It goes by the user's own preferences, as if nothing had been guessed this time: a
// server that has learned something better is not held to what it once chose.
func (m *Machine) nextGuess(client wire.KexInit, server *wire.KexInit) Guess {
	client.KexAlgorithms = wire.Names(append(slices.Clone(m.cfg.Kex), kex.Guess2)...)
	client.HostKeyAlgorithms = wire.Names(m.cfg.HostKeyAlgorithms...)
	a, err := kex.Negotiate(&client, server)
	if err != nil {
		return Guess{}
	}
	client.KexAlgorithms = wire.Names(append(first(a.Kex, m.cfg.Kex), kex.Guess2)...)
	client.HostKeyAlgorithms = wire.Names(first(a.HostKey, m.cfg.HostKeyAlgorithms)...)
	if !kex.GuessRight(&client, server) {
		return Guess{}
	}
	return Guess{a.Kex, a.HostKey}
}

// first returns a copy of list with name at its front, and the rest in its order.
func first(name string, list []string) []string {
	return append([]string{name}, slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == name })...)
}
