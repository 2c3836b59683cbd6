//go:build linux && (386 || arm)

package main

import "syscall"

// Where numbers of users once had 16 bits, these are the calls for those of 32.
const (
	setgroups = syscall.SYS_SETGROUPS32
	setresgid = syscall.SYS_SETRESGID32
	setresuid = syscall.SYS_SETRESUID32
)
