package ssh

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"testing"
	"testing/iotest"
	"time"
)

func TestQueueCarriesABytePattern(t *testing.T) {
	q := newQueue(nil)
	rnd := rand.New(rand.NewPCG(1, 2))
	want := make([]byte, 1<<20)
	for i := range want {
		want[i] = byte(rnd.Uint32())
	}
	go func() {
		for rest := want; len(rest) > 0; {
			n := min(len(rest), 1+rnd.IntN(40_000))
			q.put(rest[:n], nil)
			rest = rest[n:]
			if rnd.IntN(4) == 0 {
				time.Sleep(50 * time.Microsecond)
			}
		}
		q.finish(io.EOF)
	}()
	got, err := io.ReadAll(iotest.OneByteReader(io.LimitReader(q, 1000)))
	if err != nil || !bytes.Equal(got, want[:1000]) {
		t.Fatalf("first thousand bytes differ, %v", err)
	}
	got, err = io.ReadAll(q)
	if err != nil || !bytes.Equal(got, want[1000:]) {
		t.Fatalf("the rest differs, %v", err)
	}
	if n := q.unread.Load(); n != 0 {
		t.Errorf("want 0 bytes unread, got %d", n)
	}
}

func TestQueueDeadlineWakesAReader(t *testing.T) {
	q := newQueue(nil)
	q.deadline.set(time.Now().Add(20 * time.Millisecond))
	if _, err := q.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("want a deadline error, got %v", err)
	}
	q.deadline.set(time.Time{})
	go func() { time.Sleep(10 * time.Millisecond); q.put([]byte("x"), nil) }()
	if n, err := q.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Fatalf("behind a cleared deadline: %d, %v", n, err)
	}
	go func() { time.Sleep(10 * time.Millisecond); q.deadline.set(time.Now()) }()
	if _, err := q.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("want a deadline moved to now to wake the reader, got %v", err)
	}
}

func TestQueueStopDropsWhatIsUnread(t *testing.T) {
	q := newQueue(nil)
	q.put([]byte("unread"), nil)
	q.stop(io.ErrClosedPipe)
	if _, err := q.Read(make([]byte, 8)); err != io.ErrClosedPipe {
		t.Fatalf("want %v, got %v", io.ErrClosedPipe, err)
	}
	q = newQueue(nil)
	q.put([]byte("read first"), nil)
	q.finish(io.EOF)
	if got, err := io.ReadAll(q); string(got) != "read first" || err != nil {
		t.Fatalf("finish lost bytes: %q, %v", got, err)
	}
}

func TestQueueDoesNotAllocateInBulk(t *testing.T) {
	q := newQueue(nil)
	data, p := make([]byte, 32<<10), make([]byte, 32<<10)
	move := func() {
		q.put(data, nil)
		for n := 0; n < len(data); {
			k, err := q.Read(p)
			if err != nil {
				t.Fatal(err)
			}
			n += k
		}
	}
	move()
	if n := testing.AllocsPerRun(200, move); n != 0 {
		t.Errorf("want no allocation a packet, got %v", n)
	}
}

// TestBulkBehindALittle puts data to copy, and behind it data that is lent: the segment of
// the former was not full.
func TestBulkBehindALittle(t *testing.T) {
	in, q := &input{bulk: true}, newQueue(nil)
	var want []byte
	for round := range 10 {
		little := bytes.Repeat([]byte{byte(round)}, 10+round)
		q.put(little, nil)
		part := fillInput(in, bytes.Repeat([]byte{byte(100 + round)}, 32<<10))
		want = append(append(want, little...), part...)
		q.put(part, in.lend(part))
	}
	q.finish(io.EOF)
	q.deadline.set(time.Now().Add(5 * time.Second))
	got, err := io.ReadAll(q)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("got %d bytes of %d, %v", len(got), len(want), err)
	}
}
