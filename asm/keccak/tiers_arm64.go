//go:build !purego

package keccak

import (
	"runtime"

	"github.com/glassh/glassh/asm"
)

// Tiers is the set "keccak".
var Tiers = asm.Register("keccak",
	asm.Impl{Tier: asm.SHA3CE, Lacks: asm.CPU.Lacks(asm.HasNEON | asm.HasSHA3)},
)

// cheapSHA3 says that the SHA-3 instructions run in all vector pipes, like any other:
// so they do on Apple's cores. Those of Arm up to Neoverse V2 have one pipe for them.
// No feature of the CPU tells, but the operating system does for Apple's. To be wrong
// costs time: three quarters more, one way or the other.
var cheapSHA3 = runtime.GOOS == "darwin" || runtime.GOOS == "ios"
