//go:build !unix || solaris || illumos || aix

package main

import (
	"context"
	"errors"
	"net"
	"os/exec"
)

const canPassSockets = false

// hangUp ends a command whose connection is over.
func hangUp(cmd *exec.Cmd) { cmd.Process.Kill() }

func passedSocket(context.Context, *exec.Cmd) (net.Conn, error) { return nil, errors.ErrUnsupported }
