package compress

import (
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"testing"
)

// FuzzInflate compares an Inflater with compress/flate, on any bytes behind a header, cut
// anywhere. Both must find the stream good, or not; and what came out first must be equal.
func FuzzInflate(f *testing.F) {
	for i, m := range messages(1, 12) {
		f.Add(NewDeflater().Append(nil, m)[2:], uint8(i), uint8(i))
	}
	for _, stream := range partialFlushes(f) {
		var in []byte
		for _, p := range stream[:4] {
			in = append(in, p.packet...)
		}
		f.Add(in[2:], uint8(3), uint8(0))
	}
	f.Fuzz(func(t *testing.T, in []byte, cut, size uint8) {
		if len(in) > 4<<10 {
			return
		}
		inf := NewInflater()
		inf.step = stepBlock
		var got []byte
		var err *Error
		for rest := in; len(rest) > 0 && err == nil; cut += size {
			n := min(1+int(cut), len(rest))
			var more []byte
			more, err = inf.part(rest[:n])
			got, rest = append(got, more...), rest[n:]
			if len(more) > MaxMessage || len(inf.out) > 2*windowSize+MaxMessage+bulkOutput {
				t.Fatalf("%d bytes of one packet, %d of memory", len(more), len(inf.out))
			}
		}
		want, oracle := io.ReadAll(flate.NewReader(bytes.NewReader(in)))
		switch err {
		case errFinal, errNoEnd, errTooLong: // where flate goes on
			if n := min(len(want), len(got)); !bytes.Equal(want[:n], got[:n]) {
				t.Fatalf("want %x, got %x", want, got)
			}
			return
		}
		// At an error, flate keeps what it has not handed on.
		if !bytes.HasPrefix(got, want) {
			t.Fatalf("want %x, got %x", want, got)
		}
		if cutShort := errors.Is(oracle, io.ErrUnexpectedEOF); cutShort != (err == nil) {
			t.Fatalf("want %v, got %v", oracle, err)
		}
	})
}

// FuzzStream has a peer of any habits: it compresses at any level, or stores, ends messages
// with a sync flush or, for those that it writes by hand, with a partial one.
func FuzzStream(f *testing.F) {
	f.Add([]byte("one message, and one more message"), []byte{7, 0x16, 0x22, 0x90})
	f.Add(bytes.Repeat([]byte("abc"), 500), []byte{255, 0xf1, 0, 0xff, 0x81, 0x82})
	f.Fuzz(func(t *testing.T, text, how []byte) {
		if len(text) > 16<<10 || len(how) > 64 {
			return
		}
		inf := NewInflater()
		inf.step = stepBlock
		var b bitWriter // what flate does not do
		var aligned bytes.Buffer
		for i, h := range how {
			n := min(1+int(h)*(i+1), len(text))
			message := text[:n]
			text = text[n:]
			if len(message) == 0 {
				break
			}
			var packet []byte
			if h&3 == 0 {
				// A fixed block and, of an empty one, as much as makes whole bytes.
				b.bits(1<<1, 3)
				for _, c := range message {
					b.literal(c & 127)
				}
				b.code(0, 7)
				b.bits(1<<1, 10)
				whole := b.n / 8
				packet = b.out[:whole]
				b = bitWriter{out: b.out[whole:], n: b.n % 8}
				message = bytes.Clone(message)
				for i := range message {
					message[i] &= 127
				}
			} else {
				if b.n > 0 {
					b.bits(0, 3) // an empty stored block
					b.align()
					b.bits(0xffff0000, 32)
				}
				packet = b.out
				b = bitWriter{}
				aligned.Reset()
				w, err := flate.NewWriter(&aligned, int(h>>2)%12-2)
				if err != nil {
					t.Fatal(err)
				}
				w.Write(message)
				w.Flush()
				packet = append(packet, aligned.Bytes()...)
			}
			var got []byte
			for j, rest := 1, packet; len(rest) > 0; j++ {
				k := min(j*(1+int(h>>4)), len(rest))
				more, err := inf.part(rest[:k])
				if err != nil {
					t.Fatalf("message %d: %v", i, err)
				}
				got, rest = append(got, more...), rest[k:]
			}
			if !bytes.Equal(got, message) {
				t.Fatalf("message %d: want %q, got %q", i, message, got)
			}
		}
	})
}
