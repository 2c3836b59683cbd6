//go:build linux && !race

package ssh

import (
	"syscall"
	"unsafe"
)

// quick is how many bytes at most are moved by a system call that the scheduler is not told
// of. The call does not wait, and takes a few microseconds; to tell the scheduler costs a
// process that sleeps in between as much again, for its monitor is woken each time.
const quick = smallInput

// readNow is read(2) from a socket that does not wait.
func readNow(fd uintptr, p []byte) (int, error) {
	if len(p) > quick {
		return syscall.Read(int(fd), p)
	}
	n, _, errno := syscall.RawSyscall(syscall.SYS_READ, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// writeNow is write(2) to a socket that does not wait.
func writeNow(fd uintptr, p []byte) (int, error) {
	if len(p) > quick {
		return syscall.Write(int(fd), p)
	}
	n, _, errno := syscall.RawSyscall(syscall.SYS_WRITE, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}
