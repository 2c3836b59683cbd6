//go:build (!amd64 && !arm64) || purego

package sha1

import "github.com/glassh/glassh/asm"

// Tiers is the set "sha1".
var Tiers = asm.Register("sha1")
