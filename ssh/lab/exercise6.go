package lab

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"

	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// exercise6 is two handshakes. In one of them K, as an mpint, has not the 32 bytes that
// X25519 has given:
//
//	80…ff ‥         33 bytes   a zero in front: the topmost bit is a sign
//	00 00…7f ‥      31 bytes   zeros in front are left out
//
// Half of all handshakes are of the first kind, and one in 512 of the second. (In one more
// in 512 there is both, 00 80…ff, and nothing is to be seen.)
func exercise6(seed string) (*Exercise, error) {
	d := exerciseDice(6, seed)
	kinds := []func(k []byte) bool{
		func(k []byte) bool { return len(k) == 33 },
		func(k []byte) bool { return len(k) < 32 },
	}
	edge, odd := kinds[d.below(len(kinds))], d.below(2)
	x := &twoHandshakes{odd: odd}
	traces := make([][]trace.Record, 2)
	for i := range traces {
		good := edge
		if i != odd {
			good = func(k []byte) bool { return len(k) == 32 && k[0] != 0 }
		}
		scene := Scene{Kex: "curve25519-sha256", Cipher: "aes128-gcm@openssh.com", MAC: "hmac-sha2-256"}
		play, err := scene.find(6, seed, i, func(e *trace.Exchange) bool { return good(e.K[4:]) })
		if err != nil {
			return nil, err
		}
		x.k[i] = exchangeOf(play.Records).K
		x.play[i] = play
		traces[i] = without{hash: true, secret: true, keys: true}.strip(play.Records)
	}
	return &Exercise{
		Given:    "Two traces of two connections. The records of the key exchanges have no K, but the client's ephemeral private key (private), and the first 4 bytes of H. The server's public key, Q_S, is in its KEX_ECDH_REPLY.",
		Asked:    "In one of them K, as it enters H, is not just the 32 bytes that X25519 gives with their length in front: a program that hashes those computes a wrong H, and the host key's signature does not fit. Which one is it, and how does K begin there?",
		Read:     "RFC 7748 §5 (X25519); RFC 8731 §3.1 (how its 32 bytes become K); RFC 4251 §5 (mpint); RFC 5656 §4 (H).",
		Form:     "The number of the trace, 1 or 2, and the first 5 bytes of K as it enters H there, in hexadecimal digits: 1 0000002071",
		Traces:   traces,
		check:    x.check,
		solution: x.solution,
	}, nil
}

type twoHandshakes struct {
	odd  int // 0 or 1
	k    [2]trace.Hex
	play [2]*Play
}

// raw returns the 32 bytes that X25519 gave.
func (x *twoHandshakes) raw(i int) []byte {
	magnitude := bytes.TrimLeft(x.k[i][4:], "\x00")
	return append(make([]byte, 32-len(magnitude)), magnitude...)
}

// begins is how many bytes of K are asked for.
const begins = 5

func (x *twoHandshakes) check(text string) Verdict {
	number, digits, ok := parseTwo(text)
	answer, err := hex.DecodeString(digits)
	if !ok || err != nil || len(answer) != begins || number != "1" && number != "2" {
		return Verdict{Hint: "The answer has to be 1 or 2, and 5 bytes in hexadecimal digits: 1 0000002071"}
	}
	raw := x.raw(x.odd)
	reversed := slices.Clone(raw)
	slices.Reverse(reversed)
	negative := append([]byte{0, 0, 0, byte(len(bytes.TrimLeft(raw, "\x00")))}, bytes.TrimLeft(raw, "\x00")...)
	is := func(k []byte) bool { return bytes.Equal(answer, k[:begins]) }
	switch right := number == strconv.Itoa(x.odd+1); {
	case right && is(x.k[x.odd]):
		return Verdict{Right: true}
	case !right && is(x.k[1-x.odd]):
		return Verdict{Hint: "That is how K begins in this trace, and it is the common case: the 32 bytes as they are."}
	case !right:
		return Verdict{Hint: "It is the other trace."}
	case is(wire.AppendString(nil, raw)):
		return Verdict{Hint: "The trace is right. But an mpint has not always as many bytes as X25519 gives: it has as many as the number needs."}
	case is(wire.AppendMpint(nil, reversed)) || is(wire.AppendString(nil, reversed)):
		return Verdict{Hint: "The trace is right. The bytes that X25519 gives are taken as they stand, the first as the most significant one."}
	case is(negative):
		return Verdict{Hint: "The trace is right. But as an mpint that would be a negative number."}
	case is(append(wire.AppendUint32(nil, 33), raw...)) || is(append([]byte{0, 0, 0, 33, 0}, raw...)):
		return Verdict{Hint: "The trace is right. A zero stands in front only where the topmost bit of the number is set, and zeros in front of it are left out."}
	}
	return Verdict{Hint: "The trace is right, the bytes are not."}
}

func (x *twoHandshakes) solution(w *writer) {
	for i, k := range x.k {
		e := exchangeOf(x.play[i].Records)
		raw := x.raw(i)
		w.line("Trace %d", i+1)
		w.bytes("private", e.Private)
		if parts, err := trace.HashParts(x.play[i].Records, e); err == nil {
			w.bytes("Q_S", parts[6].Encoded[4:])
		}
		w.bytes("X25519 of both", raw)
		switch {
		case len(k) == 4+33:
			w.say("The topmost bit of the first byte, %02x, is set. An mpint has a sign, so a zero stands in front: 33 bytes.", raw[0])
		case raw[0] == 0:
			w.say("The number begins with a zero byte, which an mpint leaves out: %d bytes are left.", len(k)-4)
		default:
			w.say("The first byte, %02x, is neither zero nor has its topmost bit set: the 32 bytes as they are.", raw[0])
		}
		w.bytes("K in H", k)
		w.bytes("H", e.H)
		w.line("")
	}
	w.line("The answer: %d %x", x.odd+1, []byte(x.k[x.odd][:begins]))
}
