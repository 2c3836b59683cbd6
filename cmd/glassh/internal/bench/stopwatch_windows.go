package bench

import (
	"math/bits"
	"syscall"
	"time"
	"unsafe"
)

var (
	kernel32         = syscall.NewLazyDLL("kernel32.dll")
	queryCounter     = kernel32.NewProc("QueryPerformanceCounter")
	queryCounterRate = kernel32.NewProc("QueryPerformanceFrequency")
)

// stopwatch returns a function that tells the time since now. Package time reads a clock
// on Windows that moves on every half a millisecond at best: the performance counter has
// steps of 100 ns.
func stopwatch() func() time.Duration {
	rate := query(queryCounterRate)
	start := query(queryCounter)
	return func() time.Duration {
		hi, lo := bits.Mul64(query(queryCounter)-start, uint64(time.Second))
		ns, _ := bits.Div64(hi, lo, rate)
		return time.Duration(ns)
	}
}

// query calls a function that stores one number. These do not fail since Windows XP.
func query(proc *syscall.LazyProc) (value uint64) {
	proc.Call(uintptr(unsafe.Pointer(&value)))
	return value
}
