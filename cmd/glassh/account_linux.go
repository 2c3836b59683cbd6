package main

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// mayActAsOthers reports whether this program can take on the identity of any user: it
// is root's, and no container keeps it from that.
var mayActAsOthers = sync.OnceValue(func() bool {
	if syscall.Geteuid() != 0 {
		return false
	}
	const needed = 1<<unix.CAP_SETUID | 1<<unix.CAP_SETGID
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	return unix.Capget(&header, &data[0]) == nil && data[0].Effective&needed == needed
})

// asUser runs f in a thread whose effective identity is another one. Linux has
// identities per thread, and it is the C library that makes one of them for a process:
//
//	root ── clone ──▶ thread: setgroups, setresgid(-1, g, -1), setresuid(-1, u, -1), f, exit
//
// The effective user decides what may be opened and whom a peer sees at a socket
// (SO_PEERCRED), and a thread whose is not 0 has no capabilities in effect
// (capabilities(7)). The real and the saved user stay root's: else processes of the
// user could send signals to the thread, and so to the server (kill(2)). The thread
// ends with the goroutine that is locked to it, and nothing has to be restored: that is
// why it can have a root directory of its own, too, if root is not "".
func asUser(uid, gid uint32, groups []uint32, root string, f func() error) error {
	done := make(chan error)
	go func() { // the end of f stops it
		runtime.LockOSThread() // and never unlocks it
		err := confineHere(root)
		if err == nil {
			err = takeOn(uid, gid, groups)
		}
		if err == nil {
			err = f()
		}
		done <- err
	}()
	return <-done
}

// confineHere gives this thread another root directory; "" leaves it as it is.
func confineHere(root string) error {
	if root == "" {
		return nil
	}
	if err := unix.Unshare(unix.CLONE_FS); err != nil { // else it would be all threads'
		return err
	}
	if err := unix.Chroot(root); err != nil {
		return err
	}
	return unix.Chdir("/")
}

// keepInherited keeps what this program has inherited open, from whoever started it, to
// itself: it is not for the users' commands.
func keepInherited() { unix.CloseRange(3, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC) } // Linux 5.11

// takeOn sets the identity of this thread. The functions of package syscall would set
// that of all threads.
func takeOn(uid, gid uint32, groups []uint32) error {
	const same = ^uintptr(0)
	if err := setThreadGroups(groups); err != nil {
		return err
	}
	if _, _, err := syscall.RawSyscall(setresgid, same, uintptr(gid), same); err != 0 {
		return err
	}
	if _, _, err := syscall.RawSyscall(setresuid, same, uintptr(uid), same); err != 0 {
		return err
	}
	return nil
}

func setThreadGroups(groups []uint32) error {
	list := append(slices.Clone(groups), 0) // there is an address, of no groups too
	if _, _, err := syscall.RawSyscall(setgroups, uintptr(len(groups)), uintptr(unsafe.Pointer(&list[0])), 0); err != 0 {
		return err
	}
	return nil
}
