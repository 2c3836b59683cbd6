package lab

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// exerciseDice are the random choices of an exercise.
func exerciseDice(number int, seed string) dice {
	return newDice(fmt.Sprintf("exercise %d", number), seed)
}

// below returns a number from 0 to n-1.
func (d dice) below(n int) int {
	var b [8]byte
	d.Read(b[:])
	return int(binary.BigEndian.Uint64(b[:]) % uint64(n))
}

// between returns a number from low to high.
func (d dice) between(low, high int) int { return low + d.below(high-low+1) }

// exerciseSeed is the seed of one of the plays that an exercise may choose from.
func exerciseSeed(number int, seed string, try int) string {
	return fmt.Sprintf("%s, exercise %d, try %d", seed, number, try)
}

// find returns the first play of which the key exchange is as it has to be. What the
// exercise is about happens once in so many handshakes; tries is far more than that.
func (s Scene) find(number int, seed string, from int, good func(*trace.Exchange) bool) (*Play, error) {
	const tries = 20000
	for try := range tries {
		s.Seed = exerciseSeed(number, seed, from*tries+try)
		attempt := s
		answers := 0
		attempt.Attacker = func(d trace.Dir, sent []byte) []byte { // ends it behind the key exchange
			if d == trace.ToClient {
				answers++
			} else if answers > 1 {
				return nil
			}
			return sent
		}
		play, err := attempt.Run()
		if err != nil {
			return nil, err
		}
		if e := exchangeOf(play.Records); e != nil && good(e) {
			return s.Run()
		}
	}
	return nil, errors.New("lab: no handshake is as the exercise wants it")
}

// exchangeOf returns the first exchange of a trace.
func exchangeOf(records []trace.Record) *trace.Exchange {
	for _, r := range records {
		if e, ok := r.(*trace.Exchange); ok {
			return e
		}
	}
	return nil
}

// packetsOf returns the packets that went one way, of one epoch.
func packetsOf(records []trace.Record, d trace.Dir, epoch int) (list []*trace.Packet) {
	for _, r := range records {
		if p, ok := r.(*trace.Packet); ok && p.Dir == d && p.Epoch == epoch {
			list = append(list, p)
		}
	}
	return list
}

// keysOf returns the keys of one direction.
func keysOf(records []trace.Record, d trace.Dir) *trace.Keys {
	for _, r := range records {
		if k, ok := r.(*trace.Keys); ok && k.Dir == d {
			return k
		}
	}
	return nil
}

// What an exercise leaves out of its traces.
type without struct {
	hash    bool // H and the session identifier, but for 4 bytes
	secret  bool // K
	private bool // the ephemeral key
	keys    bool
	clear   func(p *trace.Packet) bool // of these packets: what they hold
}

// strip returns the trace without that. The records that change are copies.
func (x without) strip(records []trace.Record) []trace.Record {
	out := make([]trace.Record, len(records))
	for i, r := range records {
		out[i] = r
		switch r := r.(type) {
		case *trace.Exchange:
			e := *r
			if x.hash {
				e.H, e.SessionID = e.H[:4], e.SessionID[:4]
			}
			if x.secret {
				e.K = nil
			}
			if x.private {
				e.Private = nil
			}
			out[i] = &e
		case *trace.Keys:
			if x.keys {
				k := *r
				k.Key, k.IV, k.MACKey = nil, nil, nil
				out[i] = &k
			}
		case *trace.Packet:
			if x.clear != nil && r.Epoch > 0 && r.Error == "" && x.clear(r) {
				p := *r
				p.Clear, p.Layout, p.Withheld = nil, nil, "finding that out is the exercise"
				out[i] = &p
			}
		}
	}
	return out
}

func everyPacket(*trace.Packet) bool { return true }

// note puts a note in front of the last record.
func note(records []trace.Record, format string, args ...any) []trace.Record {
	last := *records[len(records)-1].(*trace.End)
	n := &trace.Note{Head: last.Head, Text: fmt.Sprintf(format, args...)}
	n.Kind = "note"
	last.N++
	return append(records[:len(records)-1:len(records)-1], n, &last)
}

// frames finds the packets in what one side sends, for an attacker who sits on the link:
// those behind NEWKEYS too where their length is in clear.
type frames struct {
	tag    int // how long the tag is
	sealed bool
	count  int // of sealed packets
}

// each hands every packet to change, in its place, with the number that sealed ones have
// from 0, or -1, and returns what takes the place of all.
func (f *frames) each(sent []byte, change func(sealed int, packet []byte) []byte) (out []byte) {
	for len(sent) > 0 {
		n, number, sealed := 0, wire.Number(0), -1
		if f.sealed {
			n, sealed = wire.LengthLen+int(binary.BigEndian.Uint32(sent))+f.tag, f.count
			f.count++
		} else {
			n, number = plainPacket(sent)
		}
		out = append(out, change(sealed, sent[:n:n])...)
		sent = sent[n:]
		f.sealed = f.sealed || number == wire.MsgNewKeys
	}
	return out
}
