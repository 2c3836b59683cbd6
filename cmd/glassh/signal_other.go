//go:build !unix

package main

import (
	"os"

	"github.com/glassh/glassh/wire"
)

// ending are the signals that end a program that does not expect them.
var ending = []os.Signal{os.Interrupt}

func signalName(os.Signal) wire.Signal { return wire.SignalINT }
