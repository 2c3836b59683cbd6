package kex

import (
	"hash"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/wire"
)

// A Transcript is what both peers have said before the exchange, and H covers. The
// slices are only read.
type Transcript struct {
	ClientVersion []byte // V_C, the identification line without CR LF
	ServerVersion []byte // V_S
	ClientInit    []byte // I_C, the payload of KEXINIT, message number included
	ServerInit    []byte // I_S
}

// A Result is what an exchange ends in. It owns its slices.
type Result struct {
	Hash      Hash
	H         []byte // the exchange hash, which the host key signs
	K         []byte // the shared secret, encoded as in H, length prefix included
	HostKey   []byte // K_S, the server's public key blob
	Signature []byte // of H, as the server sent it; nil on the server's side
}

// KDF returns the key derivation for the connection of that session_id, which is H if
// this was its first exchange.
func (r *Result) KDF(sessionID []byte) *KDF {
	return &KDF{Hash: r.Hash, K: r.K, H: r.H, SessionID: sessionID}
}

// Wipe overwrites K with zeros, for the KDF too.
func (r *Result) Wipe() { mem.Wipe(r.K) }

// exchangeHash hashes the parts of H in their order (RFC 4253 §8).
type exchangeHash struct {
	h   hash.Hash
	buf []byte // one encoded part at a time
}

// newExchangeHash begins H, as every method does:
//
//	string V_C ‖ string V_S ‖ string I_C ‖ string I_S ‖ string K_S
func (c *Config) newExchangeHash(hostKey []byte) *exchangeHash {
	e := &exchangeHash{h: c.Method.Hash.New()}
	e.string(c.Transcript.ClientVersion)
	e.string(c.Transcript.ServerVersion)
	e.string(c.Transcript.ClientInit)
	e.string(c.Transcript.ServerInit)
	e.string(hostKey)
	return e
}

// string adds a part of the type string, of RFC 4251 §5.
func (e *exchangeHash) string(b []byte) {
	e.buf = wire.AppendString(e.buf[:0], b)
	e.h.Write(e.buf)
}

// mpint adds a part of the type mpint, which is public.
func (e *exchangeHash) mpint(magnitude []byte) {
	e.buf = wire.AppendMpint(e.buf[:0], magnitude)
	e.h.Write(e.buf)
}

// uint32 adds a part of the type uint32.
func (e *exchangeHash) uint32(v uint32) {
	e.buf = wire.AppendUint32(e.buf[:0], v)
	e.h.Write(e.buf)
}

// sum adds K, encoded, and returns H. It clears the state, which may hold K.
func (e *exchangeHash) sum(k []byte) []byte {
	e.h.Write(k)
	defer e.h.Reset()
	return e.h.Sum(nil)
}

// secretMpint encodes the number with these big-endian bytes as K, and wipes them.
func secretMpint(secret []byte) []byte {
	// Room for length, sign and content: growing would leave a copy behind.
	k := wire.AppendMpint(make([]byte, 0, 4+1+len(secret)), secret)
	mem.Wipe(secret)
	return k
}
