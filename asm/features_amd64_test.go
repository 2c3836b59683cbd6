//go:build !purego

package asm

import "testing"

func TestLeaf7CountsVectorFlagsOnlyWithTheirState(t *testing.T) {
	const (
		sha   = 1 << 29             // EBX
		wide  = 1<<8 | 1<<9 | 1<<10 // ECX: GFNI, VAES, VPCLMULQDQ
		every = HasSHANI | HasGFNI | HasVAES | HasVPCLMULQDQ
	)
	for _, c := range []struct {
		name     string
		have     Features
		ebx, ecx uint32
		want     Features
	}{
		{"everything", HasSSE41 | HasAVX2, sha, wide, every},
		{"AVX turned off, its flags left on", HasSSE41, sha, wide, HasSHANI},
		{"GODEBUG=cpu.all=off", 0, sha, wide, 0},
		{"no flag", HasSSE41 | HasAVX2, 0, 0, 0},
		{"the other bits of the leaf", HasSSE41 | HasAVX2, ^uint32(sha), ^uint32(wide), 0},
		{"VAES alone", HasSSE41 | HasAVX2, 0, 1 << 9, HasVAES},
	} {
		if got := leaf7(c.have, c.ebx, c.ecx); got != c.want {
			t.Errorf("%s: want %v, got %v", c.name, c.want, got)
		}
	}
}
