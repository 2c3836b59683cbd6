package lab

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// exercise8 is a command that writes for a while. Once the client stops reading until the
// window is spent; once the command itself has nothing to write, for longer.
//
//	window  ▇▆▅▄▇▆▅▄▇▆▅▅          ▅▄▇▆▅▄▃▂▁          ▇▆▅
//	                    the command pauses   the stall
func exercise8(seed string) (*Exercise, error) {
	d := exerciseDice(8, seed)
	scene := Scene{Seed: exerciseSeed(8, seed, 0), Kex: "curve25519-sha256", Cipher: "aes128-gcm@openssh.com"}
	s := &scene.script
	const lines = 70
	s.window = uint32(d.between(7000, 9000))
	s.holdAt, s.hold = d.between(11000, 16000), time.Duration(d.between(300, 1500))*time.Millisecond
	for range lines {
		s.output = append(s.output, strings.Repeat("x", d.between(300, 700))+"\n")
		s.gaps = append(s.gaps, time.Duration(d.between(5, 40))*time.Millisecond)
	}
	pause := d.between(3, 12) // before the client stops reading, or long after that
	if d.below(2) == 0 {
		pause = d.between(lines-10, lines-3)
	}
	s.gaps[pause] = s.hold + time.Duration(d.between(200, 900))*time.Millisecond
	play, err := scene.Run()
	if err != nil {
		return nil, err
	}
	x := &windowed{}
	x.read(play.Records)
	if x.stalled == nil || x.adjusted == nil || x.next == nil || x.pausedBehind == nil {
		return nil, fmt.Errorf("lab: seed %q has given no stall", seed)
	}
	return &Exercise{
		Given:    "The trace of a connection whose command writes for a while. Twice nothing comes for a long time: once since the command had nothing to write, and once since the server had no window left to send in.",
		Asked:    "Where was the window spent, and for how long? The window begins as CHANNEL_OPEN of the client says; each CHANNEL_DATA takes from it, each CHANNEL_WINDOW_ADJUST adds to it.",
		Read:     "RFC 4254 §5.1 (the initial window) and §5.2 (what takes from it, and what adds to it).",
		Form:     "The sequence number (seq, dir s2c) of the CHANNEL_DATA that took the last byte of the window, and the milliseconds from it to the CHANNEL_WINDOW_ADJUST that opened it again (t_us / 1000): 17 250",
		Traces:   [][]trace.Record{without{hash: true, secret: true, private: true, keys: true}.strip(play.Records)},
		check:    x.check,
		solution: x.solution,
	}, nil
}

// windowed is a trace read for its window.
type windowed struct {
	points []point

	stalled, adjusted, next   *trace.Packet // the last data, what opened the window again, and the data behind that
	pausedBehind, pausedUntil *trace.Packet // the data around the longest gap with a window
}

// A point is the window behind a packet.
type point struct {
	packet *trace.Packet
	change int64
	window int64
}

// read follows the window.
func (x *windowed) read(records []trace.Record) {
	var window, longest int64
	var last *trace.Packet
	for _, r := range records {
		p, ok := r.(*trace.Packet)
		if !ok {
			continue
		}
		var open wire.ChannelOpen
		var data wire.ChannelData
		var adjust wire.ChannelWindowAdjust
		change := int64(0)
		switch payload := p.Payload(); {
		case p.Dir == trace.ToServer && open.Parse(payload) == nil:
			change = int64(open.Window)
		case p.Dir == trace.ToServer && adjust.Parse(payload) == nil:
			change = int64(adjust.Add)
			if window == 0 && x.adjusted == nil {
				x.adjusted = p
			}
		case p.Dir == trace.ToClient && data.Parse(payload) == nil:
			change = -int64(len(data.Data))
			if x.adjusted != nil && x.next == nil {
				x.next = p
			}
			if gap := p.Time - timeOf(last); last != nil && window > 0 && gap > longest && last != x.stalled {
				longest, x.pausedBehind, x.pausedUntil = gap, last, p
			}
			last = p
		default:
			continue
		}
		if window += change; window == 0 && x.stalled == nil {
			x.stalled = p
		}
		x.points = append(x.points, point{p, change, window})
	}
}

func timeOf(p *trace.Packet) int64 {
	if p == nil {
		return 0
	}
	return p.Time
}

// milliseconds is the time between two packets.
func milliseconds(from, to *trace.Packet) int { return int((to.Time - from.Time) / 1000) }

func (x *windowed) check(text string) Verdict {
	first, second, ok := parseTwo(text)
	seq, errA := strconv.Atoi(first)
	ms, errB := strconv.ParseFloat(strings.TrimSuffix(second, "ms"), 64)
	if !ok || errA != nil || errB != nil {
		return Verdict{Hint: "The answer has to be two numbers: 17 250"}
	}
	near := func(want int) bool { return ms > float64(want)-1.5 && ms < float64(want)+1.5 }
	want := milliseconds(x.stalled, x.adjusted)
	switch right := seq == int(x.stalled.Seq); {
	case right && near(want):
		return Verdict{Right: true}
	case right && near(milliseconds(x.stalled, x.next)):
		return Verdict{Hint: "The packet is right. That is the time until data came again: the way of the CHANNEL_WINDOW_ADJUST and of the data is in it."}
	case right && near(want*1000):
		return Verdict{Hint: "The packet is right. t_us counts microseconds."}
	case right:
		return Verdict{Hint: "The packet is right, the time is not."}
	case seq == int(x.pausedBehind.Seq) || seq == int(x.pausedUntil.Seq):
		return Verdict{Hint: "There was a window left there: the command had nothing to write. Being slow is no stall."}
	case seq == x.stalled.N:
		return Verdict{Hint: "That is the number of the record (n). The sequence number of the packet is asked for (seq)."}
	case seq == int(x.adjusted.Seq) || seq == int(x.next.Seq):
		return Verdict{Hint: "That packet came behind the stall. The one that took the last byte of the window is asked for."}
	}
	return Verdict{Hint: "The window was not spent there."}
}

func (x *windowed) solution(w *writer) {
	w.say("Begin with the window of CHANNEL_OPEN, take the length of each CHANNEL_DATA from it, and add what each CHANNEL_WINDOW_ADJUST grants:")
	w.line("")
	most := int64(1)
	for _, p := range x.points {
		most = max(most, p.window)
	}
	w.line("%10s   %6s %8s %8s", "ms", "packet", "", "window")
	for _, p := range x.points {
		arrow := map[trace.Dir]string{trace.ToServer: "→", trace.ToClient: "←"}[p.packet.Dir]
		mark := ""
		switch p.packet {
		case x.stalled:
			mark = " spent"
		case x.adjusted:
			mark = " open again"
		case x.pausedUntil:
			mark = " behind a pause, with a window"
		}
		bar := strings.Repeat("▪", int(p.window*30/most))
		w.line("%10.3f %s #%-5d %+8d %8d %s%s", float64(p.packet.Time)/1000, arrow, p.packet.Seq, p.change, p.window, bar, mark)
	}
	w.line("")
	w.line("The answer: %d %d", x.stalled.Seq, milliseconds(x.stalled, x.adjusted))
}
