//go:build !unix

package main

import (
	"errors"
	"os"
)

const canDetach = false

func inherited(int) *os.File { return nil }

func leaveTerminal() error { return errors.ErrUnsupported }

func leaveScreen() error { return errors.ErrUnsupported }

// stopSelf does nothing: there is no way back.
func stopSelf() {}
