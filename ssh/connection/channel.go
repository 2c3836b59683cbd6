package connection

// A Channel is one channel of a connection.
type Channel struct {
	id     uint32 // our number
	remote uint32 // theirs
	kind   string // "session", …

	// Owner is the caller's own.
	Owner any

	in  channelIn
	out channelOut
}

// channelIn belongs to the inbound half.
type channelIn struct {
	received uint64 // bytes of data so far
	credit   uint64 // bytes granted, when last looked at; received ≤ credit
	eof      bool
}

// channelOut belongs to the outbound half.
type channelOut struct {
	state     state
	granted   uint64 // bytes that the peer may send in all
	consumed  uint64 // bytes that were read in all
	size      uint32 // of our window: granted - consumed when an adjust was just sent
	first     uint32 // what size began with
	kept      uint64 // consumed, when size was last set
	window    uint32 // bytes that we may send
	maxPacket uint32 // bytes of data in a message that the peer takes
	endless   bool   // windows do not count
	eof       bool   // we have sent EOF
	closed    bool   // we have sent CLOSE
	closedIn  bool   // the peer has sent CLOSE

	waiting []any // tokens of our requests that wait for a reply, oldest first
}

// state is how far the opening of a channel has come.
type state uint8

const (
	opening   state = iota // we have sent CHANNEL_OPEN
	undecided              // the peer has sent it
	open                   // it was confirmed
	dead                   // it was refused, or closed both ways
)

// ID returns our number of the channel, unique among those that exist.
func (c *Channel) ID() uint32 { return c.id }

// Type returns the channel type, such as "session".
func (c *Channel) Type() string { return c.kind }

// MaxPacket returns how many bytes of data one message of ours may hold. It belongs to
// the outbound half.
func (c *Channel) MaxPacket() int { return int(c.out.maxPacket) }

// Ended reports whether we may send no more data. It belongs to the outbound half.
func (c *Channel) Ended() bool { return c.out.state != open || c.out.eof || c.out.closed }

// Window returns how many bytes may be sent now. It belongs to the outbound half.
func (c *Channel) Window() int {
	if c.out.endless {
		return 1 << 30
	}
	return int(min(c.out.window, 1<<30))
}

// OurWindow returns the size of the window that the peer has now, in bytes. It belongs to
// the outbound half.
func (c *Channel) OurWindow() uint32 { return c.out.size }
