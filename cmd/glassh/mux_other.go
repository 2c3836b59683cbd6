//go:build !unix || solaris || illumos || aix

package main

import (
	"context"
	"errors"
	"os"
)

const canShare = false

func relaySizes(context.Context, *os.File, int) {}

type waker struct{}

func newWaker() (*waker, error) { return nil, errors.ErrUnsupported }
func (*waker) wake()            {}
func (*waker) close()           {}

// A passedFile is never there.
type passedFile struct {
	*os.File
	until *waker
}
