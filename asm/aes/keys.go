package aes

// Keys is the expanded key of AES as the kernels read it: round keys of 16 bytes,
// one behind the other, in the order in which rounds use them.
type Keys struct {
	Enc    [15 * 16]byte // FIPS 197 §5.2; the first Rounds+1 are set
	Dec    [15 * 16]byte // of the equivalent inverse cipher, §5.3.5
	Rounds int           // Nr: 10, 12 or 14
}
