package lab

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// restored is a server of which the state comes out of a backup while a connection runs:
// the counter in the nonce goes back, and counts again what it has counted. It is not the
// library's sealer that does this, but one that sits on the link, opens what the server has
// sealed, and seals it anew.
//
//	nonce   IV  IV+1 … IV+from … IV+at-1  IV+from
//	                     │                   │
//	                     └── the same key stream
type restored struct {
	from, at int // packets of the server, behind NEWKEYS
	frames   frames
	keys     func() *trace.Keys
	padding  dice

	open *protect.Opener
	seal *protect.Sealer
}

func (x *restored) attack(d trace.Dir, sent []byte) []byte {
	if d == trace.ToServer {
		return sent
	}
	x.frames.tag = gcmTag
	return x.frames.each(sent, func(sealed int, packet []byte) []byte {
		if sealed < 0 {
			return packet
		}
		return x.reseal(sealed, packet)
	})
}

const gcmTag = 16

// reseal returns a packet as the restored server seals it.
func (x *restored) reseal(number int, packet []byte) []byte {
	if x.open == nil {
		k := x.keys()
		suite, _ := protect.Lookup(k.Cipher, "")
		x.open = protect.NewOpener(suite, protect.Keys{Key: k.Key, IV: k.IV})
		x.seal = protect.NewSealer(suite, protect.Keys{Key: k.Key, IV: counted(k.IV, x.from)}, x.padding)
	}
	clear := bytes.Clone(packet)
	payload, _, err := x.open.Open(clear, 0)
	if err != nil {
		panic("lab: the server's own packet: " + err.Error())
	}
	if number < x.at {
		return packet
	}
	return x.seal.Seal(append(make([]byte, wire.HeaderLen), payload...), 0, 0)
}

// counted returns the nonce n packets behind iv: the last 8 bytes are the counter (RFC 5647
// §7.1).
func counted(iv []byte, n int) []byte {
	out := bytes.Clone(iv)
	binary.BigEndian.PutUint64(out[4:], binary.BigEndian.Uint64(out[4:])+uint64(n))
	return out
}

// birds are what the command writes of.
var birds = [...]string{"avocet", "bittern", "chough", "dunlin", "egret", "fieldfare", "gadwall", "hoopoe", "jackdaw", "kestrel", "lapwing", "merlin", "nuthatch", "ortolan", "pipit", "ruff"}

// exercise7 is a connection with AES-GCM of which the server uses a nonce twice.
func exercise7(seed string) (*Exercise, error) {
	const lines, firstLine = 12, helloAt
	d := exerciseDice(7, seed)
	x := &twice{lines: make(map[int]string)}
	scene := Scene{Seed: exerciseSeed(7, seed, 0), Kex: "curve25519-sha256", Cipher: "aes128-gcm@openssh.com"}
	for i := range lines {
		word := fmt.Sprintf("%s-%d", birds[d.below(len(birds))], d.between(1000, 9999))
		x.lines[firstLine+i] = word
		scene.script.output = append(scene.script.output, fmt.Sprintf("line %2d of %d: the word is %-16s\n", i+1, lines, word+"."))
	}
	at := d.between(firstLine+4, firstLine+lines-1)
	from := d.between(firstLine, at-1)
	x.from = from
	scene.script.both = true
	r := &restored{from: from, at: at, padding: d}
	scene.Attacker = r.attack
	play, err := scene.runWith(func(p *Play) { r.keys = func() *trace.Keys { return keysOf(p.serverRecords, trace.ToClient) } })
	if err != nil {
		return nil, err
	}
	sent := packetsOf(play.Records, trace.ToClient, 1)
	x.refused, x.before = sent[len(sent)-1], sent[:len(sent)-1]
	x.word = x.lines[at]
	return &Exercise{
		Given:    "The trace of a connection with aes128-gcm@openssh.com, without keys. In the middle of it the state of the server was restored from a backup, and with it the counter in its nonce. The last packet from the server has an error in its record: the client, which counts on, has refused it. The wire of that record is all that had come in by then; packet_length says where the packet ends. What the packets before it say is in the trace (clear).",
		Asked:    "Which packet of the server, behind NEWKEYS, had the same nonce as the one that was refused? And which word does the refused one hold? No key is needed: two texts under one nonce are under one key stream.",
		Read:     "RFC 5647 §7.1 (the nonce: 4 bytes that stay and a counter of 8) and §7.2 (the packet); RFC 5116 §5.1.1 (what a nonce that is used twice gives away); RFC 4254 §5.2 (the message).",
		Form:     "The sequence number (seq, dir s2c, epoch 1) of the earlier packet, and the word: 3 sparrow-1234",
		Traces:   [][]trace.Record{without{hash: true, secret: true, private: true, keys: true}.strip(play.Records)},
		check:    x.check,
		solution: x.solution,
	}, nil
}

