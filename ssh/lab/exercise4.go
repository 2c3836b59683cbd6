package lab

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/glassh/glassh/aes"
	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// exercise4 is a connection of which somebody flips one bit of the command's output. In
// counter mode that flips the same bit of the text; the MAC is what notices.
//
//	mac = HMAC-SHA-256( F, sequence number ‖ packet_length ‖ ciphertext )
func exercise4(seed string) (*Exercise, error) {
	d := exerciseDice(4, seed)
	x := &flipped{letter: d.below(len("Hello from the server")), bit: 1 << d.below(5)}
	scene := Scene{Seed: exerciseSeed(4, seed, 0), Kex: "curve25519-sha256", Cipher: "aes128-ctr", MAC: "hmac-sha2-256-etm@openssh.com", Attacker: x.attack}
	play, err := scene.Run()
	if err != nil {
		return nil, err
	}
	x.before = packetsOf(play.Records, trace.ToClient, 1)
	x.refused, x.before = x.before[len(x.before)-1], x.before[:len(x.before)-1]
	x.packet = x.refused.Wire[:x.end()]
	x.keys, x.other = keysOf(play.Records, trace.ToClient), keysOf(play.Records, trace.ToServer)
	return &Exercise{
		Given:    "The trace of a connection with aes128-ctr and hmac-sha2-256-etm@openssh.com, with its keys. Somebody has flipped one bit of what the server has sent. The last packet from the server has an error in its record: the client has refused it. The wire of that record is all that had come in by then; packet_length says where the packet ends.",
		Asked:    "The MAC that the client computed over what it received, which is not the one that came with it.",
		Read:     "OpenSSH PROTOCOL §1.5 (encrypt-then-MAC: what the MAC covers); RFC 4253 §6.4 (the sequence number in front), §7.2 (F); RFC 6668 §2 (hmac-sha2-256); for the number: OpenSSH PROTOCOL §1.9 (strict key exchange).",
		Form:     "32 bytes, in hexadecimal digits.",
		Traces:   [][]trace.Record{play.Records},
		check:    checkHex(x.mac(x.keys.MACKey, x.refused.Seq, x.packet), x.slips()),
		solution: x.solution,
	}, nil
}

// flipped is a packet of which a bit was flipped on its way.
type flipped struct {
	frames frames
	letter int // of the text
	bit    byte

	keys, other *trace.Keys
	before      []*trace.Packet
	refused     *trace.Packet
	packet      []byte // without its MAC
}

// textAt is where the data is in a packet with CHANNEL_DATA.
const textAt = wire.HeaderLen + 1 + 4 + 4

// helloAt is the packet with the output: the server's 6th behind NEWKEYS, from 0.
const helloAt = 6

func (x *flipped) attack(d trace.Dir, sent []byte) []byte {
	if d == trace.ToServer {
		return sent
	}
	x.frames.tag = macLen
	return x.frames.each(sent, func(sealed int, packet []byte) []byte {
		if sealed == helloAt {
			packet[textAt+x.letter] ^= x.bit
		}
		return packet
	})
}

// end is where the MAC begins.
func (x *flipped) end() int { return 4 + int(binary.BigEndian.Uint32(x.refused.Wire)) }

func (x *flipped) tag() []byte { return x.refused.Wire[x.end():][:macLen] }

func (x *flipped) mac(key []byte, seq uint32, covered []byte) []byte {
	return x.over(key, wire.AppendUint32(nil, seq), covered)
}

func (x *flipped) over(key []byte, covered ...[]byte) []byte {
	h := hmac.NewSHA256(key)
	for _, b := range covered {
		h.Write(b)
	}
	return h.Sum(nil)
}

func (x *flipped) slips() []slip {
	f, seq := x.keys.MACKey, x.refused.Seq
	little := binary.LittleEndian.AppendUint32(nil, seq)
	long := binary.BigEndian.AppendUint64(nil, uint64(seq))
	clear := x.decrypt()
	return []slip{
		{string(x.tag()), "That is the MAC that came with the packet. The client has computed another one."},
		{string(x.over(f, x.packet)), "The sequence number stands in front of the packet, as 4 bytes."},
		{string(x.mac(f, seq+3, x.packet)), "With strict key exchange the sequence number begins with 0 again behind NEWKEYS."},
		{string(x.mac(f, seq+1, x.packet)), "Sequence numbers begin with 0."},
		{string(x.over(f, little, x.packet)), "The sequence number goes in with its most significant byte first."},
		{string(x.over(f, long, x.packet)), "The sequence number has 4 bytes."},
		{string(x.mac(f, seq, x.packet[4:])), "packet_length is covered too, in clear."},
		{string(x.mac(f, seq, clear)), "In encrypt-then-MAC the MAC covers the ciphertext, as it came."},
		{string(x.mac(f, seq, clear[4:])), "In encrypt-then-MAC the MAC covers the ciphertext, as it came, and packet_length."},
		{string(x.mac(f, seq, slices.Concat(x.packet, x.tag()))), "The MAC does not cover itself."},
		{string(x.mac(f, seq, x.refused.Wire)), "There is more than one packet in that: packet_length says where this one ends."},
		{string(x.mac(x.other.MACKey, seq, x.packet)), "E is for what the client sends. The server's MACs are under F."},
		{string(x.mac(x.keys.Key, seq, x.packet)), "D is for encryption. The server's MACs are under F."},
	}
}

// decrypt decrypts the packet, altered as it is.
func (x *flipped) decrypt() []byte {
	b, err := aes.New(x.keys.Key)
	if err != nil {
		panic(err) // the suite's own key
	}
	n := 0
	for _, p := range x.before {
		n += p.Size - macLen - 4 // packet_length is in clear
	}
	s := aes.NewCTR(b, x.keys.IV)
	out := append(make([]byte, n), x.packet[4:]...)
	s.XORKeyStream(out, out)
	return append(bytes.Clone(x.packet[:4]), out[n:]...)
}

func (x *flipped) solution(w *writer) {
	clear := x.decrypt()
	text := clear[textAt:]
	if n := int(binary.BigEndian.Uint32(clear[textAt-4:])); n <= len(text) {
		text = text[:n]
	}
	w.say("packet_length, in clear, is %d: the packet has 4 + %d bytes, and 32 of MAC behind them. Its sequence number is %d.", len(x.packet)-4, len(x.packet)-4, x.refused.Seq)
	w.line("")
	w.say("If it were decrypted, it would say %q. Letter %d was %q before bit %02x of byte %d of the packet was flipped: in counter mode a bit of the ciphertext is a bit of the text. Nothing in that notices.", text, x.letter, clear[textAt+x.letter]^x.bit, x.bit, textAt+x.letter)
	w.line("")
	w.say("The MAC is over the sequence number, packet_length and the ciphertext, under F. It is checked before anything is decrypted.")
	w.bytes("F", x.keys.MACKey)
	w.bytes("sequence number", wire.AppendUint32(nil, x.refused.Seq))
	w.bytes("covered", x.packet)
	w.bytes("as it came", x.tag())
	w.bytes("computed", x.mac(x.keys.MACKey, x.refused.Seq, x.packet))
	whole := bytes.Clone(x.packet)
	whole[textAt+x.letter] ^= x.bit
	w.bytes("the bit undone", x.mac(x.keys.MACKey, x.refused.Seq, whole))
	w.line("")
	w.say("Whoever flips the bit would have to put the computed MAC behind the packet, and for that needs F.")
	w.line("")
	w.line("The answer: %x", x.mac(x.keys.MACKey, x.refused.Seq, x.packet))
}
