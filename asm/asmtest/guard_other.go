//go:build !unix

package asmtest

import "testing"

// Guarded returns n zero bytes, and no more capacity. There is no guard page
// here: tests on Unix look for accesses past the end.
func Guarded(t testing.TB, n int) []byte { return make([]byte, n) }
