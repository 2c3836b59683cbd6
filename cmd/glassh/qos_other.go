//go:build !unix

package main

import "net"

func markTCP(*net.TCPConn, int) {} // Windows leaves it to its policies
