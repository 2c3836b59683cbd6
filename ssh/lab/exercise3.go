package lab

import (
	"bytes"
	"strconv"

	"github.com/glassh/glassh/aes"
	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// exercise3 is a connection with AES in counter mode. The counter goes on from packet to
// packet, so the blocks of all packets before have to be counted.
//
//	packet 0       packet 1     packet 2     packet 3
//	IV … IV+a-1    IV+a …       IV+b …       IV+c …
func exercise3(seed string) (*Exercise, error) {
	scene := Scene{Seed: exerciseSeed(3, seed, 0), Kex: "curve25519-sha256", Cipher: "aes128-ctr", MAC: "hmac-sha2-256"}
	d := exerciseDice(3, seed)
	scene.script.window = uint32(d.between(100_000, 2_000_000))
	play, err := scene.Run()
	if err != nil {
		return nil, err
	}
	c := &countered{packets: packetsOf(play.Records, trace.ToServer, 1), keys: keysOf(play.Records, trace.ToServer), other: keysOf(play.Records, trace.ToClient)}
	return &Exercise{
		Given:    "The trace of a connection with aes128-ctr and hmac-sha2-256. Behind NEWKEYS the packets are there as they were on the network only. Both records of keys are whole: iv, key and mac_key are A, C and E of what the client sends, and B, D and F of what the server sends.",
		Asked:    "What the client's packet 3 behind NEWKEYS says (dir c2s, epoch 1, seq 3).",
		Read:     "RFC 4253 §7.2 (A to F); RFC 4344 §4 (the counter, and that it goes on from packet to packet); RFC 4253 §6 (the packet), §6.4 (the MAC); RFC 4254 §5.1 (the message, to see that it is right).",
		Form:     "The payload, from its message number to its last byte, in hexadecimal digits.",
		Traces:   [][]trace.Record{without{clear: everyPacket}.strip(play.Records)},
		check:    checkHex(c.packets[3].Payload(), nil, c.whole, c.mixedUp),
		solution: c.solution,
	}, nil
}

// countered are the packets of one direction under a counter.
type countered struct {
	packets     []*trace.Packet
	keys, other *trace.Keys
}

const macLen = 32 // of hmac-sha2-256

// whole recognises more than the payload, and less.
func (c *countered) whole(answer []byte) string {
	clear, payload := c.packets[3].Clear, c.packets[3].Payload()
	switch {
	case len(answer) < 4:
	case bytes.Contains(payload, answer):
		return "That is a part of the payload. All of it is asked for, from its message number on."
	case bytes.HasPrefix(clear, answer) || bytes.Contains(answer, payload):
		return "The payload is in that. The packet has packet_length, padding_length, padding and a MAC besides, which do not belong to it."
	}
	return ""
}

// mixedUp recognises what comes of a wrong key or counter.
func (c *countered) mixedUp(answer []byte) string {
	if len(answer) < 4 {
		return ""
	}
	blocks := c.blocks(0)
	for _, m := range []struct {
		key, iv []byte
		skip    int
		hint    string
	}{
		{c.keys.Key, c.keys.IV, 0, "The counter does not begin with the IV for each packet: it goes on behind the blocks of the packets before."},
		{c.keys.Key, c.keys.IV, 3, "The counter counts blocks of 16 bytes, not packets."},
		{c.keys.Key, c.keys.IV, c.blocks(macLen), "The MACs are not encrypted: their bytes do not count."},
		{c.other.Key, c.other.IV, blocks, "Those are the server's keys: what the client sends is under A and C."},
		{c.other.Key, c.other.IV, 0, "Those are the server's keys: what the client sends is under A and C. And the counter goes on from packet to packet."},
		{c.keys.Key, c.other.IV, blocks, "The IV is that of the other direction."},
		{c.other.Key, c.keys.IV, blocks, "The key is that of the other direction."},
	} {
		if bytes.Contains(c.decrypt(m.key, m.iv, m.skip), answer) {
			return m.hint
		}
	}
	return ""
}

// blocks counts those of the packets before, if each has so many bytes besides what is
// encrypted.
func (c *countered) blocks(besides int) (n int) {
	for _, p := range c.packets[:3] {
		n += (p.Size - macLen + besides) / aes.BlockSize
	}
	return n
}

// decrypt decrypts packet 3 from a block of the key stream on.
func (c *countered) decrypt(key, iv []byte, block int) []byte {
	b, err := aes.New(key)
	if err != nil {
		panic(err) // the suite's own key
	}
	s := aes.NewCTR(b, iv)
	skipped := make([]byte, block*aes.BlockSize)
	s.XORKeyStream(skipped, skipped)
	out := bytes.Clone(c.packets[3].Wire[:c.packets[3].Size-macLen])
	s.XORKeyStream(out, out)
	return out
}

func (c *countered) solution(w *writer) {
	w.say("What the client sends is encrypted with AES-128 in counter mode: the counter begins with A, the key is C. Each packet takes as many blocks as it has 16 bytes; its MAC, the last 32 bytes, is not encrypted (RFC 4344 §4, RFC 4253 §6.4).")
	w.line("")
	total := 0
	for i, p := range c.packets[:3] {
		n := (p.Size - macLen) / aes.BlockSize
		w.line("  packet %d: %3d bytes, %3d without MAC, blocks %2d to %2d", i, p.Size, p.Size-macLen, total, total+n-1)
		total += n
	}
	w.line("  packet 3: from block %d on", total)
	w.line("")
	w.bytes("A", c.keys.IV)
	w.bytes("C", c.keys.Key)
	w.bytes("counter, A + "+strconv.Itoa(total), plus(c.keys.IV, total))
	w.bytes("encrypted", c.packets[3].Wire[:c.packets[3].Size-macLen])
	clear := c.decrypt(c.keys.Key, c.keys.IV, total)
	w.bytes("in clear", clear)
	w.line("")
	w.say("packet_length is %d, padding_length %d: the payload has %d - %d - 1 bytes, from byte 5 on.", clear[3], clear[4], clear[3], clear[4])
	payload := clear[wire.HeaderLen : len(clear)-int(clear[4])]
	w.bytes("payload", payload)
	var m wire.ChannelOpen
	if m.Parse(payload) == nil {
		w.say("It is a CHANNEL_OPEN of type %q: channel %d, a window of %d bytes, messages of up to %d.", m.Type, m.Sender, m.Window, m.MaxPacket)
	}
	h := hmac.NewSHA256(c.keys.MACKey)
	h.Write(wire.AppendUint32(nil, c.packets[3].Seq))
	h.Write(clear)
	w.line("")
	w.say("The MAC with E over the sequence number, 3, and the packet in clear says whether that is right (RFC 4253 §6.4):")
	w.bytes("computed", h.Sum(nil))
	w.bytes("on the network", c.packets[3].Wire[c.packets[3].Size-macLen:])
	w.line("")
	w.line("The answer: %x", payload)
}

// plus adds to a counter of 16 bytes.
func plus(iv []byte, n int) []byte {
	out := bytes.Clone(iv)
	for i := len(out) - 1; i >= 0; i-- {
		n += int(out[i])
		out[i] = byte(n)
		n >>= 8
	}
	return out
}
