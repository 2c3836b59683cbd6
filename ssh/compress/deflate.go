package compress

import (
	"compress/flate"
)

// level is the one that OpenSSH uses too: of 1 (fast) to 9.
const level = 6

// MaxGrowth bounds how much longer than a message of up to [MaxMessage] bytes its
// compressed form can be: 5 bytes for each block that is stored as it is, of which there is
// one for 16 KiB, and those of the header and the flush.
const MaxGrowth = 256

// A Deflater compresses the messages of one direction, in order, from one beginning of
// compression to the next. It takes about 800 KiB of memory.
type Deflater struct {
	w     *flate.Writer
	out   tail
	begun bool // the header of the stream is out
}

// NewDeflater returns a Deflater at the beginning of a stream.
func NewDeflater() *Deflater {
	d := new(Deflater)
	w, err := flate.NewWriter(&d.out, level)
	if err != nil {
		panic(err) // the level is right
	}
	d.w = w
	return d
}

// Append appends the compressed form of a message to dst, which must not overlap it. In the
// long run it allocates nothing, if dst has the room.
func (d *Deflater) Append(dst, message []byte) []byte {
	d.out.buf = dst
	if !d.begun {
		// RFC 1950 §2.2: deflate with a window of 32 KiB (0x78); the usual level, no
		// dictionary, and check bits that make both a multiple of 31 (0x9c).
		d.out.buf = append(d.out.buf, 0x78, 0x9c)
		d.begun = true
	}
	d.w.Write(message) // neither can fail: a tail takes all
	d.w.Flush()
	dst, d.out.buf = d.out.buf, nil
	return dst
}

// Wipe overwrites what the Deflater remembers of messages, with the zeros that it is made to
// compress. It cannot be used any more.
func (d *Deflater) Wipe() {
	var zeros [4 << 10]byte
	d.w.Reset(discard{})
	for range 2 * windowSize / len(zeros) {
		d.w.Write(zeros[:])
	}
	d.w.Flush()
	d.w = nil
}

// A tail is where the writer of flate puts its output.
type tail struct{ buf []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.buf = append(t.buf, p...)
	return len(p), nil
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
