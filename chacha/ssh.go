package chacha

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
)

// SSHKeySize is the length of the key of [SSH]: K_2, then K_1.
const SSHKeySize = 2 * KeySize

// sshKeys is the length of what the keystream of a packet starts with: K_1's block
// for the length, and K_2's block 0 for the key of Poly1305.
const sshKeys = 2 * blockSize

// sshOverhead is what a packet has around its packet_length bytes.
const sshOverhead = 4 + TagSize

// An SSH is chacha20-poly1305@openssh.com for one direction of a connection
// (draft-ietf-sshm-chacha20-poly1305). A packet is
//
//	packet_length[4] ‖ padding_length[1] ‖ payload ‖ padding ‖ tag[16]
//
// and the sequence number seq, which both sides count, is its nonce: no two packets
// under one key may have the same. SSH keeps no state between packets but some
// keystream, from Length for OpenPacket, so only SealPacket may be called by several
// goroutines at once.
type SSH struct {
	tier    asm.Tier // of ChaCha20
	mac     asm.Tier // of Poly1305
	payload state    // K_2
	length  state    // K_1

	// What keystream returns for packet aheadSeq, if hasAhead.
	ahead    [sshKeys + 2*blockSize]byte
	aheadSeq uint32
	hasAhead bool
}

// NewSSH returns the packet AEAD with that key (64 bytes): the first half is K_2,
// for payload and tag, the second half K_1, for the length. It panics if key is not
// 64 bytes.
func NewSSH(key []byte) *SSH {
	if len(key) != SSHKeySize {
		panic("chacha: SSH key must be 64 bytes")
	}
	c := &SSH{tier: kernel.Tiers.Active(), mac: kernel.TiersPoly1305.Active()}
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
	return binary.BigEndian.Uint32(header) ^ binary.BigEndian.Uint32(c.lookAhead(seq))
}

// SealPacket encrypts packet number seq in place, and writes its tag over its last
// 16 bytes. The whole of packet is the packet as it stands above: what
// packet_length says is the caller's. SealPacket panics if packet is shorter than
// 20 bytes.
func (c *SSH) SealPacket(seq uint32, packet []byte) {
	length, payload, tag := c.split(packet)
	var head [sshKeys]byte
	defer mem.Wipe(head[:])
	n := firstSeal(c.tier, sshKeys, len(payload))
	c.keystream(seq, &head, payload[:n])
	mem.XOR(length, length, head[:])

	key, mac := (*[32]byte)(head[blockSize:]), packet[:4+len(payload)]
	if n == len(payload) {
		sumInto(c.mac, (*[TagSize]byte)(tag), key, mac)
		return
	}
	var m Poly1305
	defer m.Wipe()
	m.setKey(c.mac, key)
	mac = c.payload.seal(c.tier, sshNonce(seq), 1+uint64(n/blockSize), payload[n:], payload[n:], &m, mac)
	m.sumLast((*[TagSize]byte)(tag), mac)
}

// OpenPacket verifies packet number seq, the whole of packet with its length still
// encrypted, and decrypts it in place, the length too. If the tag is wrong it returns
// an error that says nothing more, and has overwritten the payload with zeros.
// OpenPacket panics if packet is shorter than 20 bytes.
func (c *SSH) OpenPacket(seq uint32, packet []byte) error {
	length, payload, tag := c.split(packet)
	ks := c.lookAhead(seq)
	mac := packet[:4+len(payload)]
	var want [TagSize]byte
	key, ks := (*[32]byte)(ks[blockSize:]), ks[sshKeys:]
	n := 0
	if !kernel.Beside(c.tier) || len(mac) < openAhead+kernel.SealStep {
		sumInto(c.mac, &want, key, mac)
	} else {
		var m Poly1305
		m.setKey(c.mac, key)
		m.Write(mac[:openAhead])
		front := mem.XOR(payload, payload, ks)
		n = front + c.payload.openBeside(c.tier, sshNonce(seq), 1+uint64(front/blockSize), payload[front:], payload[front:], &m, mac[openAhead:])
		m.Sum(want[:0])
		m.Wipe()
	}
	if !ct.Equal(want[:], tag).Public() {
		clear(payload)
		return errOpen
	}
	mem.XOR(length, length, c.ahead[:])
	if n == 0 {
		c.payload.open(c.tier, sshNonce(seq), 1, payload, payload, ks)
		return nil
	}
	c.payload.open(c.tier, sshNonce(seq), 1+uint64(n/blockSize), payload[n:], payload[n:], nil)
	return nil
}

// openAhead is how much of a packet is authenticated before the rest is, beside its
// decryption: the length and what lookAhead has the keystream of, in whole blocks.
const openAhead = (4 + 2*blockSize + 15) &^ 15

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

// lookAhead returns the keystream that packet seq begins with, for both Length and
// OpenPacket, whichever comes first: as much as one block takes the time of.
func (c *SSH) lookAhead(seq uint32) []byte {
	ks := c.ahead[:]
	if c.tier == asm.Generic {
		ks = ks[:sshKeys]
	}
	if !c.hasAhead || c.aheadSeq != seq {
		clear(ks)
		c.keystream(seq, (*[sshKeys]byte)(ks), ks[sshKeys:])
		c.aheadSeq, c.hasAhead = seq, true
	}
	return ks
}

// keystream sets head to block 0 under K_1 and block 0 under K_2, and adds what
// follows the latter to payload.
func (c *SSH) keystream(seq uint32, head *[sshKeys]byte, payload []byte) {
	c.payload.check()
	// The block of K_1 comes in place of the one before K_2's block 0.
	const before = math.MaxUint64
	var last [blockSize]byte
	c.payload.xor(c.tier, sshNonce(seq), before, &c.length, head[:], payload, payload, &last)
}

// sshNonce returns the nonce of a packet: its sequence number, as 64 bits, most
// significant byte first.
func sshNonce(seq uint32) uint64 { return bits.ReverseBytes64(uint64(seq)) }
