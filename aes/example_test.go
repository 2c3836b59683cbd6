package aes_test

import (
	"fmt"

	"github.com/glassh/glassh/aes"
)

// A packet of RFC 5647: the length is authenticated, and stays readable; the rest is
// encrypted in place, and the tag follows.
func ExampleGCM_Seal() {
	key := []byte("sixteen byte key")
	nonce := []byte("fixed\x00\x00\x00\x00\x00\x00\x01")

	b, err := aes.New(key)
	if err != nil {
		panic(err)
	}
	g := aes.NewGCM(b)

	packet := make([]byte, 0, 4+16+16)
	packet = append(packet, 0, 0, 0, 16)
	packet = append(packet, "\x04padded text...."...)
	packet = g.Seal(packet[:4], nonce, packet[4:], packet[:4])
	fmt.Printf("%x %d bytes\n", packet[:4], len(packet))

	opened, err := g.Open(packet[:4], nonce, packet[4:], packet[:4])
	fmt.Printf("%q %v\n", opened[4:], err)

	packet[7]++
	_, err = g.Open(packet[:4], nonce, packet[4:], packet[:4])
	fmt.Println(err)
	// Output:
	// 00000010 36 bytes
	// "\x04padded text...." <nil>
	// aes: message authentication failed
}

// The first block of NIST SP 800-38A, F.5.1.
func ExampleCTR() {
	b, err := aes.New([]byte("\x2b\x7e\x15\x16\x28\xae\xd2\xa6\xab\xf7\x15\x88\x09\xcf\x4f\x3c"))
	if err != nil {
		panic(err)
	}
	text := []byte("\x6b\xc1\xbe\xe2\x2e\x40\x9f\x96\xe9\x3d\x7e\x11\x73\x93\x17\x2a")
	c := aes.NewCTR(b, []byte("\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff"))
	c.XORKeyStream(text[:5], text[:5]) // in pieces of any length
	c.XORKeyStream(text[5:], text[5:])
	fmt.Printf("%x\n", text)
	// Output: 874d6191b620e3261bef6864990db6ce
}
