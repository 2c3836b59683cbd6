//go:build (!amd64 && !arm64) || purego

package sha2

import "github.com/glassh/glassh/asm"

// Tiers256 is the set "sha256".
var Tiers256 = asm.Register("sha256")

// Tiers512 is the set "sha512", which serves SHA-384 too.
var Tiers512 = asm.Register("sha512")
