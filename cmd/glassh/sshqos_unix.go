//go:build unix

package main

import (
	"errors"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// setTrafficClass sets the octet of all packets of a connection from now on.
func setTrafficClass(nc net.Conn, class int) error {
	sc, ok := nc.(syscall.Conn)
	remote, tcp := nc.RemoteAddr().(*net.TCPAddr)
	if !ok || !tcp {
		return nil // a command, or a channel
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		if remote.IP.To4() != nil {
			failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_TOS, class)
		} else {
			failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_TCLASS, class)
		}
	})
	return errors.Join(err, failed)
}
