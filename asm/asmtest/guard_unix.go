//go:build unix

package asmtest

import (
	"testing"

	"golang.org/x/sys/unix"
)

// Guarded returns n zero bytes, and no more capacity, that lie directly before a
// page that may be neither read nor written: the first access past the end ends
// the test with a fault. They are gone when the test is over. On systems that are
// not Unix it is an ordinary slice.
//
//	…│ no access │ page │ page     [n bytes]│ no access │…
//
// If n is a multiple of the page's size, an access before the front ends the test, too.
func Guarded(t testing.TB, n int) []byte {
	t.Helper()
	page := unix.Getpagesize()
	usable := (n + page - 1) / page * page
	m, err := unix.Mmap(-1, 0, page+usable+page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatalf("mmap: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Munmap(m); err != nil {
			t.Errorf("munmap: %v", err)
		}
	})
	end := page + usable
	for _, guard := range [][]byte{m[:page], m[end:]} {
		if err := unix.Mprotect(guard, unix.PROT_NONE); err != nil {
			t.Fatalf("mprotect: %v", err)
		}
	}
	return m[end-n : end : end]
}
