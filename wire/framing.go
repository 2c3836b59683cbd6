package wire

// A packet (RFC 4253 §6):
//
//	      ┌───────────────┬────────────────┬─────────┬─────────┬─────┐
//	      │ packet_length │ padding_length │ payload │ padding │ MAC │
//	      └───────────────┴────────────────┴─────────┴─────────┴─────┘
//	bytes         4               1          ≥ 1        4–255
//	                      └─────────── packet_length ──────────┘
//
// What is encrypted is a multiple of the cipher's block size, or of 8 if that is
// larger. Where the length stays outside of the encryption (AEAD ciphers and
// encrypt-then-MAC), it does not count.
const (
	LengthLen = 4             // packet_length
	HeaderLen = LengthLen + 1 // packet_length and padding_length

	MinPadding = 4
	MaxPadding = 255

	minPacket = 16 // bytes of a packet with its length, without MAC
	minLength = 5  // least packet_length that is worth reading: see CheckLength

	// MaxPacket is the largest packet_length accepted. RFC 4253 §6.1 asks for
	// 35000; OpenSSH takes 256 KiB.
	MaxPacket = 256 << 10

	// MaxPayload is the largest payload that any peer must accept (RFC 4253 §6.1), and
	// so the most to send, but for what the peer has announced to take.
	MaxPayload = 32768
)

// Padding returns the least number of padding bytes, 4 to 255, that fills a packet
// of payloadLen bytes up to a multiple of blockSize and to the 16 bytes that every
// packet has (RFC 4253 §6). lengthInCipher says whether packet_length is encrypted
// along with the rest. It panics if payloadLen is negative or blockSize does not
// lie within 1 to 128.
func Padding(payloadLen, blockSize int, lengthInCipher bool) int {
	if payloadLen < 0 || blockSize < 1 || blockSize > 128 {
		panic("wire: no such payload or block size")
	}
	block := max(8, blockSize)
	n := 1 + payloadLen
	if lengthInCipher {
		n += LengthLen
	}
	padding := block - n%block
	for padding < MinPadding || HeaderLen+payloadLen+padding < minPacket {
		padding += block
	}
	return padding
}

// CheckLength returns a [*FrameError] if length cannot be the packet_length of a
// packet: below 5, above [MaxPacket], or such that the encrypted part is not a
// multiple of blockSize. The bound below is not the 16 bytes of RFC 4253 §6, since
// peers send shorter packets where the length is not encrypted.
func CheckLength(length uint32, blockSize int, lengthInCipher bool) error {
	if length < minLength {
		return &FrameError{Length: length, Problem: TooShort}
	}
	if length > MaxPacket {
		return &FrameError{Length: length, Problem: TooLong}
	}
	n := int(length)
	if lengthInCipher {
		n += LengthLen
	}
	if n%max(8, blockSize) != 0 {
		return &FrameError{Length: length, Problem: NotMultiple}
	}
	return nil
}

// Payload returns the payload of a decrypted packet, as a slice of it. packet
// starts with packet_length, which is not looked at (it is len(packet) - 4), and
// ends with the padding. A padding_length that is below 4 or leaves no payload is a
// [*FrameError].
func Payload(packet []byte) ([]byte, error) {
	if len(packet) < HeaderLen {
		return nil, &FrameError{Length: uint32(max(0, len(packet)-LengthLen)), Problem: TooShort}
	}
	length, padding := len(packet)-LengthLen, int(packet[LengthLen])
	end := len(packet) - padding
	switch {
	case padding < MinPadding:
		return nil, &FrameError{Length: uint32(length), Problem: PaddingTooShort}
	case padding >= length:
		return nil, &FrameError{Length: uint32(length), Problem: PaddingTooLong}
	case end == HeaderLen:
		return nil, &FrameError{Length: uint32(length), Problem: EmptyPayload}
	}
	return packet[HeaderLen:end:end], nil
}
