//go:build !unix || solaris || illumos || aix

package main

import (
	"context"
	"errors"
	"net"

	"github.com/glassh/glassh/ssh/mux"
)

func (m *muxMaster) Session(context.Context, *mux.Session) (int, error) {
	return -1, errors.ErrUnsupported
}

func (m *muxMaster) StdioForward(context.Context, *mux.Session, string, uint32) error {
	return errors.ErrUnsupported
}

func (m *muxMaster) admit(*net.UnixConn) error { return errors.ErrUnsupported }
