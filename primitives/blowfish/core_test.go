package blowfish

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/glassh/glassh/vectors"
)

func TestBlowfishEncryptsAsPublished(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Key, Plaintext, Ciphertext vectors.Hex
		}
	}
	file, err := vectors.Load[group]("blowfish_ecb_young.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		for _, v := range g.Tests {
			c := initial
			key := repeated(v.Key)
			c.expandVarTime(&key, make([]uint32, 2))
			l, r := c.encryptVarTime(binary.BigEndian.Uint32(v.Plaintext), binary.BigEndian.Uint32(v.Plaintext[4:]))
			got := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, l), r)
			if !bytes.Equal(v.Ciphertext, got) {
				t.Errorf("%v: key %x: want %x, got %x", v.Case, v.Key, v.Ciphertext, got)
			}
		}
	}
}

func TestRepeatedUsesTheFrontOfALongKey(t *testing.T) {
	long := bytes.Repeat([]byte("0123456789"), 10)
	if want, got := repeated(long[:72]), repeated(long); want != got {
		t.Errorf("want %x, got %x", want, got)
	}
}

func TestWipeLeavesNothing(t *testing.T) {
	c, key := initial, repeated([]byte("key"))
	c.wipe()
	wipe(&key)
	if c != (state{}) || key != [18]uint32{} {
		t.Error("something is left")
	}
}
