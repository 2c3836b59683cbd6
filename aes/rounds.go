package aes

// encrypt encrypts sixteen blocks in place.
func (b *Block) encrypt(buf *[batchSize]byte) {
	var s state
	s.load(buf)
	b.encryptState(&s)
	s.store(buf)
}

// encryptState is Cipher of FIPS 197 §5.1, on sixteen blocks.
func (b *Block) encryptState(s *state) {
	s.addRoundKey(&b.keys[0])
	for i := 1; i < b.rounds; i++ {
		s.subBytes()
		s.shiftMix(&b.keys[i])
	}
	s.subBytes()
	s.shiftRows()
	s.addRoundKey(&b.keys[b.rounds])
}

// decrypt is InvCipher of FIPS 197 §5.3, on sixteen blocks in place. The round keys
// bring the constant 63 that the inverse S-box begins with.
func (b *Block) decrypt(buf *[batchSize]byte) {
	var s state
	s.load(buf)
	s.addRoundKey(&b.keys[b.rounds])
	s.unshiftRows()
	for i := b.rounds - 1; i > 0; i-- {
		s.unsubBytes()
		s.addRoundKey(&b.keys[i])
		s.unmixShift()
	}
	s.unsubBytes()
	s.addRoundKey(&b.keys[0])
	s.store(buf)
}
