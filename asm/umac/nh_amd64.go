//go:build !purego

package umac

import "github.com/glassh/glassh/asm"

// NH adds NH (RFC 4418 §5.2.2) of msg to the sums of 2 or 4 streams. msg is a piece of
// a chunk that begins at the given place of it, a multiple of 32 and at most
// 1024 - len(msg). Zeros are added to it up to a multiple of 32 bytes. NH returns
// len(msg), or 0 on the generic tier.
func NH(tier asm.Tier, streams int, sum *[4]uint64, key *Key, at int, msg []byte) int {
	if tier == asm.Generic || len(msg) == 0 {
		return 0
	}
	if uint(at) > 1024 || at%32 != 0 || at+len(msg) > 1024 {
		panic("umac: not a piece of a chunk")
	}
	k, p, n := &key[at/4], &msg[0], len(msg)
	switch tier {
	case asm.AVX512:
		if streams == 2 {
			nh2AVX512(sum, k, p, n)
		} else {
			nh4AVX512(sum, k, p, n)
		}
	case asm.AVX2:
		var block [32]byte
		if n < 16 { // less than the kernel loads
			copy(block[:], msg)
			p, n = &block[0], 32
		}
		if streams == 2 {
			nh2AVX2(sum, k, p, n)
		} else {
			nh4AVX2(sum, k, p, n)
		}
	default:
		return 0
	}
	return len(msg)
}

// Chunks evaluates the polynomials of 2 or 4 streams further: for each whole chunk of
// 1024 bytes in msg, at NH of it plus the number of its bits. It returns how many bytes
// these are, or 0 on the generic tier.
func Chunks(tier asm.Tier, streams int, poly *[4]Poly, key *Key, msg []byte) int {
	n := len(msg) / 1024
	if n == 0 {
		return 0
	}
	switch {
	case tier == asm.AVX512 && streams == 2:
		chunks2AVX512(poly, key, &msg[0], n)
	case tier == asm.AVX512:
		chunks4AVX512(poly, key, &msg[0], n)
	case tier == asm.AVX2 && streams == 2:
		chunks2AVX2(poly, key, &msg[0], n)
	case tier == asm.AVX2:
		chunks4AVX2(poly, key, &msg[0], n)
	default:
		return 0
	}
	return 1024 * n
}

//go:noescape
func nh2AVX2(sum *[4]uint64, key *uint32, msg *byte, n int)

//go:noescape
func nh4AVX2(sum *[4]uint64, key *uint32, msg *byte, n int)

//go:noescape
func chunks2AVX2(poly *[4]Poly, key *Key, msg *byte, chunks int)

//go:noescape
func chunks4AVX2(poly *[4]Poly, key *Key, msg *byte, chunks int)

//go:noescape
func nh2AVX512(sum *[4]uint64, key *uint32, msg *byte, n int)

//go:noescape
func nh4AVX512(sum *[4]uint64, key *uint32, msg *byte, n int)

//go:noescape
func chunks2AVX512(poly *[4]Poly, key *Key, msg *byte, chunks int)

//go:noescape
func chunks4AVX512(poly *[4]Poly, key *Key, msg *byte, chunks int)
