//go:build !unix

package main

import (
	"errors"
	"os"
)

var errNoAgent = errors.New("there are no agents on this system yet")

func startAgent(*env, *agentOptions) error { return errNoAgent }

func terminate(*os.Process) error { return errNoAgent }
