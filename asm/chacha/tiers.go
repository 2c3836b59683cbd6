package chacha

import "github.com/glassh/glassh/asm"

// Tiers is the set "chacha".
var Tiers = asm.Register("chacha")

// TiersPoly1305 is the set "poly1305".
var TiersPoly1305 = asm.Register("poly1305")
