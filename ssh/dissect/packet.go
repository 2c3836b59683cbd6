package dissect

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// A Frame is how the packets of one direction are made.
type Frame struct {
	Suite      protect.Suite // zero before NEWKEYS
	Compressed bool          // the payload is compressed, and no message as it stands

	// Inflated is the length of the message that stands in the packet in place of its
	// payload, where that was compressed and this is what it decompressed to; or 0.
	Inflated int
}

// A form is one way to protect a packet, and what there is to say of it.
type form struct {
	length, tag, source string // notes of packet_length and of the tag; where the tag is specified
	inCipher            bool   // packet_length is encrypted with the rest
	tagName             string
}

func (f *Frame) form() form {
	c, m := f.Suite.Cipher, f.Suite.MAC
	switch {
	case c == (protect.Cipher{}):
		return form{inCipher: true}
	case c.AEAD && c.IVSize == 0: // ChaCha20: the sequence number is the nonce
		return form{tagName: "tag", source: "OpenSSH PROTOCOL.chacha20poly1305",
			length: "Encrypted by a key of its own, so that it can be read before the tag is checked.",
			tag:    "Poly1305 over the encrypted packet_length and the ciphertext, under a key of this packet."}
	case c.AEAD:
		return form{tagName: "tag", source: "RFC 5647 §7.2",
			length: "In clear, and authenticated by the tag.",
			tag:    "GCM's, over packet_length as additional data and the ciphertext. The sequence number has no part in it: a counter in the nonce does its work."}
	case m.EtM:
		return form{tagName: "mac", source: "OpenSSH PROTOCOL §1.5",
			length: "In clear, and authenticated by the MAC.",
			tag:    "Over the sequence number, packet_length in clear and the ciphertext: it is checked before anything is decrypted."}
	}
	return form{tagName: "mac", source: "RFC 4253 §6.4", inCipher: true,
		length: "Encrypted with the rest: the first block has to be decrypted to know how long the packet is.",
		tag:    "Over the sequence number and the packet as it is before encryption."}
}

const packetSource = "RFC 4253 §6"

// Packet says what every byte of a decrypted packet is: packet_length, padding_length, the
// payload with its message inside, padding, and the MAC or tag as it came.
//
// Where the packet is right and its message cannot be explained, the error says why, and
// the spans are there all the same, with the payload as one.
func Packet(packet []byte, f Frame, ctx Context) ([]Span, error) {
	form := f.form()
	length, body, err := f.measure(packet)
	if err != nil {
		return nil, err
	}
	var payload []byte
	if f.Inflated > 0 {
		payload = packet[wire.HeaderLen : wire.HeaderLen+f.Inflated]
	} else if payload, err = wire.Payload(packet[:body]); err != nil {
		return nil, err
	}
	end := wire.HeaderLen + len(payload)
	message, err := f.payload(payload, ctx)
	if f.Inflated > 0 {
		message.Note = strings.TrimSpace(fmt.Sprintf("%s Decompressed from the %d bytes that are in the packet (RFC 4253 §6.2).", message.Note, int(length)-1-int(packet[4])))
	}
	spans := []Span{
		{Off: 0, Len: 4, Name: "packet_length", Type: Uint32, Value: number(uint64(length), nil), Source: packetSource, Note: form.length},
		{Off: 4, Len: 1, Name: "padding_length", Type: Byte, Value: number(uint64(packet[4]), nil), Source: packetSource},
		message,
		{Off: end, Len: body - end, Name: "random padding", Type: Bytes, Kind: Random, Source: packetSource, Value: hexadecimal(packet[end:body]),
			Note: f.paddingNote(form)},
	}
	return append(spans, f.tag(form, packet, body)...), err
}

