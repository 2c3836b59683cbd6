//go:build !purego

package aes

import "github.com/glassh/glassh/asm"

// A GCMKey holds the powers of H (SP 800-38D §6.4) as the kernels read them, in the
// form in which they reverse the bytes of blocks: with Hⁱ standing for x·Hⁱ, reversed,
// so that a product needs no shift (RFC 8452, Appendix A).
type GCMKey struct {
	// Hⁱ is power[36-i]. A tier whose last step takes n blocks has H¹ … Hⁿ⁺¹, as the
	// lengths are one more block, or Hⁿ⁺² where the block of the additional data goes with
	// as many. The places are such that a step's vectors lie at multiples of their size.
	power [36][16]byte

	// middle[j] holds, in either half, the two halves of power[j] added: Karatsuba's
	// third factor. The last two stay 0: the last vector of four may reach into them.
	middle [38][16]byte
	_      [2][16]byte

	// For 512-bit vectors, and nil elsewhere, as it is as large as all the rest: wide[i] is
	// H³²⁻⁴ⁱ in each of four lanes, and wide[9+i] the third factors, which are thus as far
	// behind as those of power.
	wide *[17][4][16]byte
}

// powers is how many powers of H the steps of a tier need.
func powers(t asm.Tier) int {
	switch t {
	case asm.VAESAVX512:
		return 34
	case asm.VAESAVX2:
		return 17
	case asm.AESNI:
		return 9
	}
	return 0
}

// Set prepares g for GCM on tier t with the key k. It reports whether the tier has
// kernels for GCM: without them g stays as it is, and GCMSeal and GCMOpen do nothing.
func (g *GCMKey) Set(t asm.Tier, k *Keys) bool {
	n := powers(t)
	if n == 0 {
		return false
	}
	ghashPowersAESNI(g, k, n)
	if t == asm.VAESAVX512 {
		g.wide = new([17][4][16]byte)
		for i := range 8 {
			for lane := range 4 {
				g.wide[i][lane] = g.power[4+4*i]
				g.wide[9+i][lane] = g.middle[4+4*i]
			}
		}
	}
	return true
}

// Wipe overwrites the powers with zeros.
func (g *GCMKey) Wipe() {
	if g.wide != nil {
		*g.wide = [17][4][16]byte{}
	}
	*g = GCMKey{}
}

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
	case asm.VAESAVX512:
		gcmSealVAESAVX512(g, k, &dst[0], ptr(src), len(src), nonce, ptr(ad), len(ad), &y)
	case asm.VAESAVX2:
		gcmSealVAESAVX2(g, k, &dst[0], ptr(src), len(src), nonce, ptr(ad), len(ad), &y)
	default:
		gcmSealAESNI(g, k, &dst[0], ptr(src), len(src), nonce, ptr(ad), len(ad), &y)
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
	case asm.VAESAVX512:
		diff = gcmOpenVAESAVX512(g, k, ptr(dst), &src[0], len(dst), nonce, ptr(ad), len(ad), &y)
	case asm.VAESAVX2:
		diff = gcmOpenVAESAVX2(g, k, ptr(dst), &src[0], len(dst), nonce, ptr(ad), len(ad), &y)
	default:
		diff = gcmOpenAESNI(g, k, ptr(dst), &src[0], len(dst), nonce, ptr(ad), len(ad), &y)
	}
	return diff == 0, true
}

// before returns GHASH over the blocks of ad that come before its last, reversed. The
// packets of SSH have 4 bytes of additional data, and nothing before their last block.
func (g *GCMKey) before(ad []byte) (y [16]byte) {
	if len(ad) > 16 {
		ghashAESNI(g, &y, &ad[0], (len(ad)-1)/16)
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

// The kernels, in ghash_aesni_amd64.s and gcm_TIER_amd64.s.

//go:noescape
func ghashPowersAESNI(h *GCMKey, k *Keys, n int)

//go:noescape
func ghashAESNI(h *GCMKey, y *[16]byte, data *byte, blocks int)

//go:noescape
func gcmSealAESNI(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte)

//go:noescape
func gcmOpenAESNI(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte) (diff uint64)

//go:noescape
func gcmSealVAESAVX2(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte)

//go:noescape
func gcmOpenVAESAVX2(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte) (diff uint64)

//go:noescape
func gcmSealVAESAVX512(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte)

//go:noescape
func gcmOpenVAESAVX512(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte) (diff uint64)
