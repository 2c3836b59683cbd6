package sha1

import "github.com/glassh/glassh/asm"

// SetLength makes d believe that its message has n bytes so far. n must be a
// multiple of BlockSize, and d hold whole blocks.
func SetLength(d *Digest, n uint64) { d.length = n }

// IsWiped reports whether d holds no more than how it computes.
func IsWiped(d *Digest) bool { return *d == Digest{tier: d.tier} }

// Tier returns which rounds d uses.
func Tier(d *Digest) asm.Tier { return d.tier }
