//go:build !purego

package aes

import "github.com/glassh/glassh/asm"

// A GCMKey holds the powers of H (SP 800-38D §6.4) as the kernels read them: with the
// bits of each byte in reverse order, which makes a block a little-endian polynomial.
type GCMKey struct {
	// Hⁱ is power[9-i]. A step has eight blocks, and at the end the lengths come behind
	// as many.
	power [9][16]byte

	// middle[10-i] is the sum of the two halves of Hⁱ: Karatsuba's third factor. The
	// first stays 0, so that a step's pairs lie at multiples of their size, and the last,
	// as two are loaded even where one is needed.
	middle [11]uint64
}

// Set prepares g for GCM on tier t with the key k. It reports whether the tier has
// kernels for GCM: without them g stays as it is, and GCMSeal and GCMOpen do nothing.
func (g *GCMKey) Set(t asm.Tier, k *Keys) bool {
	switch t {
	case asm.ARMCE, asm.SHA3CE:
		ghashPowersARMCE(g, k, len(g.power))
		return true
	}
	return false
}

// Wipe overwrites the powers with zeros.
func (g *GCMKey) Wipe() { *g = GCMKey{} }

// GCMSeal encrypts src and authenticates it and ad (SP 800-38D §7.1), with the keys with
// which g was Set. It fills dst, which is 16 bytes longer than src, with the ciphertext
// and its tag. dst and src start at the same byte, or do not overlap; src is not longer
// than 2³⁶-32 bytes. It reports whether it has done so, which the generic tier never does.
func GCMSeal(t asm.Tier, k *Keys, g *GCMKey, dst []byte, nonce *[12]byte, src, ad []byte) bool {
	if len(dst) != len(src)+16 {
		panic("aes: output does not fit the input")
	}
	if t == asm.Generic {
		return false
	}
	y := g.before(ad)
	switch t {
	case asm.SHA3CE:
		gcmSealSHA3CE(g, k, &dst[0], ptr(src), len(src), nonce, ptr(ad), len(ad), &y)
	default:
		gcmSealARMCE(g, k, &dst[0], ptr(src), len(src), nonce, ptr(ad), len(ad), &y)
	}
	return true
}

// GCMOpen decrypts src into dst, and verifies the tag at its end over the rest of it and
// ad (§7.2), with the keys with which g was Set. dst is 16 bytes shorter than src, starts
// at the same byte or does not overlap it. If the tag is wrong, dst holds what must not be
// seen. done is false on the generic tier, where nothing happens.
func GCMOpen(t asm.Tier, k *Keys, g *GCMKey, dst []byte, nonce *[12]byte, src, ad []byte) (ok, done bool) {
	if len(src) != len(dst)+16 {
		panic("aes: output does not fit the input")
	}
	if t == asm.Generic {
		return false, false
	}
	y := g.before(ad)
	var diff uint64
	switch t {
	case asm.SHA3CE:
		diff = gcmOpenSHA3CE(g, k, ptr(dst), &src[0], len(dst), nonce, ptr(ad), len(ad), &y)
	default:
		diff = gcmOpenARMCE(g, k, ptr(dst), &src[0], len(dst), nonce, ptr(ad), len(ad), &y)
	}
	return diff == 0, true
}

// before returns GHASH over the blocks of ad that come before its last. The packets of
// SSH have 4 bytes of additional data, and nothing before their last block.
func (g *GCMKey) before(ad []byte) (y [16]byte) {
	if len(ad) > 16 {
		ghashARMCE(g, &y, &ad[0], (len(ad)-1)/16)
	}
	return y
}

// ptr is &b[0] where there is such a byte. The kernels read as many bytes as they are
// told, and so nothing at the address of an empty slice.
func ptr(b []byte) *byte {
	if len(b) == 0 {
		return nil
	}
	return &b[0]
}

// The kernels, in ghash_armce_arm64.s and gcm_TIER_arm64.s.

//go:noescape
func ghashPowersARMCE(h *GCMKey, k *Keys, n int)

//go:noescape
func ghashARMCE(h *GCMKey, y *[16]byte, data *byte, blocks int)

//go:noescape
func gcmSealARMCE(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte)

//go:noescape
func gcmOpenARMCE(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte) (diff uint64)

//go:noescape
func gcmSealSHA3CE(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte)

//go:noescape
func gcmOpenSHA3CE(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte) (diff uint64)
