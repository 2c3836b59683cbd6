package ct_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/glassh/glassh/primitives/ct"
)

var edges = []uint64{0, 1, 2, 0x7f, 0x80, 0xff, math.MaxInt64, 1 << 63, 1<<63 + 1, math.MaxUint64 - 1, math.MaxUint64}

func bit(b bool) ct.Choice {
	if b {
		return 1
	}
	return 0
}

func TestComparisonsAtTheEdges(t *testing.T) {
	for _, x := range edges {
		if got := ct.IsZero(x); got != bit(x == 0) {
			t.Errorf("IsZero(%#x) = %d", x, got)
		}
		for _, y := range edges {
			if got := ct.Eq(x, y); got != bit(x == y) {
				t.Errorf("Eq(%#x, %#x) = %d", x, y, got)
			}
			if got := ct.Less(x, y); got != bit(x < y) {
				t.Errorf("Less(%#x, %#x) = %d", x, y, got)
			}
			if ct.Select(1, x, y) != x || ct.Select(0, x, y) != y {
				t.Errorf("Select between %#x and %#x is wrong", x, y)
			}
		}
	}
}

func TestEqualSeesEveryByte(t *testing.T) {
	for n := range 40 {
		x, y := bytes.Repeat([]byte{0xa5}, n), bytes.Repeat([]byte{0xa5}, n)
		if !ct.Equal(x, y).Public() {
			t.Errorf("%d equal bytes: not equal", n)
		}
		for i := range x {
			y[i] ^= 1 << (i % 8)
			if ct.Equal(x, y).Public() {
				t.Errorf("%d bytes that differ at %d: equal", n, i)
			}
			y[i] = x[i]
		}
		if ct.Equal(x, append(y, 0)).Public() {
			t.Errorf("%d and %d bytes: equal", n, n+1)
		}
	}
}

func TestCopy(t *testing.T) {
	dst, src := []byte("kept"), []byte("new!")
	ct.Copy(0, dst, src)
	if string(dst) != "kept" {
		t.Errorf("Copy(0) changed dst to %q", dst)
	}
	ct.Copy(1, dst, src)
	if string(dst) != "new!" {
		t.Errorf("Copy(1) left %q", dst)
	}
}
