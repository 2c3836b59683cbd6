package chacha

import (
	"encoding/binary"
)

// SSHKeySize is the length of the key of [SSH]: K_2, then K_1.
const SSHKeySize = 2 * KeySize

// sshOverhead is what a packet has around its packet_length bytes.
const sshOverhead = 4 + TagSize

// An SSH is chacha20-poly1305@openssh.com for one direction of a connection
// (draft-ietf-sshm-chacha20-poly1305). A packet is
//
//	packet_length[4] ‖ padding_length[1] ‖ payload ‖ padding ‖ tag[16]
//
// and the sequence number seq, which both sides count, is its nonce: no two packets
// under one key may have the same. SSH keeps no state between packets.
type SSH struct {
	payload state // K_2
	length  state // K_1
}

// NewSSH returns the packet AEAD with that key (64 bytes): the first half is K_2,
// for payload and tag, the second half K_1, for the length. It panics if key is not
// 64 bytes.
func NewSSH(key []byte) *SSH {
	if len(key) != SSHKeySize {
		panic("chacha: SSH key must be 64 bytes")
	}
	c := new(SSH)
	c.payload.setKey(key[:KeySize])
	c.length.setKey(key[KeySize:])
	return c
}

// Length returns packet_length of packet seq, of which header holds the first 4
// bytes as they came. It does not change them. The length is not authentic yet:
// whoever waits for that many bytes has to set a limit. Length panics if header is
// shorter than 4 bytes.
func (c *SSH) Length(seq uint32, header []byte) uint32 {
	if len(header) < 4 {
		panic("chacha: length must be 4 bytes")
	}
	b := [4]byte(header)
	c.xorLength(seq, b[:])
	return binary.BigEndian.Uint32(b[:])
}

// SealPacket encrypts packet number seq in place, and writes its tag over its last
// 16 bytes. The whole of packet is the packet as it stands above: what
// packet_length says is the caller's. SealPacket panics if packet is shorter than
// 20 bytes.
func (c *SSH) SealPacket(seq uint32, packet []byte) {
	length, payload, tag := c.split(packet)
	s := atPacket(&c.payload, seq)
	c.xorLength(seq, length)
	s.xor(1, payload, payload)

	var m Poly1305
	m.setBlock0(&s, 0)
	m.Write(packet[:4+len(payload)])
	m.Sum(tag[:0])
}

// OpenPacket verifies packet number seq, the whole of packet with its length still
// encrypted, and then decrypts it in place, the length too. If the tag is wrong it
// returns an error that says nothing more, and changes nothing. OpenPacket panics
// if packet is shorter than 20 bytes.
func (c *SSH) OpenPacket(seq uint32, packet []byte) error {
	length, payload, tag := c.split(packet)
	s := atPacket(&c.payload, seq)

	var m Poly1305
	m.setBlock0(&s, 0)
	m.Write(packet[:4+len(payload)])
	if !m.Verify(tag) {
		return errOpen
	}
	c.xorLength(seq, length)
	s.xor(1, payload, payload)
	return nil
}

// Wipe overwrites both keys. c must not be used afterwards.
//
//go:noinline
func (c *SSH) Wipe() { *c = SSH{} }

// split returns the three parts of a packet.
func (c *SSH) split(packet []byte) (length, payload, tag []byte) {
	if len(packet) < sshOverhead {
		panic("chacha: packet must have a length and a tag")
	}
	n := len(packet) - TagSize
	return packet[:4], packet[4:n], packet[n:]
}

// xorLength encrypts or decrypts the 4 bytes of packet_length.
func (c *SSH) xorLength(seq uint32, length []byte) {
	s := atPacket(&c.length, seq)
	s.xor(0, length, length)
}

// atPacket returns the cipher's state for a packet: the nonce is its sequence
// number, as 64 bits, most significant byte first.
func atPacket(key *state, seq uint32) state {
	key.check()
	s := *key
	var nonce [NonceSize64]byte
	binary.BigEndian.PutUint64(nonce[:], uint64(seq))
	s.setNonce64(nonce[:])
	return s
}
