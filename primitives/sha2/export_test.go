package sha2

import "encoding/binary"

// Wiped384 is what Wipe leaves of a SHA-384 digest.
var Wiped384 = Digest512{is384: true}

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
