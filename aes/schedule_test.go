package aes

import (
	"encoding/binary"
	"testing"

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
