package keys

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestBase64AgreesWithTheStandardLibrary(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for n := 1; n < 300; n++ {
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(rnd.Uint32())
		}
		want := base64.StdEncoding.EncodeToString(data)
		for _, width := range []int{64, 70, 4, 1} {
			text := appendBase64(nil, data, width)
			if len(text) != base64Len(n, width) {
				t.Fatalf("%d bytes: want %d characters, got %d", n, base64Len(n, width), len(text))
			}
			for line := range strings.Lines(string(text)) {
				if len(strings.TrimSuffix(line, "\n")) > width {
					t.Fatalf("%d bytes: a line of more than %d characters", n, width)
				}
			}
			if got := strings.ReplaceAll(string(text), "\n", ""); got != want {
				t.Fatalf("%d bytes: want %s, got %s", n, want, got)
			}
			got, ok := decodeBase64(text)
			if !ok || string(got) != string(data) {
				t.Fatalf("%d bytes do not come back", n)
			}
		}
	}
}

func TestDecode6KnowsTheAlphabet(t *testing.T) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for c := range 256 {
		want := strings.IndexByte(alphabet, byte(c))
		v, valid := decode6(byte(c))
		if valid.Public() != (want >= 0) || valid.Public() && int(v) != want || !valid.Public() && v != 0 {
			t.Errorf("%#x: want %d, got %d, %v", c, want, v, valid)
		}
		if want >= 0 && encode6(v) != byte(c) {
			t.Errorf("%d: want %#x, got %#x", v, c, encode6(v))
		}
	}
}

// The decoder must not grow its output: a buffer left behind would not be wiped.
func TestDecodingDoesNotGrow(t *testing.T) {
	text := []byte(strings.Repeat("AAAA", 1000) + "AA==")
	allocs := testing.AllocsPerRun(10, func() { decodeBase64(text) })
	if allocs > 1 {
		t.Errorf("want 1 allocation, got %v", allocs)
	}
}
