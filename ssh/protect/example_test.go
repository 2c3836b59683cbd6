package protect_test

import (
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

func Example() {
	suite, ok := protect.Lookup("aes256-gcm@openssh.com", "")
	if !ok {
		fmt.Println("no such suite")
		return
	}
	keys := protect.Keys{ // from the key exchange
		Key: make([]byte, suite.Cipher.KeySize),
		IV:  make([]byte, suite.Cipher.IVSize),
	}

	// The sender leaves a gap for the header before the payload.
	sealer := protect.NewSealer(suite, keys, rand.Reader)
	packet := append(make([]byte, wire.HeaderLen), "a payload"...)
	packet = sealer.Seal(packet, 0, 3)
	fmt.Println(len(packet), "bytes on the wire")

	// The receiver gets them in two pieces.
	opener := protect.NewOpener(suite, keys)
	_, n, err := opener.Open(packet[:10], 3)
	fmt.Println(n, err, "- needs", opener.Need())
	payload, n, err := opener.Open(packet, 3)
	fmt.Printf("%d %v %q\n", n, err, payload)
	// Output:
	// 36 bytes on the wire
	// 0 <nil> - needs 36
	// 36 <nil> "a payload"
}
