//go:build unix && (!linux || (!amd64 && !arm64) || race)

package ssh

import "syscall"

const mostTries = 0 // each would cost too much

// mostLooks is 0: to look costs more here than to wait.
const mostLooks = 0

// readNow is read(2) from a socket that does not wait. The race detector is told of it: what
// two ends in one process say to each other puts an order into what they do.
func readNow(fd uintptr, p []byte) (int, error) { return syscall.Read(int(fd), p) }

// writeNow is write(2) to a socket that does not wait.
func writeNow(fd uintptr, p []byte) (int, error) { return syscall.Write(int(fd), p) }
