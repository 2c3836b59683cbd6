package socks_test

import (
	"bytes"
	"fmt"

	"github.com/glassh/glassh/ssh/socks"
)

func Example() {
	// A client of version 4a, which leaves it to the server to look up the name.
	client := bytes.NewBufferString("\x04\x01\x00\x50\x00\x00\x00\x01\x00example.com\x00")
	r, err := socks.Read(client)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("connect to", r.Addr())
	r.Reply(client, socks.Granted)
	fmt.Printf("%x\n", client.Bytes())
	// Output:
	// connect to example.com:80
	// 005a000000000000
}
