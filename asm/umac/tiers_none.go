//go:build (!amd64 && !arm64) || purego

package umac

import "github.com/glassh/glassh/asm"

// Tiers is the set "umac".
var Tiers = asm.Register("umac")
