//go:build !purego

package aes

import (
	"math/bits"

	"github.com/glassh/glassh/asm"
)

// CTR sets dst = src ⊕ the key stream that begins with the block of c, and advances c
// beyond all blocks that it has begun. It returns len(src), or 0 on the generic tier.
// dst must be at least as long as src, and be the same or not overlap.
func CTR(tier asm.Tier, k *Keys, c *Counter, dst, src []byte) int {
	if tier == asm.Generic {
		return 0
	}
	n := len(src)
	dst = dst[:n]
	for len(src) > 0 {
		// The kernels add to the lower half only: the call that reaches 2⁶⁴ is split.
		m := len(src)
		blocks := (uint64(m) + 15) / 16
		if left := -c.Lo; blocks > left && left != 0 {
			blocks, m = left, int(left)*16
		}
		switch tier {
		case asm.SHA3CE:
			ctrSHA3CE(k, c, &dst[0], &src[0], m)
		case asm.ARMCE:
			ctrARMCE(k, c, &dst[0], &src[0], m)
		default:
			return 0
		}
		var carry uint64
		c.Lo, carry = bits.Add64(c.Lo, blocks, 0)
		c.Hi += carry
		dst, src = dst[m:], src[m:]
	}
	return n
}

//go:noescape
func ctrARMCE(keys *Keys, c *Counter, dst, src *byte, n int)

//go:noescape
func ctrSHA3CE(keys *Keys, c *Counter, dst, src *byte, n int)
