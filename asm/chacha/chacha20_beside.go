//go:build (amd64 || arm64) && !purego

package chacha

import "github.com/glassh/glassh/asm"

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
	if !Beside(tier) {
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
	beside(key, nonce, counter, &dst[0], &src[0], n, last, &mac[0], doubles, h, r)
	copy(dst[n:], step[:rest])
	return authenticated
}

// Open is the reverse: it decrypts the whole steps of src to dst, and adds as many
// bytes from the start of mac to the polynomial, of which it returns the number. mac
// is what of the same ciphertext has not been added before: it begins where src does,
// or up to 15 bytes later, so that dst may be src.
func Open(tier asm.Tier, key *Key, nonce, counter uint64, dst, src, mac []byte, h *[3]uint64, r *[2]uint64) (done int) {
	n := min(len(src), len(mac)) &^ (SealStep - 1)
	if !Beside(tier) || n == 0 {
		return 0
	}
	dst = dst[:n]
	beside(key, nonce, counter, &dst[0], &src[0], n, nil, &mac[0], 10, h, r)
	return n
}
