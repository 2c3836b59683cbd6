package illustrate

import (
	"fmt"

	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// A channelView is the life of one channel.
type channelView struct {
	N      int
	Kind   string
	Opener trace.Dir
	Number map[trace.Dir]string // by the side whose number it is
	Steps  []step
	Chart  *chart

	windows map[trace.Dir]*window // of the data that goes that way
	eof     map[trace.Dir]bool
	closed  map[trace.Dir]bool
	state   string
}

// A step is one message of a channel, and the state behind it.
type step struct {
	Dir   trace.Dir
	Name  string
	Gist  string
	State string
	Ref   *ref
	More  int // data and adjustments that follow, which the chart shows
}

// A window is how much data may still be sent in a direction, over time.
type window struct {
	left   int64
	points []point
	data   int64
	adjust int
}

type point struct {
	time  int64 // µs
	left  int64
	grant bool
	n     int // record
}

// end is a number of a channel, and whose it is.
type end struct {
	dir trace.Dir // what this side sends
	n   uint32
}

func other(d trace.Dir) trace.Dir {
	if d == trace.ToServer {
		return trace.ToClient
	}
	return trace.ToServer
}

// channels follows all channels. A message names the channel by the number of who gets it.
func (s *story) channels() (list []*channelView) {
	open := map[end]*channelView{}
	for _, p := range s.packets {
		n := numberOf(p)
		if p.Error != "" || n.Layer() != wire.LayerChannel {
			continue
		}
		if n == wire.MsgChannelOpen {
			if c := newChannelView(p, len(list)+1); c != nil {
				own, _ := uint32Of(p, "sender channel")
				open[end{p.Dir, own}] = c
				list = append(list, c)
			}
			continue
		}
		to, ok := uint32Of(p, "recipient channel")
		c := open[end{other(p.Dir), to}]
		if !ok || c == nil {
			continue
		}
		c.follow(p, n)
		if own, ok := uint32Of(p, "sender channel"); ok && n == wire.MsgChannelOpenConfirmation {
			open[end{p.Dir, own}] = c
		}
		if n == wire.MsgChannelOpenFailure || c.closed[p.Dir] && c.closed[other(p.Dir)] {
			for e, v := range open {
				if v == c {
					delete(open, e)
				}
			}
		}
	}
	for _, c := range list {
		c.Chart = newChart(c)
	}
	return list
}

func newChannelView(p *trace.Packet, n int) *channelView {
	own, ok := uint32Of(p, "sender channel")
	size, ok2 := uint32Of(p, "initial window size")
	if !ok || !ok2 {
		return nil
	}
	c := &channelView{N: n, Kind: valueOf(p, "channel type"), Opener: p.Dir,
		Number:  map[trace.Dir]string{p.Dir: fmt.Sprint(own)},
		windows: map[trace.Dir]*window{}, eof: map[trace.Dir]bool{}, closed: map[trace.Dir]bool{}}
	c.windows[other(p.Dir)] = newWindow(p, size)
	c.to(p, "larval: asked for, not confirmed")
	return c
}

func newWindow(p *trace.Packet, size uint32) *window {
	return &window{left: int64(size), points: []point{{p.Time, int64(size), true, p.N}}}
}

// to takes a message that leads to a state.
func (c *channelView) to(p *trace.Packet, state string) {
	c.state = state
	c.Steps = append(c.Steps, step{Dir: p.Dir, Name: nameOf(p), Gist: gist(p), State: state, Ref: &ref{N: p.N}})
}

// follow takes a message.
func (c *channelView) follow(p *trace.Packet, n wire.Number) {
	switch n {
	case wire.MsgChannelOpenConfirmation:
		if own, ok := uint32Of(p, "sender channel"); ok {
			c.Number[p.Dir] = fmt.Sprint(own)
		}
		if size, ok := uint32Of(p, "initial window size"); ok {
			c.windows[other(p.Dir)] = newWindow(p, size)
		}
		c.to(p, "open")
	case wire.MsgChannelOpenFailure:
		c.to(p, "closed: it was refused")
	case wire.MsgChannelWindowAdjust:
		add, _ := uint32Of(p, "bytes to add")
		if w := c.windows[other(p.Dir)]; w != nil {
			w.adjust++
			w.move(p, int64(add), true)
		}
		c.busy(p)
	case wire.MsgChannelData, wire.MsgChannelExtendedData:
		if w, f := c.windows[p.Dir], field(p, "data"); w != nil && f != nil {
			w.data += int64(f.Len - 4)
			w.move(p, -int64(f.Len-4), false)
		}
		c.busy(p)
	case wire.MsgChannelEOF:
		c.eof[p.Dir] = true
		c.to(p, c.halves())
	case wire.MsgChannelClose:
		c.closed[p.Dir] = true
		c.to(p, c.halves())
	default: // requests and their answers
		c.to(p, c.state)
	}
}

func (w *window) move(p *trace.Packet, by int64, grant bool) {
	w.points = append(w.points, point{p.Time, w.left, false, p.N})
	w.left += by
	w.points = append(w.points, point{p.Time, w.left, grant, p.N})
}

// busy counts data and adjustments, one behind the other, in one step.
func (c *channelView) busy(p *trace.Packet) {
	if last := &c.Steps[len(c.Steps)-1]; last.Name == nameOf(p) && last.Dir == p.Dir {
		last.More++
		return
	}
	c.to(p, c.state)
}

// halves says what the two directions have come to.
func (c *channelView) halves() string {
	up, down := trace.ToServer, trace.ToClient
	switch {
	case c.closed[up] && c.closed[down]:
		return "closed: both sides have said so, and the numbers are free"
	case c.closed[up] || c.closed[down]:
		d := up
		if c.closed[down] {
			d = down
		}
		return "closing: the " + sender(d) + " has closed, and the other side has to"
	case c.eof[up] && c.eof[down]:
		return "open, and no data follows on either side"
	case c.eof[up] || c.eof[down]:
		d := up
		if c.eof[down] {
			d = down
		}
		return "half closed: no data follows from the " + sender(d)
	}
	return c.state
}
