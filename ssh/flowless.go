package ssh

import "github.com/glassh/glassh/wire"

// A connection without flow control (RFC 8308 §3.3) has one channel at a time, which is as
// fast as its path whatever windows are: for a transfer of files and nothing else. Its
// reader stops the whole connection, as TCP's does, once maxUnread bytes wait; requests,
// pings and exchanges of keys wait with them.
const maxUnread = 4 << 20

// flowless reports whether windows do not count: both sides have said that they can do
// without, and one that it would rather. told says that the peer has been given mine.
func flowless(mine string, told bool, peer Extensions) bool {
	theirs := peer[wire.ExtNoFlowControl]
	known := func(s string) bool { return s == "p" || s == "s" }
	return told && known(mine) && known(theirs) && (mine == "p" || theirs == "p")
}

// full reports whether so much is unread that the reader is to wait.
func (ch *Channel) full() bool {
	return ch != nil && ch.data.unread.Load()+ch.ext.unread.Load() > maxUnread
}

// hold makes the reader wait while much is unread; it holds no lock. The end of the
// channel or of the connection ends that.
func (ch *Channel) hold() {
	for ch.full() {
		select {
		case <-ch.drained:
		case <-ch.closed:
			return
		case <-ch.c.ended:
			return
		}
	}
	ch.c.alive.hear() // the peer was not silent, it was not listened to
}

// goOn wakes a reader that waits.
func (ch *Channel) goOn() {
	select {
	case ch.drained <- struct{}{}:
	default:
	}
}
