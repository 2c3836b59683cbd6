//go:build unix

package main

import (
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// inheritedConn returns the connection at standard input. What is started from here does
// not get it.
func inheritedConn() (net.Conn, error) {
	if nc, err := net.FileConn(os.Stdin); err == nil { // of a copy
		null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
		if err != nil {
			return nil, err
		}
		defer null.Close()
		for fd := range 2 {
			if err := unix.Dup2(int(null.Fd()), fd); err != nil {
				return nil, os.NewSyscallError("dup2", err)
			}
		}
		return nc, nil
	}
	var files [2]*os.File
	for fd, name := range []string{"standard input", "standard output"} {
		if err := syscall.SetNonblock(fd, true); err != nil {
			return nil, os.NewSyscallError("fcntl", err)
		}
		syscall.CloseOnExec(fd)
		files[fd] = os.NewFile(uintptr(fd), name)
	}
	return &pipeConn{in: files[0], out: files[1]}, nil
}
