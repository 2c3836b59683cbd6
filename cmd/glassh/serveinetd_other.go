//go:build !unix

package main

import (
	"errors"
	"net"
)

func inheritedConn() (net.Conn, error) { return nil, errors.New("-i is for Unix systems") }
