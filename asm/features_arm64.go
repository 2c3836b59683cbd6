//go:build !purego

package asm

import "golang.org/x/sys/cpu"

// detect asks x/sys/cpu, which knows all that the arm64 tiers need.
func detect() Features {
	a := &cpu.ARM64
	return HasNEON.when(a.HasASIMD) |
		HasAES.when(a.HasAES) |
		HasPMULL.when(a.HasPMULL) |
		HasSHA1.when(a.HasSHA1) |
		HasSHA2.when(a.HasSHA2) |
		HasSHA512.when(a.HasSHA512) |
		HasSHA3.when(a.HasSHA3)
}
