//go:build (!amd64 && !arm64) || purego

package keccak

import "github.com/glassh/glassh/asm"

// Tiers is the set "keccak".
var Tiers = asm.Register("keccak")
