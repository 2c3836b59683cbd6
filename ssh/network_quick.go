//go:build linux && (amd64 || arm64) && !race

package ssh

import (
	"syscall"
	"unsafe"
)

// quick is how many bytes at most are moved by a system call that the scheduler is not told
// of. The call does not wait, and takes a few microseconds; to tell the scheduler costs a
// process that sleeps in between as much again, for its monitor is woken each time.
const quick = smallInput

// mostLooks is how often a read is made again that finds nothing: for some sixty
// microseconds, which is what it may cost to be woken.
const mostLooks = 200

// readNow is read(2) from a socket that does not wait.
func readNow(fd uintptr, p []byte) (int, error) {
	if len(p) > quick {
		return syscall.Read(int(fd), p)
	}
	return transfer(syscall.SYS_RECVFROM, fd, p)
}

// writeNow is write(2) to a socket that does not wait.
func writeNow(fd uintptr, p []byte) (int, error) {
	if len(p) > quick {
		return syscall.Write(int(fd), p)
	}
	return transfer(syscall.SYS_SENDTO, fd, p)
}

// transfer makes the call. It does not wait even if another process, which shares the
// socket, has made that wait: the scheduler would wait with it.
func transfer(call, fd uintptr, p []byte) (int, error) {
	n, _, errno := syscall.RawSyscall6(call, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)),
		syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}
