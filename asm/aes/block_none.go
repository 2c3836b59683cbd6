//go:build (!amd64 && !arm64) || purego

package aes

import "github.com/glassh/glassh/asm"

// Expand does nothing: no tier has kernels here.
func Expand(tier asm.Tier, k *Keys, key []byte) bool { return false }

// Encrypt does nothing.
func Encrypt(tier asm.Tier, k *Keys, dst, src *[16]byte) bool { return false }

// Decrypt does nothing.
func Decrypt(tier asm.Tier, k *Keys, dst, src *[16]byte) bool { return false }
