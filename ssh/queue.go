package ssh

import (
	"io"
	"os"
	"sync"
	"sync/atomic"
)

// A queue carries the bytes of one direction of a channel from the connection's
// reader to the goroutine in Read. It has one producer and one consumer, and
// neither takes a lock to move a byte:
//
//	           head                              tail
//	Read ◀── [ segment ] ──next──▶ [ segment ] ──next──▶ … ◀── put
//	           read…  …n                          …n
//
// The producer copies into the tail segment and then publishes its length n; the
// consumer reads up to n, and goes on to the next segment once one is full. What
// is in the queue is bounded by the channel's window.
type queue struct {
	head   *segment // owned by the consumer; nil before the first byte
	read   int      // of head
	first  atomic.Pointer[segment]
	tail   *segment     // owned by the producer
	unread atomic.Int64 // bytes; for an instant less than there are

	end     atomic.Pointer[error] // what Read returns once all is read
	abort   atomic.Pointer[error] // what Read returns at once
	waiting atomic.Bool           // the consumer sleeps, or is about to
	wake    chan struct{}         // capacity 1: one wake-up

	deadline deadline
	mu       sync.Mutex // serialises callers of Read; the producer never takes it
}

func newQueue() *queue { return &queue{wake: make(chan struct{}, 1)} }

// Sizes of segments: a quiet channel keeps a small one, bulk data moves through
// large ones from the pool.
const (
	smallSegment = 1 << 10
	largeSegment = 64 << 10
)

type segment struct {
	buf  []byte
	n    atomic.Int64 // bytes written
	next atomic.Pointer[segment]
}

var segments = sync.Pool{New: func() any { return &segment{buf: make([]byte, largeSegment)} }}

func newSegment(hint int) *segment {
	if hint <= smallSegment {
		return &segment{buf: make([]byte, smallSegment)}
	}
	return segments.Get().(*segment)
}

func (s *segment) recycle() {
	if len(s.buf) == largeSegment {
		s.n.Store(0)
		s.next.Store(nil)
		segments.Put(s)
	}
}

// put appends data, unless nobody will read it. Only the producer calls it.
func (q *queue) put(data []byte) {
	if q.abort.Load() != nil {
		return
	}
	total := len(data)
	for len(data) > 0 {
		t := q.tail
		if t == nil || t.n.Load() == int64(len(t.buf)) {
			s := newSegment(len(data))
			if t != nil && len(data) < len(t.buf) && len(s.buf) < len(t.buf) {
				s = newSegment(largeSegment) // bulk data in small pieces
			}
			if t == nil {
				q.first.Store(s)
			} else {
				t.next.Store(s)
			}
			q.tail, t = s, s
		}
		n := copy(t.buf[t.n.Load():], data)
		t.n.Add(int64(n))
		data = data[n:]
	}
	q.unread.Add(int64(total)) // behind the bytes: a consumer that sees it finds them
	q.signal()
}

// finish ends the queue: what is in it can still be read, and then Read returns
// err. Only the first call counts.
func (q *queue) finish(err error) {
	q.end.CompareAndSwap(nil, &err)
	q.signal()
}

// stop ends the queue at once: Read returns err from now on.
func (q *queue) stop(err error) {
	q.abort.CompareAndSwap(nil, &err)
	q.finish(err)
}

// signal wakes the consumer if it sleeps.
func (q *queue) signal() {
	if q.waiting.Load() && q.waiting.CompareAndSwap(true, false) {
		q.wake <- struct{}{}
	}
}

// front returns the unread bytes of the first segment that has any, without
// waiting. They stay where they are until skip.
func (q *queue) front() []byte {
	if q.head == nil {
		if q.head = q.first.Load(); q.head == nil {
			return nil
		}
	}
	for {
		s := q.head
		written := int(s.n.Load())
		if q.read < written {
			return s.buf[q.read:written]
		}
		next := s.next.Load()
		if written < len(s.buf) || next == nil {
			return nil
		}
		q.head, q.read = next, 0
		s.recycle()
	}
}

// skip drops the first n bytes of front.
func (q *queue) skip(n int) {
	q.read += n
	q.unread.Add(int64(-n))
}

// await returns what front returns, once there is something, or the error that
// Read returns.
func (q *queue) await() ([]byte, error) {
	for {
		if err := q.abort.Load(); err != nil {
			return nil, *err
		}
		if q.deadline.passed() {
			return nil, os.ErrDeadlineExceeded
		}
		end := q.end.Load() // before front, so that nothing put before it is missed
		if b := q.front(); b != nil {
			return b, nil
		}
		if end != nil {
			return nil, *end
		}
		q.sleep()
	}
}

// Read reads what is there, and waits while there is nothing.
func (q *queue) Read(p []byte) (n int, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(p) == 0 {
		return 0, nil
	}
	b, err := q.await()
	for n < len(p) && b != nil {
		k := copy(p[n:], b)
		q.skip(k)
		n += k
		b = q.front()
	}
	return n, err
}

// pour writes what is there to w, waiting while there is nothing, and returns
// what it wrote.
func (q *queue) pour(w io.Writer) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	b, err := q.await()
	if err != nil {
		return 0, err
	}
	n, err := w.Write(b)
	q.skip(n)
	return n, err
}

// sleep waits for a wake-up or the deadline. A put between the last look and the
// sleep is seen by the second look.
func (q *queue) sleep() {
	q.waiting.Store(true)
	if q.unread.Load() > 0 || q.end.Load() != nil || q.abort.Load() != nil {
		if q.waiting.CompareAndSwap(true, false) {
			return
		}
		<-q.wake // a wake-up is on its way
		return
	}
	select {
	case <-q.wake:
	case <-q.deadline.wait():
		if !q.waiting.CompareAndSwap(true, false) {
			<-q.wake
		}
	}
}
