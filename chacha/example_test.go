package chacha_test

import (
	"encoding/binary"
	"fmt"

	"github.com/glassh/glassh/chacha"
)

// A packet of chacha20-poly1305@openssh.com, sealed and opened in place.
func ExampleSSH() {
	key := make([]byte, chacha.SSHKeySize) // from the key exchange
	sender, receiver := chacha.NewSSH(key), chacha.NewSSH(key)

	payload := "\x02\x00\x00\x00\x00" // SSH_MSG_IGNORE
	packet := binary.BigEndian.AppendUint32(nil, 16)
	packet = append(packet, 10)                              // padding_length
	packet = append(packet, payload...)                      //
	packet = append(packet, make([]byte, 10)...)             // padding
	packet = append(packet, make([]byte, chacha.TagSize)...) // room for the tag

	const seq = 3
	sender.SealPacket(seq, packet)

	fmt.Println("packet_length:", receiver.Length(seq, packet[:4]))
	err := receiver.OpenPacket(seq, packet)
	fmt.Printf("payload: %q, error: %v\n", packet[5:10], err)

	packet[7] ^= 1
	fmt.Println(receiver.OpenPacket(seq, packet))
	// Output:
	// packet_length: 16
	// payload: "\x02\x00\x00\x00\x00", error: <nil>
	// chacha: message authentication failed
}

func ExampleCipher() {
	key, nonce := make([]byte, chacha.KeySize), make([]byte, chacha.NonceSize)
	text := []byte("attack at dawn")
	chacha.New(key, nonce).XORKeyStream(text, text)
	fmt.Printf("%x\n", text)
	chacha.New(key, nonce).XORKeyStream(text, text)
	fmt.Printf("%s\n", text)
	// Output:
	// 17cc94ccc39a1df1347d0e8424e8
	// attack at dawn
}
