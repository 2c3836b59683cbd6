package ssh

import (
	"errors"
	"io"
	"testing"
)

// fillInput puts data into in as a read from the network does.
func fillInput(in *input, data []byte) []byte {
	n := copy(in.space(), data)
	at := in.w
	in.filled(n)
	in.r = in.w
	return in.buf[at : at+n : len(in.buf)]
}

// TestBulkDataIsNotCopied holds that a queue hands on the buffer that was read to, that
// the reader does not write to it meanwhile, and that it comes back.
func TestBulkDataIsNotCopied(t *testing.T) {
	in, q := &input{bulk: true}, newQueue(nil)
	for round := range 100 {
		data := make([]byte, 32<<10)
		data[0] = byte(round)
		part := fillInput(in, data)
		q.put(part, in.lend(part))
		if round%3 != 2 {
			continue
		}
		for i := range 3 { // three are in the queue
			b := q.front()
			if len(b) != len(data) || b[0] != byte(round-2+i) {
				t.Fatalf("round %d: got %d bytes, the first is %d", round, len(b), b[0])
			}
			if i == 2 && &b[0] != &part[0] {
				t.Fatal("the data was copied")
			}
			q.skip(len(b))
		}
	}
	q.front()
	in.park()
	q.stop(errors.New("over"))
	if n := in.lent.n.Load(); n > 1 {
		t.Errorf("%d chunks are missing", n)
	}
}

// TestAReaderWhoStopsKeepsFewBuffers puts data that nobody reads, of which each piece
// would keep a buffer of its own.
func TestAReaderWhoStopsKeepsFewBuffers(t *testing.T) {
	in, stopped := &input{bulk: true}, newQueue(nil)
	for range 1000 {
		part := fillInput(in, make([]byte, 5000))
		stopped.put(part, in.lend(part))
		in.bulk = true
		fillInput(in, make([]byte, bulkInput))
	}
	if n := in.lent.n.Load(); n > maxLent+1 {
		t.Errorf("want at most %d buffers kept, got %d", maxLent+1, n)
	}
	stopped.stop(io.EOF)
	in.park()
	if n := in.lent.n.Load(); n != 0 {
		t.Errorf("%d buffers did not come back", n)
	}
}
