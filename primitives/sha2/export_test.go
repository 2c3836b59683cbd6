package sha2

import (
	"encoding/binary"

	"github.com/glassh/glassh/asm"
)

// IsWiped reports whether h holds no more than which function it computes, and how.
func IsWiped(h any) bool {
	switch d := h.(type) {
	case *Digest256:
		return *d == Digest256{tier: d.tier}
	case *Digest512:
		return *d == Digest512{is384: d.is384, tier: d.tier}
	}
	return false
}

// SetLength makes h believe that its message has n bytes so far. n must be a
// multiple of the block size, and h hold whole blocks.
func SetLength(h any, n uint64) {
	switch d := h.(type) {
	case *Digest256:
		d.length = n
	case *Digest512:
		d.length = n
	}
}

// State512 returns H⁽ⁱ⁾ as it would be written out.
func State512(d *Digest512) (out []byte) {
	for _, h := range d.h {
		out = binary.BigEndian.AppendUint64(out, h)
	}
	return out
}

// Tier returns which rounds h uses.
func Tier(h any) asm.Tier {
	if d, ok := h.(*Digest256); ok {
		return d.tier
	}
	return h.(*Digest512).tier
}
