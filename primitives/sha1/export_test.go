package sha1

// SetLength makes d believe that its message has n bytes so far. n must be a
// multiple of BlockSize, and d hold whole blocks.
func SetLength(d *Digest, n uint64) { d.length = n }
