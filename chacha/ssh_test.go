package chacha_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	"github.com/glassh/glassh/chacha"
)

// TestPacketsThereAndBack seals packets of every length up to 1000 and opens them
// again, at the end of accessible memory.
func TestPacketsThereAndBack(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		rnd := newRand()
		room := asmtest.Guarded(t, 3020)
		for _, n := range lengths() {
			key, seq := asmtest.Bytes(rnd, 64), rnd.Uint32()
			plain := append(binary.BigEndian.AppendUint32(nil, uint32(n)), asmtest.Bytes(rnd, n)...)
			packet := room[len(room)-n-20:]
			copy(packet, plain)

			c := chacha.NewSSH(key)
			c.SealPacket(seq, packet)
			sealed := bytes.Clone(packet)
			equal(t, "sealed", refSSH(key, seq, plain), packet)
			if got := c.Length(seq, packet); got != uint32(n) {
				t.Errorf("Length: want %d, got %d", n, got)
			}
			equal(t, "packet after Length", sealed, packet)
			if err := c.OpenPacket(seq, packet); err != nil {
				t.Error(err)
			}
			equal(t, "opened", plain, packet[:n+4])
			if t.Failed() {
				t.Fatalf("packet_length %d", n)
			}
		}
	})
}

// TestPacketRefusesTampering changes each byte: the length, the payload, the tag. No
// plaintext is left.
func TestPacketRefusesTampering(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		for _, n := range []int{80, 800} {
			rnd := newRand()
			c := chacha.NewSSH(asmtest.Bytes(rnd, 64))
			packet := asmtest.Bytes(rnd, 4+n+16)
			plain := bytes.Clone(packet[:4+n])
			c.SealPacket(5, packet)
			refused := func(what string, i int, seq uint32, packet []byte) {
				t.Helper()
				after := bytes.Clone(packet)
				clear(after[4 : len(after)-16])
				inPlace := bytes.Clone(packet)
				if err := c.OpenPacket(seq, inPlace); err == nil || err.Error() != "chacha: message authentication failed" {
					t.Errorf("%s %d: want the opaque error, got %v", what, i, err)
				}
				equal(t, "packet after refusal", after, inPlace)
			}
			for i := range packet {
				packet[i] ^= 1 << (i % 8)
				refused("byte", i, 5, packet)
				packet[i] ^= 1 << (i % 8)
			}
			for n := 20; n < len(packet); n++ {
				refused("packet cut to", n, 5, packet[:n])
			}
			refused("replayed as packet", 6, 6, packet)
			refused("packet", 0, 5+1<<24, packet)
			if err := c.OpenPacket(5, packet); err != nil {
				t.Errorf("the packet itself: %v", err)
			}
			equal(t, "opened", plain, packet[:4+n])
		}
	})
}

func TestPacketMisuse(t *testing.T) {
	for _, n := range []int{0, 32, 63, 65} {
		mustPanic(t, "chacha: SSH key must be 64 bytes", func() { chacha.NewSSH(make([]byte, n)) })
	}
	c, b := chacha.NewSSH(make([]byte, 64)), make([]byte, 20)
	mustPanic(t, "chacha: length must be 4 bytes", func() { c.Length(0, b[:3]) })
	mustPanic(t, "chacha: packet must have a length and a tag", func() { c.SealPacket(0, b[:19]) })
	mustPanic(t, "chacha: packet must have a length and a tag", func() { c.OpenPacket(0, b[:19]) })
	c.SealPacket(0, b)
	if err := c.OpenPacket(0, b); err != nil {
		t.Error(err)
	}
	c.Wipe()
	mustPanic(t, "chacha: used after Wipe", func() { c.Length(0, b) })
	mustPanic(t, "chacha: used after Wipe", func() { c.SealPacket(0, b) })
	mustPanic(t, "chacha: used after Wipe", func() { c.OpenPacket(0, b) })
}

func TestPacketDoesNotAllocate(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		c, b := chacha.NewSSH(make([]byte, 64)), make([]byte, 1001)
		if got := testing.AllocsPerRun(10, func() {
			c.SealPacket(1, b)
			c.Length(1, b[:4])
			if err := c.OpenPacket(1, b); err != nil {
				t.Error(err)
			}
		}); got != 0 {
			t.Errorf("want no allocation, got %v", got)
		}
	})
}
