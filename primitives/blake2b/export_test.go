package blake2b

// IsWiped reports whether d holds nothing.
func IsWiped(d *Digest) bool { return *d == Digest{} }