// payload explains what is behind the header.
func (f *Frame) payload(payload []byte, ctx Context) (s Span, err error) {
	s = Span{Off: wire.HeaderLen, Len: len(payload), Name: "payload", Type: Bytes, Source: packetSource}
	if f.Compressed {
		s.Note = "Compressed: the message is what comes out of the direction's one zlib stream (RFC 4253 §6.2)."
		return s, nil
	}
	if s.Inner, err = Message(payload, ctx); err == nil {
		shift(s.Inner, wire.HeaderLen)
		return s, nil
	}
	s.Kind, s.Note = Unknown, "This message is not understood."
	n := wire.Number(payload[0])
	if l := n.Layer(); l == wire.LayerUserauth || l == wire.LayerUserauthMethod || n == wire.MsgChannelRequest { // x11-req
		s.Kind, s.Note = Secret, "This message is not understood, and may hold a secret."
	}
	return s, err
}

// Sealed says what every byte of a packet is as it is on the wire.
func Sealed(packet []byte, f Frame) ([]Span, error) {
	if f.Suite.Cipher == (protect.Cipher{}) {
		panic("dissect: a packet before NEWKEYS is not sealed: see Packet")
	}
	form := f.form()
	body := len(packet) - f.tagSize()
	first := Span{Off: 0, Len: 4, Name: "packet_length", Type: Uint32, Source: packetSource, Note: form.length}
	if clear := !form.inCipher && f.Suite.Cipher.IVSize > 0; clear {
		length, _, err := f.measure(packet)
		if err != nil {
			return nil, err
		}
		first.Value = number(uint64(length), nil)
	} else {
		first.Type, first.Kind = Bytes, Encrypted
		if err := wire.CheckLength(uint32(max(0, body-4)), f.Suite.Cipher.BlockSize, form.inCipher); err != nil {
			return nil, err
		}
	}
	spans := []Span{first, {Off: 4, Len: body - 4, Name: "ciphertext", Type: Bytes, Kind: Encrypted, Source: packetSource,
		Note: "padding_length, payload and random padding."}}
	return append(spans, f.tag(form, packet, body)...), nil
}

func (f *Frame) tagSize() int { return f.Suite.Cipher.TagSize + f.Suite.MAC.TagSize }

// measure returns packet_length, and where the tag begins. The packet must be as long as
// it says.
func (f *Frame) measure(packet []byte) (length uint32, body int, err error) {
	if len(packet) < wire.LengthLen {
		return 0, 0, &Error{What: "packet", Field: "packet_length", Problem: wire.CutShort}
	}
	length = binary.BigEndian.Uint32(packet)
	if err := wire.CheckLength(length, f.Suite.Cipher.BlockSize, f.form().inCipher); err != nil {
		return 0, 0, err
	}
	body = wire.LengthLen + int(length)
	if f.Inflated > 0 {
		if body, err = f.inflated(packet, int(length)); err != nil {
			return 0, 0, err
		}
	}
	if n := body + f.tagSize(); n != len(packet) {
		return 0, 0, &Error{What: "packet", Text: fmt.Sprintf("%d bytes instead of %d", len(packet), n), Off: len(packet)}
	}
	return length, body, nil
}

// inflated returns where the tag begins if the message stands in place of the payload,
// which packet_length still counts.
func (f *Frame) inflated(packet []byte, length int) (body int, err error) {
	if len(packet) < wire.HeaderLen {
		return 0, &Error{What: "packet", Field: "padding_length", Problem: wire.CutShort}
	}
	padding := int(packet[4])
	if compressed := length - 1 - padding; compressed < 1 || padding < 4 {
		return 0, &Error{What: "packet", Text: "no room for a payload", Off: 4}
	}
	return wire.HeaderLen + f.Inflated + padding, nil
}

func (f *Frame) tag(form form, packet []byte, body int) []Span {
	if f.tagSize() == 0 {
		return nil
	}
	return []Span{{Off: body, Len: len(packet) - body, Name: form.tagName, Type: Bytes, Kind: Tag,
		Source: form.source, Value: hexadecimal(packet[body:]), Note: form.tag}}
}

func (f *Frame) paddingNote(form form) string {
	what := "what stands behind packet_length"
	if form.inCipher {
		what = "the packet"
	}
	return fmt.Sprintf("Four bytes at least, so that %s is a multiple of %d bytes long.", what, max(8, f.Suite.Cipher.BlockSize))
}

// shift moves spans.
func shift(spans []Span, by int) {
	for i := range spans {
		spans[i].Off += by
		shift(spans[i].Inner, by)
	}
}
