//go:build !unix

package main

import (
	"errors"
	"os"
	"runtime"
)

var errNoAgent = errors.New("agents are not supported on " + runtime.GOOS + " yet")

func startAgent(*env, *agentOptions) error { return errNoAgent }

func terminate(*os.Process) error { return errNoAgent }
