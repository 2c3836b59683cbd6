//go:build linux && !386 && !arm

package main

import "syscall"

// The system calls that set the identity of a thread.
const (
	setgroups = syscall.SYS_SETGROUPS
	setresgid = syscall.SYS_SETRESGID
	setresuid = syscall.SYS_SETRESUID
)
