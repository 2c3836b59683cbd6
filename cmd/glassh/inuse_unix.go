//go:build unix

package main

import (
	"errors"
	"syscall"
)

// isInUse reports whether somebody else listens there.
func isInUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }
