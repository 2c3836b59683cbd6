package main

import (
	"fmt"
	"os"
	"strings"
)

func Example_lists() {
	list, err := macCategory.edit("-*512*,umac-*")
	fmt.Println(strings.Join(list, "\n"), err)
	// Output:
	// hmac-sha2-256-etm@openssh.com
	// hmac-sha2-256 <nil>
}

func Example_unsupported() {
	e := &env{stdout: os.Stdout, stderr: os.Stdout}
	status := run([]string{"glassh", "ssh", "-L", "8080:web:80", "box"}, e)
	fmt.Println("exit status", status)
	// Output:
	// glassh ssh: -L is not supported yet (port forwarding)
	// exit status 255
}
