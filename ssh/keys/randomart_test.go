package keys

import (
	"bytes"
	"strings"
	"testing"
)

// A hash of ones walks into the lower right corner, one of zeros into the upper
// left: from the middle, 4 steps diagonally and 4 along the wall.
func TestTheBishopStopsInTheCorner(t *testing.T) {
	for _, c := range []struct {
		b    byte
		want []string // the rows that he visits
	}{
		{0xff, []string{"|        S        |", "|         .       |", "|          .      |", "|           .     |", "|            ....E|"}},
		{0x00, []string{"|E....            |", "|     .           |", "|      .          |", "|       .         |", "|        S        |"}},
	} {
		art := randomart(bytes.Repeat([]byte{c.b}, 2), "T", "F")
		if want := strings.Join(c.want, "\n") + "\n"; !strings.Contains(art, want) {
			t.Errorf("%02x: want\n%s\ngot\n%s", c.b, want, art)
		}
	}
}

func TestTheFrameHoldsAnyTitle(t *testing.T) {
	fingerprint := Fingerprint(nil)
	for _, c := range []struct {
		label string
		bits  int
		want  string
	}{
		{"ED25519", 256, "+--[ED25519 256]--+"},
		{"ED25519-SK", 256, "+[ED25519-SK 256]-+"},
		{"ED25519-CERT", 256, "+-[ED25519-CERT]--+"},
		{"a label of many words", 1, "+[a label of many-+"},
	} {
		got, rest, _ := strings.Cut(Randomart(fingerprint, c.label, c.bits), "\n")
		if got != c.want {
			t.Errorf("want %s, got %s", c.want, got)
		}
		if want := "+----[SHA256]-----+\n"; !strings.HasSuffix(rest, want) {
			t.Errorf("want %s at the end, got %s", want, rest)
		}
	}
}
