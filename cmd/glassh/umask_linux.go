package main

import (
	"io/fs"
	"runtime"

	"golang.org/x/sys/unix"
)

// maskHere runs f, whose files get only the rights that mask leaves. The mask belongs to
// all threads of a program, and to what they start meanwhile: this thread gets its own
// (unshare(2)), and ends with the goroutine.
func maskHere(mask fs.FileMode, f func() error) error {
	runtime.LockOSThread() // and never unlocks it
	if err := unix.Unshare(unix.CLONE_FS); err != nil {
		return err
	}
	unix.Umask(int(mask.Perm()))
	return f()
}
