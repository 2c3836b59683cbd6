package protect

import (
	"encoding/binary"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/wire"
)

// An Opener opens the packets of one direction, in order. After an error it is dead:
// it returns the same error again, whatever it is given.
type Opener struct {
	state

	// need is the size of the packet at the front of the input, length and tag
	// included; 0 while the length is not known. Under encrypt-and-MAC, need > 0 also
	// says that the first block is already decrypted.
	need int

	err error
}

// NewOpener returns an Opener for the suite. It copies the keys. It panics if they
// have not the sizes of the suite.
func NewOpener(s Suite, k Keys) *Opener {
	return &Opener{state: newState(s, k)}
}

// Open opens the packet with sequence number seq at the front of in, in place. It
// returns the payload, a part of in and at least one byte long, and how many bytes of
// in the packet took.
//
// If in does not hold the whole packet, n and err are zero, and Open is to be called
// again with these bytes, as Open left them, and more behind them; the caller may move
// them in between. Each byte is decrypted once, however the input is cut.
//
// The error is [ErrAuth], or a [*wire.FrameError] where packet_length is in clear or the
// packet authenticated; what Open was looking at of in is then undefined.
func (o *Opener) Open(in []byte, seq uint32) (payload []byte, n int, err error) {
	if o.err != nil {
		return nil, 0, o.err
	}
	if o.need == 0 {
		if len(in) < o.front() {
			return nil, 0, nil
		}
		if o.need, o.err = o.measure(in, seq); o.err != nil {
			return nil, 0, o.err
		}
	}
	if len(in) < o.need {
		return nil, 0, nil
	}
	n = o.need
	o.need = 0
	payload, o.err = o.open(in[:n], seq)
	if o.err != nil {
		return nil, 0, o.err
	}
	return payload, n, nil
}

// Need returns how many bytes the input must have before Open can do any more: the
// whole packet if its length is known, and else as many as tell the length.
func (o *Opener) Need() int {
	if o.need > 0 {
		return o.need
	}
	return o.front()
}

// TagSize returns how many bytes of a packet are its tag, behind all others. The others
// are in clear behind Open.
func (o *Opener) TagSize() int { return o.tag }

// Wipe overwrites the keys with zeros. The Opener cannot be used any more.
func (o *Opener) Wipe() { o.wipe() }

// front returns how many bytes tell the length of a packet: its first block where
// that has to be decrypted, and else packet_length itself.
func (o *Opener) front() int {
	if o.form == formEncryptAndMAC {
		return o.block
	}
	return wire.LengthLen
}

// measure returns the size of the packet that begins in. A length that no Sealer would
// write is an error as soon as it is seen: waiting for that many bytes would let the
// peer stall the connection.
func (o *Opener) measure(in []byte, seq uint32) (int, error) {
	var length uint32
	switch o.form {
	case formChaCha:
		length = o.chacha.Length(seq, in[:4])
	case formEncryptAndMAC:
		o.ctr.XORKeyStream(in[:o.block], in[:o.block])
		length = binary.BigEndian.Uint32(in)
	default:
		length = binary.BigEndian.Uint32(in)
	}
	if err := wire.CheckLength(length, o.block, o.lengthInCipher()); err != nil {
		if o.form == formChaCha || o.form == formEncryptAndMAC {
			return 0, ErrAuth // the length was secret, and is not authentic yet
		}
		return 0, err
	}
	return wire.LengthLen + int(length) + o.tag, nil
}

// open verifies and decrypts p, one whole packet.
func (o *Opener) open(p []byte, seq uint32) ([]byte, error) {
	body := len(p) - o.tag // where the tag begins
	switch o.form {
	case formChaCha:
		if o.chacha.OpenPacket(seq, p) != nil {
			return nil, ErrAuth
		}
	case formGCM:
		if _, err := o.gcm.Open(p[4:4], o.nonce[:], p[4:], p[:4]); err != nil {
			return nil, ErrAuth
		}
		o.nextNonce()
	case formEncryptAndMAC:
		o.ctr.XORKeyStream(p[o.block:body], p[o.block:body])
		if !ct.Equal(p[body:], o.authenticate(seq, p[:body])).Public() {
			return nil, ErrAuth
		}
	case formEncryptThenMAC:
		if !ct.Equal(p[body:], o.authenticate(seq, p[:body])).Public() {
			return nil, ErrAuth
		}
		o.ctr.XORKeyStream(p[4:body], p[4:body])
	}
	// From here on the packet is what the peer sealed.
	return wire.Payload(p[:body])
}
