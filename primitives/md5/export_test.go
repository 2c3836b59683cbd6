package md5

// Sines are the constants of the steps.
var Sines = sines

// SetLength makes d believe that its message has n bytes so far. n must be a
// multiple of BlockSize, and d hold whole blocks.
func SetLength(d *Digest, n uint64) { d.length = n }

// IsWiped reports whether d holds nothing.
func IsWiped(d *Digest) bool { return *d == Digest{} }
