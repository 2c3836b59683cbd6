package krl_test

import (
	"fmt"

	"github.com/glassh/glassh/ssh/krl"
)

// An authority's certificates are revoked by their numbers, and a key by its
// fingerprint.
func Example() {
	ca, lost := newKey(1).PublicKey(), newKey(2).PublicKey()
	list := &krl.KRL{Version: 1}
	spec := "serial: 1-3\nserial: 17\nhash: " + lost.Fingerprint() + "\n"
	if err := list.Apply([]byte(spec), ca, false); err != nil {
		fmt.Println(err)
		return
	}
	file := list.Append(nil) // what RevokedKeys names

	read, err := krl.Parse(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(read.Revoked(lost), read.Revoked(ca))
	// Output: true false
}
