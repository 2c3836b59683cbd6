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
	status := run([]string{"glassh", "ssh", "-I", "pkcs11.so", "box"}, e)
	fmt.Println("exit status", status)
	// Output:
	// glassh ssh: -I is not supported yet (PKCS#11)
	// exit status 255
}
