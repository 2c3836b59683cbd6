package transport

import "github.com/glassh/glassh/ssh/protect"

// A Limit is the traffic in one direction after which keys are exchanged anew.
// Zero fields stand for the limits of the cipher.
type Limit struct {
	Bytes   uint64 // at least 4096 are allowed, whatever is asked for
	Packets uint64
}

// The limits that hold for every cipher (RFC 4344 §3.1 and §3.2): half of the
// sequence numbers, and 2^32 blocks of a cipher with 16-byte blocks; 1 GiB, the
// advice of RFC 4253 §9, where blocks are smaller.
const (
	maxPackets    = 1 << 31
	maxBytes      = 16 << 32
	maxBytesSmall = 1 << 30
	minBytes      = 4096
	// mostPackets end a connection whose peer does not let its worn-out keys be
	// exchanged: the next one would have the sequence number of the first.
	mostPackets = 1<<32 - 1
)

// of returns the limit for one direction, under that cipher.
func (l Limit) of(c protect.Cipher) Limit {
	most := uint64(maxBytesSmall)
	if c.BlockSize >= 16 {
		most = maxBytes
	}
	if l.Bytes == 0 || l.Bytes > most {
		l.Bytes = most
	}
	l.Bytes = max(l.Bytes, minBytes)
	if l.Packets == 0 || l.Packets > maxPackets {
		l.Packets = maxPackets
	}
	return l
}

// SetLimit replaces the limits of the configuration, now and for later keys. It needs both
// halves.
func (m *Machine) SetLimit(l Limit) {
	cfg := *m.cfg // which others may share
	cfg.Limit = l
	m.cfg = &cfg
	a := m.kx.algorithms
	in, out := a.ServerToClient.Cipher, a.ClientToServer.Cipher
	if m.role == Server {
		in, out = out, in
	}
	if c, ok := protect.LookupCipher(in); ok {
		m.in.limit = l.of(c)
	}
	if c, ok := protect.LookupCipher(out); ok {
		m.out.limit = l.of(c)
	}
}

// traffic counts what went one way under one set of keys.
type traffic struct{ bytes, packets uint64 }

func (t *traffic) count(n int) {
	t.bytes += uint64(n)
	t.packets++
}

func (t *traffic) over(l Limit) bool {
	return l.Bytes != 0 && (t.bytes >= l.Bytes || t.packets >= l.Packets)
}

// due reports whether the inbound half wants a re-exchange and has not had it
// asked for.
func (h *inbound) due() bool {
	return !h.asked && h.phase == Running && h.used.over(h.limit)
}
