package ssh

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// Splice copies between the channel and a connection, both ways, until both are at their
// end, and closes both. The end of one direction is passed on while the other goes on
// (RFC 4254 §5.3); an error of either, and the end of the channel, end everything.
//
//	nc ──▶ buffer ──▶ packets           EOF ──▶ CHANNEL_EOF
//	nc ◀── queue of the channel ◀──     shutdown ◀── CHANNEL_EOF
//
// Behind the end of the connection nc has a moment left to take what was received, if it
// has deadlines, as a net.Conn does.
func (ch *Channel) Splice(nc io.ReadWriteCloser) error {
	hurry := func() {
		d, ok := nc.(interface{ SetWriteDeadline(time.Time) error })
		if !ok || d.SetWriteDeadline(time.Now().Add(lastWords)) != nil {
			nc.Close()
		}
	}
	if ch.c.do(func() error {
		before := ch.over
		ch.over = func() {
			if before != nil {
				before()
			}
			if ch.c.err != nil { // and not only the end of the channel
				go hurry() // which has a lock to take if nc is a channel as well
			}
		}
		return nil
	}) != nil {
		hurry()
	}
	var up error
	sent := make(chan struct{})
	go func() { // the end of nc's data stops it, or Close
		defer close(sent)
		if up = pump(ch, nc); up != nil {
			ch.Close()
			return
		}
		ch.CloseWrite()
	}()
	_, down := ch.WriteTo(nc)
	if down == nil {
		down = closeWrite(nc)
	} else {
		ch.Close()
	}
	select {
	case <-sent:
	case <-ch.closed: // there is nowhere to send to, and nc may be silent for long
	}
	nc.Close()
	<-sent
	ch.Close()
	return errors.Join(closing(down), closing(up))
}

// closing drops the errors that only say that the other side has hung up.
func closing(err error) error {
	if errors.Is(err, net.ErrClosed) || err == io.EOF {
		return nil
	}
	return err
}

// closeWrite ends one direction of a connection, or both of one that cannot.
func closeWrite(nc io.Closer) error {
	if half, ok := nc.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nc.Close()
}

// Buffers to read into: a quiet connection keeps a small one, bulk data moves through
// large ones from the pool.
const (
	quietBuffer = 2 << 10
	pumpBuffer  = 128 << 10
)

var pumpBuffers = sync.Pool{New: func() any { return new([pumpBuffer]byte) }}

// pump copies from r to w up to the end.
func pump(w io.Writer, r io.Reader) error {
	quiet := make([]byte, quietBuffer)
	var large *[pumpBuffer]byte
	defer func() {
		if large != nil {
			pumpBuffers.Put(large)
		}
	}()
	for {
		b := quiet
		if large != nil {
			b = large[:]
		}
		n, err := r.Read(b)
		if n > 0 {
			if _, err := w.Write(b[:n]); err != nil {
				return err
			}
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case large == nil && n == len(b): // there was more
			large = pumpBuffers.Get().(*[pumpBuffer]byte)
		case large != nil && n < quietBuffer:
			pumpBuffers.Put(large)
			large = nil
		}
	}
}
