package sntrup

import (
	"encoding/binary"
	"io"

	"github.com/glassh/glassh/primitives/mem"
)

// readWords fills words with 32-bit numbers from rand, little-endian.
func readWords(rand io.Reader, words *[p]uint32) error {
	var b [4 * p]byte
	defer mem.Wipe(b[:])
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return err
	}
	for i := range words {
		words[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return nil
}

// sampleSmall sets f to a random small polynomial, from 4·761 bytes of rand (NTRU
// Prime, round 3: Small_random).
func (f *poly) sampleSmall(rand io.Reader) error {
	var words [p]uint32
	if err := readWords(rand, &words); err != nil {
		return err
	}
	for i, word := range words {
		f[i] = int16((word&(1<<30-1))*3>>30) - 1
	}
	clear(words[:])
	return nil
}

// sampleShort sets f to a random short polynomial, from 4·761 bytes of rand (NTRU
// Prime, round 3: Short_random). The lowest bits of 761 random numbers are made to
// stand for the coefficients, 1 or −1 in the first 286 of them, else 0; then sorting
// them by the other 30 bits brings the coefficients into a random order.
func (f *poly) sampleShort(rand io.Reader) error {
	var words [p]uint32
	if err := readWords(rand, &words); err != nil {
		return err
	}
	var list keyList
	for i, word := range words {
		if i < w {
			list[i] = word &^ 1
		} else {
			list[i] = word&^3 | 1
		}
	}
	list.sort()
	for i := range f {
		f[i] = int16(list[i]&3) - 1
	}
	clear(words[:])
	list = keyList{}
	return nil
}
