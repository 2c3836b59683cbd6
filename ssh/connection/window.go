package connection

import "github.com/glassh/glassh/wire"

// A window is what the peer may send before we say that more was read (RFC 4254 §5.2):
//
//	          consumed          received             granted
//	───────────┼──── unread ─────┼──── on the way ────┼──────▶  bytes of the channel
//	           └──────────── at most size ────────────┘
//
// One that is smaller than what the path holds makes the peer wait for our adjusts, and
// it looks the same from here as a peer that has no more to say. So size doubles, up to
// MaxWindow, each time that half of it was consumed by a reader who keeps up: it costs
// memory only once the reader stops. Behind a reader who lags, size halves again, down
// to what it was at first: such a window only fills.
//
// What was granted cannot be taken back. Budget therefore bounds the windows of all
// channels together: none grows beyond it, and the first windows become smaller the less
// of it is left, down to minWindow. A connection's unread data is at most Budget and
// minWindow for each channel, whoever stops reading.
const minWindow = 32 << 10

// firstWindow gives a new channel its window.
func (m *Machine) firstWindow(c *Channel) {
	o := &c.out
	o.size = min(m.cfg.Window, max(minWindow, uint32(m.left()/8)))
	o.first, o.granted, c.in.credit = o.size, uint64(o.size), uint64(o.size)
	m.promised += o.promised()
}

// left returns what is left of the budget.
func (m *Machine) left() uint64 {
	return uint64(m.cfg.Budget) - min(m.promised, uint64(m.cfg.Budget))
}

// promised returns what the channel may come to hold unread.
func (o *channelOut) promised() uint64 {
	if o.closedIn || o.state == dead {
		return o.granted - o.consumed
	}
	return max(o.granted-o.consumed, uint64(o.size))
}

// Consumed says that n more bytes of a channel's data were read, or thrown away,
// and that unread bytes are still buffered. It grants new ones as soon as that is worth
// a message: half of a small window, and of larger ones at least 1 MiB.
func (m *Machine) Consumed(c *Channel, n, unread int) error {
	o := &c.out
	if o.endless {
		return nil
	}
	m.promised -= o.promised()
	defer func() { m.promised += o.promised() }()
	o.consumed += min(uint64(n), o.granted-o.consumed)
	if o.state != open || o.closed || o.closedIn {
		return nil
	}
	left := o.granted - o.consumed
	if left+uint64(worth(o.size)) > uint64(o.size) {
		return nil
	}
	o.resize(uint64(max(unread, 0)), min(m.left(), uint64(m.cfg.MaxWindow)))
	if left >= uint64(o.size) {
		return nil
	}
	add := uint64(o.size) - left
	o.granted += add
	msg := wire.ChannelWindowAdjust{Recipient: c.remote, Add: uint32(add)}
	return m.send(msg.Append)
}

// worth returns how much of a window is worth an adjust. A window of which half is gone
// before the peer hears of it fills half of the path, so it is less of a large one.
func worth(size uint32) uint32 {
	return max(min(size/2, 1<<20), size/16)
}

// resize doubles or halves the window; it grows to most at most.
func (o *channelOut) resize(unread, most uint64) {
	size := uint64(o.size)
	switch {
	case unread < size/8 && o.consumed-o.kept >= size/2:
		size = max(size, min(2*size, most))
	case unread > size/2:
		size = max(size/2, min(size, uint64(o.first)))
	default:
		return
	}
	o.size, o.kept = uint32(size), o.consumed
}

// onlyReceived takes back what the peer, which has closed the channel, did not use. It
// needs both halves.
func (m *Machine) onlyReceived(c *Channel) {
	o := &c.out
	m.promised -= o.promised()
	o.closedIn, o.granted = true, max(o.consumed, min(c.in.received, o.granted))
	m.promised += o.promised()
}

// Discard says that nobody will read what is unread of a channel, nor what may still
// come: the driver drops it.
func (m *Machine) Discard(c *Channel) {
	o := &c.out
	m.promised -= o.promised()
	o.size, o.first, o.consumed = 0, 0, o.granted
}
