package main

// A lookup is a command that prints the keys or the principals of a user
// (sshd_config(5), AuthorizedKeysCommand).
type lookup struct {
	line string // with tokens; "" is none
	user string // who runs it
}
