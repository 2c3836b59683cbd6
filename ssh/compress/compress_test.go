package compress

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// messages are some of each kind: of one byte, repetitive, like text, random, long.
func messages(seed uint64, n int) (list [][]byte) {
	r := rand.New(rand.NewPCG(seed, 1))
	text := strings.Fields("a packet holds a message and padding and before it how long both are as the key exchange has it")
	for range n {
		var m []byte
		switch r.IntN(5) {
		case 0:
			m = []byte{byte(r.Uint32())}
		case 1:
			m = bytes.Repeat([]byte{94, 0, 0}[:1+r.IntN(3)], 1+r.IntN(2000))
		case 2:
			for range 1 + r.IntN(300) {
				m = append(append(m, text[r.IntN(len(text))]...), ' ')
			}
		case 3:
			m = make([]byte, 1+r.IntN(3000))
			for i := range m {
				m[i] = byte(r.Uint32())
			}
		case 4:
			m = make([]byte, 1+r.IntN(40000))
			for i := range m {
				m[i] = byte(r.ExpFloat64() * 20)
			}
		}
		list = append(list, m)
	}
	return list
}

func TestMessagesComeBack(t *testing.T) {
	for seed := range uint64(20) {
		d, f := NewDeflater(), NewInflater()
		for i, m := range append(messages(seed, 40), make([]byte, MaxMessage)) {
			packet := d.Append([]byte("before"), m)[len("before"):]
			if len(packet) > len(m)+MaxGrowth {
				t.Fatalf("message %d grows from %d bytes to %d", i, len(m), len(packet))
			}
			got, err := f.Append([]byte("before"), packet)
			if err != nil {
				t.Fatalf("message %d: %v", i, err)
			}
			if !bytes.Equal(got[len("before"):], m) {
				t.Fatalf("message %d of %d bytes came back as other %d", i, len(m), len(got))
			}
			clear(got) // what the caller does with it is no concern of the stream
		}
	}
}

// TestRandomMessagesGrowLittle compresses what cannot be compressed.
func TestRandomMessagesGrowLittle(t *testing.T) {
	d := NewDeflater()
	r := rand.NewChaCha8([32]byte{})
	for _, n := range []int{1, 100, 32 << 10, MaxMessage} {
		m := make([]byte, n)
		r.Read(m)
		if got := len(d.Append(nil, m)); got > n+MaxGrowth {
			t.Errorf("%d bytes grow to %d", n, got)
		}
	}
}

// TestPartialFlush reads what zlib makes of messages, in OpenSSH's way: a packet may end in
// the middle of a byte of its stream.
func TestPartialFlush(t *testing.T) {
	for i, stream := range partialFlushes(t) {
		t.Run(fmt.Sprint("stream=", i), func(t *testing.T) {
			f := NewInflater()
			for j, p := range stream {
				got, err := f.Append(nil, p.packet)
				if err != nil {
					t.Fatalf("packet %d: %v", j, err)
				}
				if !bytes.Equal(got, p.message) {
					t.Fatalf("packet %d: want %x, got %x", j, p.message, got)
				}
			}
		})
	}
}

type pair struct{ packet, message []byte }

func partialFlushes(t testing.TB) (streams [][]pair) {
	file, err := os.Open("testdata/partialflush.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for s := bufio.NewScanner(file); s.Scan(); {
		if first, second, ok := strings.Cut(s.Text(), " "); first == "stream" {
			streams = append(streams, nil)
		} else if ok && first != "#" {
			packet, err1 := hex.DecodeString(first)
			message, err2 := hex.DecodeString(second)
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			last := &streams[len(streams)-1]
			*last = append(*last, pair{packet, message})
		}
	}
	return streams
}

// TestEverySplit gives an Inflater its input byte by byte, as if each were a packet. What
// is no whole message yet is an error of Append, and so the test looks below it.
func TestEverySplit(t *testing.T) {
	for _, stream := range partialFlushes(t) {
		for _, size := range []int{1, 2, 3, 7, 8, 9, 16, 100} {
			var in, want, got []byte
			for _, p := range stream {
				in, want = append(in, p.packet...), append(want, p.message...)
			}
			f := NewInflater()
			for part := range slices.Chunk(in, size) {
				more, err := f.part(part)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, more...)
			}
			if !bytes.Equal(want, got) {
				t.Fatalf("size %d: want %d bytes, got %d", size, len(want), len(got))
			}
		}
	}
}

// part is Append of a packet that may hold no message.
func (f *Inflater) part(in []byte) ([]byte, *Error) {
	f.slide()
	f.in = in
	err := f.run()
	return bytes.Clone(f.out[f.begin:f.w]), err
}

