//go:build unix

package asmtest

import (
	"os"
	"runtime/debug"
	"testing"
	"unsafe"
)

// faults reports whether f accesses memory that it may not.
func faults(f func()) (fault bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			_, fault = r.(interface{ Addr() uintptr }) // the runtime's memory error
		}
	}()
	f()
	return false
}

var sink byte

// pastEnd reads the byte at the given distance behind b, without the bounds check
// that Go would make: what a faulty kernel does.
func pastEnd(b []byte, distance int) byte {
	return *(*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(b)), len(b)+distance))
}

func TestGuardedFaultsPastTheEnd(t *testing.T) {
	for _, n := range []int{0, 1, 16, 4095, os.Getpagesize(), os.Getpagesize() + 1} {
		b := Guarded(t, n)
		if len(b) != n || cap(b) != n {
			t.Fatalf("want %d bytes, got %d with room for %d", n, len(b), cap(b))
		}
		if faults(func() {
			for i := range b {
				b[i]++
			}
		}) {
			t.Errorf("%d bytes: the buffer itself may not be written", n)
		}
		if !faults(func() { sink = pastEnd(b, 0) }) {
			t.Errorf("%d bytes: reading one more is possible", n)
		}
		if !faults(func() { sink = pastEnd(b, os.Getpagesize()-1) }) {
			t.Errorf("%d bytes: reading a page later is possible", n)
		}
	}
}

func TestGuardedFaultsBeforeTheFront(t *testing.T) {
	for pages := range 3 {
		b := Guarded(t, pages*os.Getpagesize())
		if !faults(func() { sink = pastEnd(b, -len(b)-1) }) {
			t.Errorf("%d pages: reading the byte before them is possible", pages)
		}
	}
}