// twice are packets of which the last has the nonce of another one.
type twice struct {
	lines   map[int]string // the words
	from    int
	word    string
	before  []*trace.Packet
	refused *trace.Packet
}

func (x *twice) check(text string) Verdict {
	number, word, ok := parseTwo(text)
	seq, err := strconv.Atoi(number)
	if !ok || err != nil {
		return Verdict{Hint: "The answer has to be a number and a word: 3 sparrow-1234"}
	}
	word = strings.Trim(strings.ToLower(word), `."'`)
	right := seq == x.from
	switch {
	case right && word == x.word:
		return Verdict{Right: true}
	case seq == int(x.refused.Seq):
		return Verdict{Hint: "That is the packet that was refused. Which earlier one had its nonce?"}
	case seq-3 == x.from:
		return Verdict{Hint: "With strict key exchange sequence numbers begin with 0 again behind NEWKEYS."}
	case word == x.lines[seq]:
		return Verdict{Hint: "That is the word of that packet itself, which everybody can read in the trace. The one of the refused packet is asked for."}
	case right:
		return Verdict{Hint: "The packet is right, the word is not."}
	case word == x.word:
		return Verdict{Hint: "The word is right, the packet is not."}
	}
	return Verdict{Hint: "Under the key stream of that packet the refused one does not say so."}
}

// under returns what the refused packet says if it has the nonce of p: as much of it as p
// gives key stream for.
func (x *twice) under(p *trace.Packet) []byte {
	end := wire.LengthLen + int(binary.BigEndian.Uint32(x.refused.Wire))
	out := bytes.Clone(x.refused.Wire[:min(end, p.Size-gcmTag)])
	for i := wire.LengthLen; i < len(out); i++ {
		out[i] ^= p.Wire[i] ^ p.Clear[i]
	}
	return out
}

func (x *twice) solution(w *writer) {
	w.say("In counter mode a packet is its text and a key stream, added bit by bit, and the key stream comes of key and nonce alone. So what is on the network and what it says give the key stream of each earlier packet, from byte 4 on:")
	w.line("")
	w.say("text of the refused packet = its bytes ⊕ (bytes of the earlier one ⊕ text of the earlier one)")
	w.line("")
	w.say("Try each earlier packet. The right one gives a padding_length, the number 94 of CHANNEL_DATA, and a text:")
	w.line("")
	for _, p := range x.before {
		got := x.under(p)
		mark := ""
		if got[wire.HeaderLen] == byte(wire.MsgChannelData) && int(got[4]) < len(got)-textAt {
			mark = "  " + wire.Escape(got[min(textAt, len(got)):max(textAt, len(got)-int(got[4]))])
		}
		w.line("  seq %2d  %x%s", p.Seq, got[4:min(16, len(got))], mark)
	}
	w.line("")
	w.line("The answer: %d %s", x.from, x.word)
	w.line("")
	w.say("Two texts under one nonce also give away the key of GHASH, and with it tags for any packet.")
}
