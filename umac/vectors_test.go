package umac_test

import (
	"bytes"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/umac"
	"github.com/glassh/glassh/umac"
	"github.com/glassh/glassh/vectors"
)

// A group's messages are Msg, Times times.
type group struct {
	Key, Nonce vectors.Hex
	TagBits    int
	Tests      []struct {
		vectors.Case
		Msg   vectors.Hex
		Times int
		Tag   vectors.Hex
	}
}

func TestVectors(t *testing.T) {
	for _, name := range []string{"umac_rfc4418.json", "umac_computed.json"} {
		file, err := vectors.Load[group](name)
		if err != nil {
			t.Fatal(err)
		}
		asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
			for _, g := range file.Groups {
				testVectors(t, &g)
			}
		})
	}
}

func testVectors(t *testing.T, g *group) {
	var m *umac.MAC
	switch g.TagBits {
	case 64:
		m = umac.New64(g.Key)
	case 96, 128:
		// Neither the keys nor the pad of UMAC-96 depend on the length of its tag
		// (§3.2.1, §4.2): it is the front of UMAC-128.
		m = umac.New128(g.Key)
	default:
		t.Fatalf("no UMAC has %d bits", g.TagBits)
	}
	for _, c := range g.Tests {
		if c.Result != vectors.Valid {
			t.Fatalf("%v: no policy for result %q", c, c.Result)
		}
		if len(c.Tag) != g.TagBits/8 {
			t.Fatalf("%v: a tag of %d bytes among those of %d bits", c, len(c.Tag), g.TagBits)
		}
		if testing.Short() && c.Times > 1<<20 {
			continue
		}
		m.Reset()
		many := bytes.Repeat(c.Msg, min(c.Times, 3*1111)) // no multiple of a block
		for left := c.Times; left > 0; {
			n := min(left, 3*1111)
			m.Write(many[:n*len(c.Msg)])
			left -= n
		}
		if got := m.Sum(nil, g.Nonce); !bytes.Equal(c.Tag, got[:len(c.Tag)]) {
			t.Errorf("UMAC-%d, %v:\nwant %x\ngot  %x", g.TagBits, c, c.Tag, got)
		}
	}
}
