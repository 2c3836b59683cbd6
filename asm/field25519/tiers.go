package field25519

import "github.com/glassh/glassh/asm"

// Tiers is the set "field25519".
var Tiers = asm.Register("field25519")
