//go:build (!amd64 && !arm64) || purego

package aes

import "github.com/glassh/glassh/asm"

// Tiers is the set "aes".
var Tiers = asm.Register("aes")
