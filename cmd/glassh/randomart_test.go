package main

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
	for title, want := range map[string]string{
		"ED25519 256":           "+--[ED25519 256]--+",
		"SHA256":                "+----[SHA256]-----+",
		"a title of many words": "+[a title of many words]+",
	} {
		if got, _, _ := strings.Cut(randomart(nil, title, ""), "\n"); got != want {
			t.Errorf("want %s, got %s", want, got)
		}
	}
}
