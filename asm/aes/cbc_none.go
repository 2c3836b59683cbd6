//go:build (!amd64 && !arm64) || purego

package aes

import "github.com/glassh/glassh/asm"

// CBCEncrypt does nothing, and returns 0: no tier has kernels here.
func CBCEncrypt(tier asm.Tier, k *Keys, iv *[16]byte, dst, src []byte) int { return 0 }

// CBCDecrypt does nothing, and returns 0.
func CBCDecrypt(tier asm.Tier, k *Keys, iv *[16]byte, dst, src []byte) int { return 0 }
