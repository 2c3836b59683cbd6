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

// Seal does two things side by side. It encrypts src to dst as [XOR] does, of any
// length but 0; and it adds ciphertext from the start of mac to the polynomial of
// Poly1305 (RFC 8439 §2.5):
//
//	h = (h + block)·r mod p for each 16 bytes and the 1 bit above them
//
// with r clamped, and h[2] ≤ 4 before and after. mac ends with dst. Before that, it is
// complete, and at least 384 bytes.
//
// It returns how many bytes it has authenticated: about as many as it has encrypted.
// It has done nothing, and returns 0, on tiers that are faster with one after the
// other.
func Seal(tier asm.Tier, key *Key, nonce, counter uint64, dst, src, mac []byte, h *[3]uint64, r *[2]uint64) (authenticated int) {
	if tier != asm.AVX2 {
		return 0
	}
	dst = dst[:len(src)]
	// While the first step is encrypted, there may be less than a step to authenticate:
	// then there are three blocks beside each of fewer double rounds.
	if len(src) == 0 || len(mac)-len(src) < 384 {
		panic("chacha: wrong use of the kernel")
	}
	first, doubles := SealStep, 10
	if ready := len(mac) - len(src); ready < SealStep {
		doubles = min(ready/(3*16), 9)
		first = doubles * (3 * 16)
	}
	// What the last step encrypts is filled up.
	var step [SealStep]byte
	var last *byte
	n := len(src) &^ (SealStep - 1)
	rest := copy(step[:], src[n:])
	steps := n
	if rest > 0 {
		last = &step[0]
		steps += SealStep
	}
	authenticated = steps - SealStep + first
	mac = mac[:authenticated]
	sealAVX2(key, nonce, counter, &dst[0], &src[0], n, last, &mac[0], doubles, h, r)
	copy(dst[n:], step[:rest])
	return authenticated
}

// Open is the reverse: it decrypts the whole steps of src to dst, and adds as many
// bytes from the start of mac to the polynomial, of which it returns the number. mac
// is what of the same ciphertext has not been added before: it begins where src does,
// or up to 15 bytes later, so that dst may be src.
func Open(tier asm.Tier, key *Key, nonce, counter uint64, dst, src, mac []byte, h *[3]uint64, r *[2]uint64) (done int) {
	n := min(len(src), len(mac)) &^ (SealStep - 1)
	if tier != asm.AVX2 || n == 0 {
		return 0
	}
	dst = dst[:n]
	sealAVX2(key, nonce, counter, &dst[0], &src[0], n, nil, &mac[0], 10, h, r)
	return n
}

//go:noescape
func xorAVX512(key *Key, nonce, counter uint64, first *Key, head *byte, heads int, dst, src *byte, n int, last *[64]byte)

//go:noescape
func xorAVX2(key *Key, nonce, counter uint64, first *Key, head *byte, heads int, dst, src *byte, n int, last *[64]byte)

//go:noescape
func xorSSSE3(key *Key, nonce, counter uint64, first *Key, head *byte, heads int, dst, src *byte, n int, last *[64]byte)

//go:noescape
func sealAVX2(key *Key, nonce, counter uint64, dst, src *byte, n int, step, mac *byte, doubles int, h *[3]uint64, r *[2]uint64)
