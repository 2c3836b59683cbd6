//go:build !purego

package umac

import "github.com/glassh/glassh/asm"

// NH adds NH (RFC 4418 §5.2.2) of msg to the sums of 2 or 4 streams. msg is a piece of
// a chunk that begins at the given place of it, a multiple of 32 and at most
// 1024 - len(msg). Zeros are added to it up to a multiple of 32 bytes. NH returns
// len(msg), or 0 on the generic tier.
func NH(tier asm.Tier, streams int, sum *[4]uint64, key *Key, at int, msg []byte) int {
	if tier != asm.NEON || len(msg) == 0 {
		return 0
	}
	if uint(at) > 1024 || at%32 != 0 || at+len(msg) > 1024 {
		panic("umac: not a piece of a chunk")
	}
	k, p, n := &key[at/4], &msg[0], len(msg)
	var block [32]byte
	if n < 16 { // less than the kernel loads
		copy(block[:], msg)
		p, n = &block[0], 32
	}
	if streams == 2 {
		nh2NEON(sum, k, p, n)
	} else {
		nh4NEON(sum, k, p, n)
	}
	return len(msg)
}

// Chunks evaluates the polynomials of 2 or 4 streams further: for each whole chunk of
// 1024 bytes in msg, at NH of it plus the number of its bits. It returns how many bytes
// these are, or 0 on the generic tier.
func Chunks(tier asm.Tier, streams int, poly *[4]Poly, key *Key, msg []byte) int {
	n := len(msg) / 1024
	if tier != asm.NEON || n == 0 {
		return 0
	}
	if streams == 2 {
		chunks2NEON(poly, key, &msg[0], n)
	} else {
		chunks4NEON(poly, key, &msg[0], n)
	}
	return 1024 * n
}

//go:noescape
func nh2NEON(sum *[4]uint64, key *uint32, msg *byte, n int)

//go:noescape
func nh4NEON(sum *[4]uint64, key *uint32, msg *byte, n int)

//go:noescape
func chunks2NEON(poly *[4]Poly, key *Key, msg *byte, chunks int)

//go:noescape
func chunks4NEON(poly *[4]Poly, key *Key, msg *byte, chunks int)
