package aes

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/asm/asmtest"
	"github.com/glassh/glassh/vectors"
)

func TestKeyExpansionFIPS197(t *testing.T) {
	file, err := vectors.Load[struct {
		Tests []struct {
			vectors.Case
			Key, W vectors.Hex
		}
	}]("aes_key_expansion_fips197.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range file.Groups {
		for _, c := range group.Tests {
			asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
				b, err := New(c.Key)
				if err != nil {
					t.Fatal(err)
				}
				if want, got := []byte(c.W), b.expanded.Enc[:len(c.W)]; b.tier != asm.Generic && !bytes.Equal(want, got) {
					t.Errorf("%v:\nwant %x\ngot  %x", c, want, got)
				}
				if (b.keys != nil) != (b.tier == asm.Generic) {
					t.Errorf("%v: bitsliced keys, or none", c)
				}
			})
			got := make([]uint32, 4*(len(c.Key)/4+7))
			if 4*len(got) != len(c.W) {
				t.Fatalf("%v: the vector has %d bytes", c, len(c.W))
			}
			expandKey(got, c.Key)
			for i := range got {
				// FIPS 197 writes a column with row 0 first.
				if want := binary.LittleEndian.Uint32(c.W[4*i:]); want != got[i] {
					t.Errorf("%v: w[%d]: want %08x, got %08x", c, i, want, got[i])
				}
			}
		}
	}
}
