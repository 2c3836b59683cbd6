package lab

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// A vandal flips one bit of one field that enters H, on its way.
type vandal struct {
	field  string // "I_C"
	dice   dice
	offset int // of the byte in the content of the field
	inside int // of the same byte in its packet, or line
	frames frames
}

// attack is the Attacker of a [Scene].
func (v *vandal) attack(d trace.Dir, sent []byte) []byte {
	if (d == trace.ToServer) != strings.HasSuffix(v.field, "_C") {
		return sent
	}
	v.frames.tag = gcmTag
	return v.frames.each(sent, func(sealed int, packet []byte) []byte {
		if sealed >= 0 {
			return packet
		}
		content, offset, bit := v.choose(packet)
		if content == nil {
			return packet
		}
		v.offset = offset
		content[offset] ^= bit
		v.inside = bytes.Index(packet, content) + offset
		return packet
	})
}

// choose returns the content of the field, if the packet has it, and what to flip: nothing
// that either side would refuse before it verifies the signature.
func (v *vandal) choose(packet []byte) (content []byte, offset int, bit byte) {
	if bytes.HasPrefix(packet, []byte("SSH-")) {
		if v.field[0] != 'V' {
			return nil, 0, 0
		}
		return packet[:len(packet)-2], len("SSH-2.0-") + v.dice.below(len("glassh")), 0x20 // its case
	}
	payload := packet[wire.HeaderLen : len(packet)-int(packet[4])]
	var init wire.KexECDHInit
	var reply wire.KexECDHReply
	switch number := wire.Number(payload[0]); {
	case v.field[0] == 'I' && number == wire.MsgKexInit:
		if at := bytes.Index(payload, []byte("hmac-sha2-512")); v.dice.below(2) == 0 {
			return payload, at + v.dice.below(len("hmac")), 0x20 // a MAC that nobody uses
		}
		return payload, 1 + v.dice.below(16), 1 << v.dice.below(8) // the cookie
	case v.field == "Q_C" && init.Parse(payload) == nil:
		return init.ClientPublic, v.dice.below(31), 1 << v.dice.below(8)
	case v.field == "Q_S" && reply.Parse(payload) == nil:
		return reply.ServerPublic, v.dice.below(31), 1 << v.dice.below(8)
	}
	return nil, 0, 0
}

// exercise2 is a handshake that fails, since the two sides hash different bytes.
func exercise2(seed string) (*Exercise, error) {
	d := exerciseDice(2, seed)
	fields := []string{"V_C", "V_S", "I_C", "I_S", "Q_C", "Q_S"}
	v := &vandal{field: fields[d.below(len(fields))], dice: d}
	scene := Scene{Seed: exerciseSeed(2, seed, 0), Kex: "curve25519-sha256", Cipher: "aes128-gcm@openssh.com", Attacker: v.attack}
	scene.script.both = true
	play, err := scene.Run()
	if err != nil {
		return nil, err
	}
	return &Exercise{
		Given:    "Two traces of one handshake, of which somebody has altered one byte on its way: the first is what the client saw, the second what the server saw. Each side has computed H of what it saw, and the server has signed its own. The client has refused the signature.",
		Asked:    "The field of H that was altered, and which byte of it.",
		Read:     "RFC 5656 §4 (the fields of H: V_C, V_S, I_C, I_S, K_S, Q_C, Q_S, K); RFC 4253 §8 (what the signature is for).",
		Form:     "The name of the field and the offset of the byte, counted from 0 in the content of the field, without the length in front: K_S 17",
		Traces:   [][]trace.Record{play.Records, play.serverRecords},
		check:    v.check,
		solution: func(w *writer) { v.solution(w, play) },
	}, nil
}

func (v *vandal) check(text string) Verdict {
	name, number, ok := parseTwo(text)
	offset, err := strconv.Atoi(number)
	if !ok || err != nil {
		return Verdict{Hint: "The answer has to be the name of a field and a number: K_S 17"}
	}
	name = strings.ToUpper(name)
	right := name == v.field
	switch other := map[string]string{"C": "S", "S": "C"}[v.field[2:]]; {
	case right && offset == v.offset:
		return Verdict{Right: true}
	case name == "K":
		return Verdict{Hint: "If K differs, that is a consequence: neither side sends it. What is it made of?"}
	case name == v.field[:2]+other:
		return Verdict{Hint: "That is the field of the other side. _C is what the client sends, _S what the server sends."}
	case !slices.Contains([]string{"V_C", "V_S", "I_C", "I_S", "K_S", "Q_C", "Q_S"}, name):
		return Verdict{Hint: "H has no field of that name."}
	case !right:
		return Verdict{Hint: "Both sides have the same bytes there."}
	case offset == v.offset+wire.LengthLen:
		return Verdict{Hint: "The field is right. The offset counts the content: the 4 bytes of its length are not in it."}
	case offset == v.offset+1:
		return Verdict{Hint: "The field is right. Offsets begin with 0."}
	case offset == v.inside:
		return Verdict{Hint: "The field is right. The offset counts from the beginning of the field, not of the packet."}
	}
	return Verdict{Hint: "The field is right, the offset is not."}
}

func (v *vandal) solution(w *writer, play *Play) {
	client, server := exchangeOf(play.Records), exchangeOf(play.serverRecords)
	a, errA := trace.HashParts(play.Records, client)
	b, errB := trace.HashParts(play.serverRecords, server)
	if errA != nil || errB != nil {
		w.line("the traces are not whole: %v, %v", errA, errB)
		return
	}
	w.say("Take the fields of H from both traces, and compare them one by one:")
	w.line("")
	for i, p := range a {
		x, y := p.Encoded[4:], b[i].Encoded[4:]
		switch at := differ(x, y); {
		case at < 0:
			w.line("  %-4s %3d bytes, the same", p.Name, len(x))
		case p.Name == "K":
			w.line("  %-4s differs: it is computed from Q_C and Q_S", p.Name)
		default:
			w.line("  %-4s %3d bytes: byte %d is %02x for the client and %02x for the server", p.Name, len(x), at, x[at], y[at])
		}
	}
	w.line("")
	w.bytes("H, client", client.H)
	w.bytes("H, server", server.H)
	key, err := keys.ParsePublicKey(client.HostKey)
	if err != nil {
		w.line("the host key: %v", err)
		return
	}
	for _, side := range []struct {
		name string
		h    []byte
	}{{"client's", client.H}, {"server's", server.H}} {
		verdict := "fits"
		if key.Verify(client.HostKeyAlg, side.h, client.Signature) != nil {
			verdict = "does not fit"
		}
		w.line("  The signature %s the %s H.", verdict, side.name)
	}
	w.line("")
	w.line("The answer: %s %d", v.field, v.offset)
}

// differ returns where a and b part, or -1.
func differ(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	if len(a) != len(b) {
		return min(len(a), len(b))
	}
	return -1
}
