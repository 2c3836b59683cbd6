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
// consumer reads up to n, and goes on once there is a next segment: the producer has
// left the one before it then, full or not. Bulk data is not copied: its segment is a
// part of the buffer that it was decrypted in. What is in the queue is bounded by the
// channel's window.
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

	c        *conn       // that the consumer may fetch from, or nil
	fetching atomic.Bool // the consumer waits for the network

	deadline deadline
	mu       sync.Mutex // serialises callers of Read; the producer never takes it
}

// newQueue returns a queue whose consumer may read from the network himself.
func newQueue(c *conn) *queue {
	q := &queue{wake: make(chan struct{}, 1), c: c}
	q.deadline.over = q.kick
	return q
}

// Sizes of segments: a quiet channel keeps a small one, bulk data moves through
// large ones from the pool.
const (
	smallSegment = 1 << 10
	largeSegment = 64 << 10
)

type segment struct {
	buf   []byte
	chunk *chunk       // that buf is a part of, or nil; owned by the consumer, as buf is then
	lent  bool         // there was a chunk: nothing is appended
	n     atomic.Int64 // bytes written
	next  atomic.Pointer[segment]
}

var (
	segments     = sync.Pool{New: func() any { return &segment{buf: make([]byte, largeSegment)} }}
	lentSegments = sync.Pool{New: func() any { return &segment{lent: true} }}
)

func newSegment(hint int) *segment {
	if hint <= smallSegment {
		return &segment{buf: make([]byte, smallSegment)}
	}
	return segments.Get().(*segment)
}

func (s *segment) recycle() {
	if !s.lent && len(s.buf) != largeSegment {
		return
	}
	s.n.Store(0)
	s.next.Store(nil)
	if s.lent {
		s.giveBack()
		lentSegments.Put(s)
	} else {
		segments.Put(s)
	}
}

// giveBack gives up the chunk, whose bytes were read.
func (s *segment) giveBack() {
	if s.chunk != nil {
		s.chunk.unref()
		s.chunk, s.buf = nil, nil
	}
}

// put appends data, unless nobody will read it, and reports whether it has woken the
// consumer. data is a part of lent, which is nil for data to copy. Only the producer
// calls it.
func (q *queue) put(data []byte, lent *chunk) (woken bool) {
	if q.abort.Load() != nil {
		if lent != nil {
			lent.unref()
		}
		return false
	}
	total := len(data)
	if lent != nil {
		s := lentSegments.Get().(*segment)
		s.buf, s.chunk = data, lent
		s.n.Store(int64(total))
		q.link(s)
		data = nil
	}
	for len(data) > 0 {
		t := q.tail
		if t == nil || t.lent || t.n.Load() == int64(len(t.buf)) {
			s := newSegment(len(data))
			if t != nil && !t.lent && len(data) < len(t.buf) && len(s.buf) < len(t.buf) {
				s = newSegment(largeSegment) // bulk data in small pieces
			}
			q.link(s)
			t = s
		}
		n := copy(t.buf[t.n.Load():], data)
		t.n.Add(int64(n))
		data = data[n:]
	}
	q.unread.Add(int64(total)) // behind the bytes: a consumer that sees it finds them
	woken = q.signal()
	q.dispose()
	return woken
}

// link appends a segment.
func (q *queue) link(s *segment) {
	if q.tail == nil {
		q.first.Store(s)
	} else {
		q.tail.next.Store(s)
	}
	q.tail = s
}

// dispose gives back the chunks of a queue that nobody will read, unless somebody else is
// at it, who calls it then. Whoever may have missed the end calls it.
func (q *queue) dispose() {
	for q.abort.Load() != nil && q.unread.Load() > 0 && q.mu.TryLock() {
		for b := q.front(); b != nil; b = q.front() {
			q.skip(len(b))
		}
		q.mu.Unlock()
	}
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
	q.dispose()
}

// signal wakes the consumer if it sleeps, and reports whether it did.
func (q *queue) signal() bool {
	if q.waiting.Load() && q.waiting.CompareAndSwap(true, false) {
		q.wake <- struct{}{}
		return true
	}
	q.kick()
	return false
}

// kick wakes the consumer if it waits for the network.
func (q *queue) kick() {
	if q.fetching.Load() && q.fetching.CompareAndSwap(true, false) {
		q.c.kick()
	}
}

// ready reports whether the consumer has anything to do.
func (q *queue) ready() bool {
	return q.unread.Load() > 0 || q.end.Load() != nil || q.abort.Load() != nil || q.deadline.passed()
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
		next := s.next.Load() // before n: a segment that has a next one does not grow
		if written := int(s.n.Load()); q.read < written {
			return s.buf[q.read:written]
		}
		if next == nil {
			return nil
		}
		q.head, q.read = next, 0
		s.recycle()
	}
}

// skip drops the first n bytes of front.
func (q *queue) skip(n int) {
	q.read += n
	if s := q.head; s.lent && q.read == len(s.buf) {
		s.giveBack()
	}
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
	defer q.dispose()
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
	defer q.dispose()
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
	if q.c != nil && q.c.lead(q) {
		return
	}
	q.waiting.Store(true)
	if q.ready() {
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
