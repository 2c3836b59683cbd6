//go:build unix

package main

import (
	"net"

	"golang.org/x/sys/unix"
)

// markTCP sets the byte in both families: a socket of IPv6 may carry IPv4.
func markTCP(nc *net.TCPConn, value int) {
	raw, err := nc.SyscallConn()
	if err != nil {
		return
	}
	raw.Control(func(fd uintptr) {
		unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_TOS, value)
		unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_TCLASS, value)
	})
}
