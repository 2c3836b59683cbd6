//go:build unix && !linux

package ssh

import "syscall"

// readNow is read(2) from a socket that does not wait.
func readNow(fd uintptr, p []byte) (int, error) { return syscall.Read(int(fd), p) }

// writeNow is write(2) to a socket that does not wait.
func writeNow(fd uintptr, p []byte) (int, error) { return syscall.Write(int(fd), p) }
