package chacha

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/glassh/glassh/vectors"
)

func TestQuarterRoundVectors(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			A, B, C, D int
			In, Out    vectors.Hex // words, most significant byte first as printed
		}
	}
	file, err := vectors.Load[group]("chacha20_quarter_round_rfc8439.json")
	if err != nil {
		t.Fatal(err)
	}
	words := func(b []byte) (w []uint32) {
		for word := range slices.Chunk(b, 4) {
			w = append(w, binary.BigEndian.Uint32(word))
		}
		return w
	}
	for _, g := range file.Groups {
		for _, c := range g.Tests {
			want, x := words(c.Out), words(c.In)
			x[c.A], x[c.B], x[c.C], x[c.D] = quarterRound(x[c.A], x[c.B], x[c.C], x[c.D])
			if !slices.Equal(want, x) {
				t.Errorf("%v:\nwant %08x\ngot  %08x", c.Case, want, x)
			}
		}
	}
}

// TestBoundsOfH runs a long polynomial on extreme values and looks at h₂ after
// each block.
func TestBoundsOfH(t *testing.T) {
	key, block := [32]byte{}, [16]byte{}
	for i := range 32 {
		key[i] = 0xff
	}
	for i := range block {
		block[i] = 0xff
	}
	m := NewPoly1305(&key)
	for range 100_000 {
		m.blocks(block[:], 1)
		if m.h[2] > 4 {
			t.Fatalf("h₂ = %d", m.h[2])
		}
		block[m.h[0]%16] ^= byte(m.h[1] >> 56)
	}
}
