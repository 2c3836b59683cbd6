package protect

import (
	"encoding/binary"
	"io"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/wire"
)

const (
	// maxPadding is the most padding a Sealer adds: three bytes of padding would
	// align the packet, which is one short of the least allowed.
	maxPadding = 16 + 3

	// MaxOverhead bounds what a sealed packet has besides its payload: header,
	// padding and tag.
	MaxOverhead = wire.HeaderLen + maxPadding + maxTag

	// MaxPayload is the longest payload, in bytes, that a Sealer takes: its packet
	// is at most wire.MaxPacket long.
	MaxPayload = wire.MaxPacket - 1 - maxPadding
)

// A Sealer protects the packets of one direction, in order. Its keys are used for
// one sequence of packets only; a new NEWKEYS means a new Sealer.
type Sealer struct {
	// Tap, if it is set, sees each packet before it is protected, without a tag: it is
	// for traces. It must not change or keep it.
	Tap func(packet []byte)

	state
	padding padding
}

// NewSealer returns a Sealer for the suite. It copies the keys, and draws the padding
// of packets from rand, some hundred bytes at a time. It panics if the keys have not
// the sizes of the suite.
func NewSealer(s Suite, k Keys, rand io.Reader) *Sealer {
	return &Sealer{state: newState(s, k), padding: padding{rand: rand}}
}

// Seal makes a packet with sequence number seq of buf[start:], in place. There stand
// wire.HeaderLen bytes, whose content does not matter, and then the payload, of
// 1 … MaxPayload bytes. Seal returns buf with padding and tag appended; it moves to a
// new array only if buf lacks the capacity for them, which is never more than
// MaxOverhead - wire.HeaderLen bytes.
//
// It panics if there is no such payload, and if the source of padding fails.
func (s *Sealer) Seal(buf []byte, start int, seq uint32) []byte {
	payload := len(buf) - start - wire.HeaderLen
	if start < 0 || payload < 1 || payload > MaxPayload {
		panic("protect: payload must have 1 to MaxPayload bytes behind the header gap")
	}
	pad := wire.Padding(payload, s.block, s.lengthInCipher())
	buf, tail := mem.Append(buf, pad+s.tag)
	s.padding.fill(tail[:pad])

	p := buf[start:]
	body := len(p) - s.tag // where the tag begins
	binary.BigEndian.PutUint32(p, uint32(body-4))
	p[4] = byte(pad)
	if s.Tap != nil {
		s.Tap(p[:body])
	}

	switch s.form {
	case formChaCha:
		s.chacha.SealPacket(seq, p)
	case formGCM:
		// The length is authenticated in clear (RFC 5647 §7.3).
		s.gcm.Seal(p[4:4], s.nonce[:], p[4:body], p[:4])
		s.nextNonce()
	case formEncryptAndMAC:
		copy(p[body:], s.authenticate(seq, p[:body]))
		s.ctr.XORKeyStream(p[:body], p[:body])
	case formEncryptThenMAC:
		s.ctr.XORKeyStream(p[4:body], p[4:body])
		copy(p[body:], s.authenticate(seq, p[:body]))
	}
	return buf
}

// Wipe overwrites the keys with zeros. The Sealer cannot be used any more.
func (s *Sealer) Wipe() { s.wipe() }

// padding hands out the bytes of rand in their order, reading ahead.
type padding struct {
	rand io.Reader
	left int // how many bytes at the end of buf are not handed out yet
	buf  [256]byte
}

// fill overwrites b.
func (p *padding) fill(b []byte) {
	for len(b) > 0 {
		if p.left == 0 {
			if _, err := io.ReadFull(p.rand, p.buf[:]); err != nil {
				panic("protect: no random bytes for the padding: " + err.Error())
			}
			p.left = len(p.buf)
		}
		n := copy(b, p.buf[len(p.buf)-p.left:])
		b, p.left = b[n:], p.left-n
	}
}
