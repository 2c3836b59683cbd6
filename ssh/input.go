package ssh

import (
	"sync"
	"sync/atomic"
)

// An input holds what was read from the network and not consumed: buf[r:w]. The
// reader owns it. While nothing has come, it has no buffer: most connections are
// idle most of the time.
type input struct {
	buf   []byte
	chunk *chunk // that buf is, or nil
	r, w  int
	need  int  // bytes that the transport needs to go on, as far as it knows
	bulk  bool // much comes at once
	lent  lent
	total uint64 // bytes that came
}

// Sizes of read buffers. A packet that is larger than a chunk gets a buffer of its own.
const (
	smallInput = 8 << 10
	bulkInput  = 256 << 10
)

// A chunk is a large read buffer, which the queues of channels may refer to: they hold
// parts of it, decrypted, until those are read. It goes back to the pool behind the last
// of them.
type chunk struct {
	refs atomic.Int64 // of the input and of queues
	lent *lent
	buf  [bulkInput]byte
}

// lent counts the chunks of a connection that are in use. While they are many, readers
// lag, and queues copy: a small part would keep a whole chunk.
type lent struct{ n atomic.Int64 }

const maxLent = 16

var (
	smallInputs = sync.Pool{New: func() any { return new([smallInput]byte) }}
	chunks      = sync.Pool{New: func() any { return new(chunk) }}
)

// unref gives up one reference.
func (k *chunk) unref() {
	if k.refs.Add(-1) == 0 {
		k.lent.n.Add(-1)
		k.lent = nil
		chunks.Put(k)
	}
}

// lend returns the chunk that data is a part of, with a reference more, or nil if data is
// to be copied: because it is little, or in no chunk, or because too much is lent.
func (in *input) lend(data []byte) *chunk {
	k := in.chunk
	if k == nil || len(data) < bulkInput/64 || in.lent.n.Load() > maxLent {
		return nil
	}
	at := len(k.buf) - cap(data)
	if at < 0 || at >= len(k.buf) || &k.buf[at] != &data[0] {
		return nil // decompressed, say
	}
	k.refs.Add(1)
	return k
}

// space returns where to read to, for what is needed at least.
func (in *input) space() []byte {
	mine := in.chunk == nil || in.chunk.refs.Load() == 1 // else what is before r stays
	if in.r == in.w && mine {
		in.r, in.w = 0, 0
	}
	size := max(in.need, in.w-in.r+1) // which is not 0
	switch {
	case in.buf == nil || size > len(in.buf) || in.bulk && len(in.buf) < bulkInput,
		!mine && in.r+max(size, bulkInput/4) > len(in.buf):
		buf, k, rest := in.buf, in.chunk, in.buf[in.r:in.w]
		in.get(size)
		in.r, in.w = 0, copy(in.buf, rest)
		release(buf, k)
	case mine && in.r > 0 && (in.w > len(in.buf)/2 || in.r+size > len(in.buf)):
		in.r, in.w = 0, copy(in.buf, in.buf[in.r:in.w])
	}
	return in.buf[in.w:]
}

// get takes a buffer of at least size bytes.
func (in *input) get(size int) {
	in.chunk = nil
	switch {
	case size > bulkInput:
		in.buf = make([]byte, size)
	case in.bulk || size > smallInput:
		in.chunk = chunks.Get().(*chunk)
		in.chunk.refs.Store(1)
		in.chunk.lent = &in.lent
		in.lent.n.Add(1)
		in.buf = in.chunk.buf[:]
	default:
		in.buf = smallInputs.Get().(*[smallInput]byte)[:]
	}
}

// filled says that n bytes were read to what space returned.
func (in *input) filled(n int) {
	in.w += n
	in.total += uint64(n)
	switch {
	case in.w == len(in.buf):
		in.bulk = true
	case n < smallInput/2:
		in.bulk = false
	}
}

// park gives the buffer back if there is nothing in it.
func (in *input) park() {
	if in.r == in.w {
		release(in.buf, in.chunk)
		in.buf, in.chunk, in.r, in.w = nil, nil, 0, 0
	}
}

// release gives a buffer back, as far as the input is concerned.
func release(buf []byte, k *chunk) {
	switch {
	case k != nil:
		k.unref()
	case len(buf) == smallInput:
		smallInputs.Put((*[smallInput]byte)(buf))
	}
}
