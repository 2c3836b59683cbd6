package ssh

import "sync"

// An input holds what was read from the network and not consumed: buf[r:w]. The
// reader owns it. While nothing has come, it has no buffer: most connections are
// idle most of the time.
type input struct {
	buf  []byte
	r, w int
	need int  // bytes that the transport needs to go on, as far as it knows
	bulk bool // much comes at once
}

// Sizes of read buffers, of which each has a pool. A packet that is larger than the
// largest gets a buffer of its own.
const (
	smallInput = 8 << 10
	bulkInput  = 256 << 10
)

var (
	smallInputs = sync.Pool{New: func() any { return new([smallInput]byte) }}
	bulkInputs  = sync.Pool{New: func() any { return new([bulkInput]byte) }}
)

// space returns where to read to, for what is needed at least.
func (in *input) space() []byte {
	if in.r == in.w {
		in.r, in.w = 0, 0
	}
	size := max(in.need, in.w-in.r+1) // which is not 0
	switch {
	case in.buf == nil || size > len(in.buf) || in.bulk && len(in.buf) < bulkInput:
		old := *in
		switch {
		case size > bulkInput:
			in.buf = make([]byte, size)
		case in.bulk || size > smallInput:
			in.buf = bulkInputs.Get().(*[bulkInput]byte)[:]
		default:
			in.buf = smallInputs.Get().(*[smallInput]byte)[:]
		}
		in.r, in.w = 0, copy(in.buf, old.buf[old.r:old.w])
		old.release()
	case in.r > 0 && (in.w > len(in.buf)/2 || in.r+size > len(in.buf)):
		in.r, in.w = 0, copy(in.buf, in.buf[in.r:in.w])
	}
	return in.buf[in.w:]
}

// filled says that n bytes were read to what space returned.
func (in *input) filled(n int) {
	in.w += n
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
		in.release()
	}
}

func (in *input) release() {
	switch len(in.buf) {
	case smallInput:
		smallInputs.Put((*[smallInput]byte)(in.buf))
	case bulkInput:
		bulkInputs.Put((*[bulkInput]byte)(in.buf))
	}
	in.buf, in.r, in.w = nil, 0, 0
}
