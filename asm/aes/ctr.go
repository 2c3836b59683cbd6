package aes

// Counter is where a key stream of CTR (SP 800-38A §6.5) stands.
type Counter struct {
	Lo, Hi uint64   // the next block to encrypt is Hi ‖ Lo, big-endian
	Last   [16]byte // after a call that ended within a block: all of its key stream
}
