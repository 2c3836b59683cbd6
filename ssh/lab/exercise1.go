package lab

import (
	"slices"
	"strconv"

	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// exercise1 is a handshake of which K has its topmost bit set, so that the mpint has a zero
// in front.
//
//	session_id = H = SHA-256( V_C ‖ V_S ‖ I_C ‖ I_S ‖ K_S ‖ Q_C ‖ Q_S ‖ K )
func exercise1(seed string) (*Exercise, error) {
	scene := Scene{Kex: "curve25519-sha256", Cipher: "aes128-gcm@openssh.com", MAC: "hmac-sha2-256"}
	play, err := scene.find(1, seed, 0, func(e *trace.Exchange) bool { return e.K[4] == 0 && len(e.K) == 4+1+32 })
	if err != nil {
		return nil, err
	}
	e := exchangeOf(play.Records)
	parts, err := trace.HashParts(play.Records, e)
	if err != nil {
		return nil, err
	}
	x := e.K[5:]
	h := &hashed{parts: parts, records: play.Records, exchange: e, x: x}
	records := without{hash: true, secret: true, private: true, keys: true}.strip(play.Records)
	return &Exercise{
		Given: "The trace of a connection, as the client saw it. The record of the key exchange has the first 4 bytes of H only, and no K. What X25519 gave, 32 bytes, is in the note at the end of the trace.",
		Asked: "The session identifier.",
		Read:  "RFC 8731 §3 and §3.1 (the method curve25519-sha256, and how its 32 bytes become K); RFC 5656 §4 (the fields of H); RFC 4253 §7.2 (H of the first exchange is the session identifier); RFC 4251 §5 (string and mpint).",
		Form:  "32 bytes, in hexadecimal digits.",
		Traces: [][]trace.Record{
			note(records, "X25519 gave %x", []byte(x)),
		},
		check:    checkHex(e.H, h.slips()),
		solution: h.solution,
	}, nil
}

// hashed is an exchange hash with its fields, of which people get some wrong.
type hashed struct {
	parts    []trace.Part // V_C V_S I_C I_S K_S Q_C Q_S K
	records  []trace.Record
	exchange *trace.Exchange
	x        []byte
}

// A change is one thing that may be mixed up.
type change struct {
	make func(fields [][]byte) [][]byte
	hint string
}

// changes are the typical ones.
func (h *hashed) changes() []change {
	set := func(i int, b []byte) func([][]byte) [][]byte {
		return func(f [][]byte) [][]byte {
			f[i] = b
			return f
		}
	}
	setAll := func(from int, b ...[]byte) func([][]byte) [][]byte {
		return func(f [][]byte) [][]byte {
			copy(f[from:], b)
			return f
		}
	}
	str := func(b ...[]byte) []byte { return wire.AppendString(nil, slices.Concat(b...)) }
	packet := func(n int) *trace.Packet { return h.records[n].(*trace.Packet) }
	c, s := packet(h.exchange.ClientInit), packet(h.exchange.ServerInit)
	reversed := slices.Clone(h.x)
	slices.Reverse(reversed)
	e := h.exchange
	return []change{
		{setAll(0, str(e.ClientVersion, []byte("\r\n")), str(e.ServerVersion, []byte("\r\n"))), "V_C and V_S enter H without the CR LF behind them."},
		{setAll(0, str(e.ClientVersion, []byte("\n")), str(e.ServerVersion, []byte("\n"))), "V_C and V_S enter H without the end of their line: neither CR nor LF."},
		{setAll(2, str(c.Clear), str(s.Clear)), "I_C and I_S are the payloads of the KEXINITs, not their packets: no packet_length, no padding_length, no padding."},
		{setAll(2, str(c.Clear[5:]), str(s.Clear[5:])), "I_C and I_S are the payloads of the KEXINITs: their padding does not enter H."},
		{setAll(2, str(c.Payload()[1:]), str(s.Payload()[1:])), "I_C and I_S begin with the message number, 20."},
		{set(4, str(e.HostKey[len(e.HostKey)-32:])), "K_S is the whole host key, with the name of its type, not the 32 bytes of its point."},
		{set(4, e.HostKey), "K_S is a string: a length stands in front of the whole of it too."},
		{set(7, str(h.x)), "K is an mpint here: if its topmost bit is set, a zero stands in front."},
		{set(7, h.x), "K enters H as an mpint: with its length, and a zero in front if the topmost bit is set."},
		{set(7, h.exchange.K[4:]), "K enters H with its length in front."},
		{set(7, wire.AppendMpint(nil, reversed)), "The bytes that X25519 gives are taken as they stand, the first as the most significant one."},
		{set(7, nil), "K enters H too, behind all others."},
		{func(f [][]byte) [][]byte { return append([][]byte{f[7]}, f[:7]...) }, "K is the last of the fields of H."},
		{func(f [][]byte) [][]byte { return [][]byte{f[0], f[1], f[3], f[2], f[4], f[5], f[6], f[7]} }, "What the client sent stands in front of what the server sent: I_C, then I_S."},
		{func(f [][]byte) [][]byte { return [][]byte{f[0], f[1], f[2], f[3], f[4], f[6], f[5], f[7]} }, "What the client sent stands in front of what the server sent: Q_C, then Q_S."},
		{func(f [][]byte) [][]byte {
			for i := range f[:min(7, len(f))] {
				f[i] = f[i][min(4, len(f[i])):]
			}
			return f
		}, "Each field is a string: it enters H with its length in front, as 4 bytes."},
	}
}

// fields are the eight, encoded.
func (h *hashed) fields() (list [][]byte) {
	for _, p := range h.parts {
		list = append(list, p.Encoded)
	}
	return list
}

// slips are the hashes with one change, and with two.
func (h *hashed) slips() (list []slip) {
	hash := func(f [][]byte) string {
		sum := sha2.Sum256(slices.Concat(f...))
		return string(sum[:])
	}
	all := h.changes()
	for _, a := range all {
		list = append(list, slip{hash(a.make(h.fields())), a.hint})
	}
	for _, a := range all[:12] { // those behind move fields, and go last
		for _, b := range all {
			list = append(list, slip{hash(b.make(a.make(h.fields()))), a.hint + " " + b.hint})
		}
	}
	whole := slices.Concat(h.fields()...)
	sum := sha2.Sum512(whole)
	return append(list,
		slip{string(sum[:]), "The hash is that of the method: the name ends in sha256."},
		slip{string(h.exchange.H[:4]), "That is what the trace shows of it. All 32 bytes are asked for."})
}

func (h *hashed) solution(w *writer) {
	w.say("H is the SHA-256 of eight fields, one behind the other (RFC 5656 §4). Of the first exchange, H is the session identifier.")
	w.line("")
	d := sha2.New256()
	for _, p := range h.parts {
		if p.Name == "K" {
			w.say("X25519 gave 32 bytes, %x. They are the number K, the first byte the most significant one (RFC 8731 §3.1). That byte, %02x, has its topmost bit set, so the mpint has a zero in front and 33 bytes (RFC 4251 §5).", h.x, h.x[0])
		}
		d.Write(p.Encoded)
		where := ""
		if p.Record >= 0 {
			where = ", sent in record " + strconv.Itoa(p.Record)
		}
		w.line("%-4s %s: %s of %d bytes%s", p.Name, p.What, p.Type, len(p.Encoded)-4, where)
		w.bytes("", p.Encoded)
	}
	w.line("")
	w.line("The answer: %x", d.Sum(nil))
}
