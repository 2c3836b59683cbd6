package mem_test

import (
	"bytes"
	"testing"

	"github.com/glassh/glassh/primitives/mem"
)

func TestOverlap(t *testing.T) {
	b := make([]byte, 64)
	for _, c := range []struct {
		name           string
		x, y           []byte
		overlap, wrong bool
	}{
		{"the same", b[:16], b[:16], true, false},
		{"the same start", b[:16], b[:32], true, false},
		{"one byte later", b[:16], b[1:17], true, true},
		{"one byte shared", b[:16], b[15:], true, true},
		{"side by side", b[:16], b[16:32], false, false},
		{"empty", b[8:8], b[:16], false, false},
		{"separate", b, make([]byte, 64), false, false},
	} {
		if got := mem.Overlap(c.x, c.y); got != c.overlap {
			t.Errorf("%s: Overlap = %v", c.name, got)
		}
		if got := mem.InexactOverlap(c.x, c.y); got != c.wrong || mem.InexactOverlap(c.y, c.x) != c.wrong {
			t.Errorf("%s: InexactOverlap = %v", c.name, got)
		}
	}
}

func TestAppendReusesCapacity(t *testing.T) {
	b := append(make([]byte, 0, 10), "abc"...)
	whole, tail := mem.Append(b, 7)
	if &whole[0] != &b[0] || len(whole) != 10 || len(tail) != 7 {
		t.Error("did not extend in place")
	}
	whole, tail = mem.Append(b, 8)
	if &whole[0] == &b[0] || string(whole[:3]) != "abc" || len(tail) != 8 {
		t.Error("did not move to a larger buffer with its content")
	}
}

func TestWipe(t *testing.T) {
	b := []byte("a key")
	mem.Wipe(b)
	if !bytes.Equal(b, make([]byte, 5)) {
		t.Errorf("Wipe left %q", b)
	}
}

func TestXOR(t *testing.T) {
	for n := range 40 {
		x, y := bytes.Repeat([]byte{0x0f}, n), bytes.Repeat([]byte{0xff}, n+1)
		if got := mem.XOR(x, x, y); got != n || !bytes.Equal(x, bytes.Repeat([]byte{0xf0}, n)) {
			t.Errorf("XOR of %d bytes: %d, %x", n, got, x)
		}
	}
}
