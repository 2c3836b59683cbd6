//go:build unix && !linux

package main

import (
	"io/fs"
	"sync"
	"syscall"
)

var maskMu sync.Mutex // guards the mask of this program

// maskHere runs f, whose files get only the rights that mask leaves. What the program
// makes meanwhile elsewhere gets no more than those either.
func maskHere(mask fs.FileMode, f func() error) error {
	maskMu.Lock()
	defer maskMu.Unlock()
	before := syscall.Umask(int(mask.Perm()))
	defer syscall.Umask(before)
	return f()
}
