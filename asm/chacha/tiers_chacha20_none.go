//go:build (!amd64 && !arm64) || purego

package chacha

import "github.com/glassh/glassh/asm"

// Tiers is the set "chacha".
var Tiers = asm.Register("chacha")
