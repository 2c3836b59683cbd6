//go:build !purego

package keccak

import "github.com/glassh/glassh/asm"

//go:noescape
func absorbSHA3CE(a *[25]uint64, p *byte, blocks, lanes int)

//go:noescape
func squeezeSHA3CE(a *[25]uint64, p *byte, blocks, lanes int)

// absorb is absorbSHA3CE, where that is faster than portable code.
func absorb(tier asm.Tier, a *[25]uint64, p *byte, blocks, lanes int) bool {
	if tier != asm.SHA3CE || !cheapSHA3 {
		return false
	}
	absorbSHA3CE(a, p, blocks, lanes)
	return true
}

// squeeze is squeezeSHA3CE, where that is faster than portable code.
func squeeze(tier asm.Tier, a *[25]uint64, p *byte, blocks, lanes int) bool {
	if tier != asm.SHA3CE || !cheapSHA3 {
		return false
	}
	squeezeSHA3CE(a, p, blocks, lanes)
	return true
}
