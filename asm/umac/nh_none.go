//go:build (!amd64 && !arm64) || purego

package umac

import "github.com/glassh/glassh/asm"

// NH has no kernel here: it does nothing and returns 0.
func NH(_ asm.Tier, _ int, _ *[4]uint64, _ *Key, _ int, _ []byte) int { return 0 }

// Chunks has no kernel here: it does nothing and returns 0.
func Chunks(_ asm.Tier, _ int, _ *[4]Poly, _ *Key, _ []byte) int { return 0 }
