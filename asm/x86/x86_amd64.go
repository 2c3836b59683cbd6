//go:build !purego

package x86

// Available says that the functions of this package work. Without it they return
// zeros.
const Available = true

// CPUID executes CPUID with EAX = leaf and ECX = sub. The leaf must not be above the
// last of its range, which leaf 0 (or 0x40000000, or 0x80000000) returns in EAX: a
// CPU answers such a leaf with the data of another.
func CPUID(leaf, sub uint32) (eax, ebx, ecx, edx uint32) { return cpuid(leaf, sub) }

// Ticks reads the time stamp counter, after all instructions before it.
func Ticks() uint64 { return ticks() }

//go:noescape
func cpuid(leaf, sub uint32) (eax, ebx, ecx, edx uint32)

//go:noescape
func ticks() uint64
