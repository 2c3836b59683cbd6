//go:build !purego

package chacha

import (
	"unsafe"

	"github.com/glassh/glassh/asm"
)

// XOR writes the first bytes of the keystream (RFC 8439 §2.4) of key and nonce from
// block counter on to head, which is 0, 64 or 128 bytes, and sets dst = src ⊕ what
// follows. It reports whether it has: not on the tier Generic. dst is at least as
// long as src, and is src or does not overlap it.
//
// If first is not nil, block 0 of that key comes in place of block counter of key;
// there is a head then. If src ends within a block, the keystream of that block goes
// to last.
func XOR(tier asm.Tier, key *Key, nonce, counter uint64, first *Key, head, dst, src []byte, last *[64]byte) bool {
	n := len(src)
	dst = dst[:n]
	if len(head)%64 != 0 || len(head) > 128 || first != nil && len(head) == 0 || n%64 != 0 && last == nil {
		panic("chacha: wrong use of the kernel")
	}
	h, d, s := unsafe.SliceData(head), unsafe.SliceData(dst), unsafe.SliceData(src)
	switch tier {
	case asm.AVX512:
		xorAVX512(key, nonce, counter, first, h, len(head), d, s, n, last)
	case asm.AVX2:
		xorAVX2(key, nonce, counter, first, h, len(head), d, s, n, last)
	case asm.SSSE3:
		xorSSSE3(key, nonce, counter, first, h, len(head), d, s, n, last)
	default:
		return false
	}
	return true
}

// beside is the kernel of [Seal] and [Open].
func beside(key *Key, nonce, counter uint64, dst, src *byte, n int, step, mac *byte, doubles int, h *[3]uint64, r *[2]uint64) {
	sealAVX2(key, nonce, counter, dst, src, n, step, mac, doubles, h, r)
}

//go:noescape
func xorAVX512(key *Key, nonce, counter uint64, first *Key, head *byte, heads int, dst, src *byte, n int, last *[64]byte)

//go:noescape
func xorAVX2(key *Key, nonce, counter uint64, first *Key, head *byte, heads int, dst, src *byte, n int, last *[64]byte)

//go:noescape
func xorSSSE3(key *Key, nonce, counter uint64, first *Key, head *byte, heads int, dst, src *byte, n int, last *[64]byte)

//go:noescape
func sealAVX2(key *Key, nonce, counter uint64, dst, src *byte, n int, step, mac *byte, doubles int, h *[3]uint64, r *[2]uint64)
