package mem

import (
	"encoding/binary"
	"runtime"
	"unsafe"
)

// Overlap reports whether x and y share any byte.
func Overlap(x, y []byte) bool {
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	x0, y0 := uintptr(unsafe.Pointer(&x[0])), uintptr(unsafe.Pointer(&y[0]))
	return x0 < y0+uintptr(len(y)) && y0 < x0+uintptr(len(x))
}

// InexactOverlap reports whether x and y share memory without starting at the
// same byte. A cipher works in place (x and y start together) or on separate
// buffers; anything between would read bytes that it has already overwritten.
func InexactOverlap(x, y []byte) bool {
	if len(x) == 0 || len(y) == 0 || &x[0] == &y[0] {
		return false
	}
	return Overlap(x, y)
}

// Append extends b by n bytes, reusing its capacity if it suffices. It returns
// the whole slice and its new tail, whose content is undefined.
func Append(b []byte, n int) (whole, tail []byte) {
	total := len(b) + n
	if cap(b) >= total {
		whole = b[:total]
	} else {
		whole = make([]byte, total, total+total/4)
		copy(whole, b)
	}
	return whole, whole[len(b):]
}

// Wipe overwrites b with zeros. The compiler may not drop it, even where b is
// not used again; copies that the runtime made while growing a stack are out of
// reach.
//
//go:noinline
func Wipe(b []byte) {
	clear(b)
	runtime.KeepAlive(b)
}

// XOR sets dst = x ⊕ y over the length of the shorter, and returns that length.
// dst must be at least as long, and may be x or y; no other overlap is allowed.
func XOR(dst, x, y []byte) int {
	n := min(len(x), len(y))
	dst, x, y = dst[:n], x[:n], y[:n]
	for len(x) >= 8 && len(y) >= 8 && len(dst) >= 8 {
		binary.NativeEndian.PutUint64(dst, binary.NativeEndian.Uint64(x)^binary.NativeEndian.Uint64(y))
		dst, x, y = dst[8:], x[8:], y[8:]
	}
	for i := range x {
		dst[i] = x[i] ^ y[i]
	}
	return n
}
