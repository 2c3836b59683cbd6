package compress_test

import (
	"fmt"

	"github.com/glassh/glassh/ssh/compress"
)

// One stream goes through all packets of a direction: the second message says little that
// the first did not.
func Example() {
	d, f := compress.NewDeflater(), compress.NewInflater()
	for range 2 {
		packet := d.Append(nil, []byte("a message, and one just like it in the next packet"))
		message, err := f.Append(nil, packet)
		fmt.Printf("%q, in fewer than 16 bytes: %t, %v\n", message, len(packet) < 16, err)
	}
	// Output:
	// "a message, and one just like it in the next packet", in fewer than 16 bytes: false, <nil>
	// "a message, and one just like it in the next packet", in fewer than 16 bytes: true, <nil>
}
