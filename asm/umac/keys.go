package umac

// A Key is the key of NH in words. Stream s, of 2 or 4, has the 256 words that begin
// with word 4·s; of UMAC-64, the last 8 are not used.
type Key [KeyWords]uint32

// KeyWords is the length of a Key: a chunk of 1024 bytes for the first stream, and 16
// bytes more for each further one.
const KeyWords = 1024/4 + 3*4

// A Poly is the first polynomial of the second layer (§5.3), of one stream, modulo
// 2⁶⁴ - 59.
type Poly struct {
	Y      uint64 // the value, a residue that is not always the least
	K      uint64 // where it is evaluated, below 2⁵⁷
	Square uint64 // a residue of K²
}
