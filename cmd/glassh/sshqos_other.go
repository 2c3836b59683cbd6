//go:build !unix

package main

import "net"

// setTrafficClass does nothing: the system marks packets by policies of its own.
func setTrafficClass(net.Conn, int) error { return nil }