// TestBombs: what decompresses to more than a packet may hold is refused at that point.
func TestBombs(t *testing.T) {
	bomb := NewDeflater().Append(nil, make([]byte, 100*MaxMessage))
	f := NewInflater()
	_, err := f.Append(nil, bomb)
	if err != error(errTooLong) {
		t.Errorf("want %v, got %v", errTooLong, err)
	}
	if got := len(f.out); got > 2*windowSize+MaxMessage+bulkOutput {
		t.Errorf("%d bytes of memory", got)
	}
	if f.w-f.begin > MaxMessage {
		t.Errorf("%d bytes came out", f.w-f.begin)
	}

	// The longest message may come, at any place of the window.
	d, f := NewDeflater(), NewInflater()
	for range 10 {
		if _, err := f.Append(nil, d.Append(nil, make([]byte, MaxMessage))); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Append(nil, d.Append(nil, make([]byte, 7777))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Append(nil, d.Append(nil, make([]byte, MaxMessage+1))); err == nil {
		t.Error("one byte more is taken")
	}
}

// TestDamage has one stream for every error.
func TestDamage(t *testing.T) {
	var b bitWriter
	stream := func(write func()) []byte {
		b = bitWriter{}
		b.bits(0x9c78, 16)
		write()
		b.bits(0, 64)
		b.bits(0, 64)
		return b.out
	}
	for _, c := range []struct {
		want *Error
		in   []byte
	}{
		{errHeader, []byte{0x78, 0x9d}},
		{errHeader, []byte{0x88, 0x1c}},
		{errHeader, []byte{0x78, 0xbb}}, // a dictionary
		{errFinal, stream(func() { b.bits(1, 1) })},
		{errBlock, stream(func() { b.bits(3<<1, 3) })},
		{errStored, stream(func() { b.bits(0, 3); b.align(); b.bits(0xfffe0002, 32) })},
		{errNoSymbols, stream(func() { b.bits(2<<1, 3); b.bits(30, 5) })},
		{errNoSymbols, stream(func() { b.bits(2<<1, 3); b.bits(0, 5); b.bits(30, 5) })},
		{errSymbol, stream(func() { b.bits(1<<1, 3); b.code(0b11000110, 8) })},                          // 286
		{errSymbol, stream(func() { b.bits(1<<1, 3); b.literal('a'); b.code(1, 7); b.code(30, 5) })},    // distance
		{errTooFar, stream(func() { b.bits(1<<1, 3); b.literal('a'); b.code(1, 7); b.code(1, 5) })},     // 2 back
		{errLengths, stream(func() { b.bits(2<<1, 3); b.bits(0, 14); b.bits(0o1111, 12) })},             // four codes of one bit
		{errLengths, stream(func() { b.bits(2<<1, 3); b.bits(0, 14); b.bits(0o0022, 12) })},             // half a code
		{errSymbol, stream(func() { b.bits(2<<1, 3); b.bits(0, 14); b.bits(0, 12) })},                   // no code
		{errLengths, stream(func() { b.bits(2<<1, 3); b.bits(0, 14); b.bits(0o0001, 12) })},             // 16, and nothing to repeat
		{errNoEnd, stream(func() { b.bits(2<<1, 3); b.bits(0, 14); b.bits(0o1100, 12); b.zeros(258) })}, // 17 or 18
		{errWithout, stream(func() { b = bitWriter{}; b.bits(0x9c78, 16); b.bits(0, 3); b.align(); b.bits(0xffff0000, 32) })[:7]},
	} {
		f := NewInflater()
		for range 2 {
			if _, err := f.Append(nil, c.in); err != error(c.want) {
				t.Errorf("%x: want %q, got %v", c.in, c.want, err)
			}
		}
	}
}

// A bitWriter writes blocks by hand.
type bitWriter struct {
	out []byte
	n   int
}

// bits writes the lowest n bits of v, lowest first.
func (b *bitWriter) bits(v uint64, n int) {
	for i := range n {
		if b.n%8 == 0 {
			b.out = append(b.out, 0)
		}
		b.out[b.n/8] |= byte(v>>i&1) << (b.n % 8)
		b.n++
	}
}

// code writes a Huffman code, highest bit first.
func (b *bitWriter) code(v uint64, n int) {
	for i := range n {
		b.bits(v>>(n-1-i), 1)
	}
}

// literal writes a byte below 144 in the fixed code.
func (b *bitWriter) literal(c byte) { b.code(0x30+uint64(c), 8) }

func (b *bitWriter) align() { b.n = 8 * len(b.out) }

// zeros writes n lengths of 0, with a code in which 18 is 1.
func (b *bitWriter) zeros(n int) {
	for ; n > 0; n -= 138 {
		b.bits(1, 1)
		b.bits(uint64(min(n, 138)-11), 7)
	}
}

// TestNothingIsAllocated counts the allocations of a packet, each way.
func TestNothingIsAllocated(t *testing.T) {
	d, f := NewDeflater(), NewInflater()
	list := messages(3, 30)
	var packet, message []byte
	round := func() {
		for _, m := range list {
			packet = d.Append(packet[:0], m)
			var err error
			if message, err = f.Append(message[:0], packet); err != nil || !bytes.Equal(message, m) {
				t.Fatal(err)
			}
		}
	}
	round()
	round()
	if n := testing.AllocsPerRun(5, round); n != 0 {
		t.Errorf("%v allocations for %d messages each way", n, len(list))
	}
}

// TestWipe looks for a secret in what remembers it.
func TestWipe(t *testing.T) {
	secret := []byte("correct horse battery staple")
	d, f := NewDeflater(), NewInflater()
	if _, err := f.Append(nil, d.Append(nil, secret)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(f.out, secret) {
		t.Fatal("the test looks at the wrong place")
	}
	d.Wipe()
	f.Wipe()
	if bytes.Contains(f.out, secret) {
		t.Error("the Inflater remembers")
	}
	if _, err := f.Append(nil, []byte{1}); err == nil {
		t.Error("it goes on")
	}
}

func TestNames(t *testing.T) {
	for _, name := range Names() {
		if m, ok := Lookup(name); !ok || m.String() != name {
			t.Errorf("%q is %v", name, m)
		}
	}
	if _, ok := Lookup("lz4"); ok {
		t.Error("lz4 is known")
	}
}
