//go:build !amd64 || purego

package x86

// Available says that the functions of this package work. Without it they return
// zeros.
const Available = false

// CPUID is of amd64 only.
func CPUID(leaf, sub uint32) (eax, ebx, ecx, edx uint32) { return 0, 0, 0, 0 }

// Ticks is of amd64 only.
func Ticks() uint64 { return 0 }
