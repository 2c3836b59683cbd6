package bench

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"
)

// openCycles counts the cycles that this thread spends in user mode. Virtual machines
// and containers often have no such counter, and some give one that stands still.
func openCycles() (count func() uint64, done func(), ok bool) {
	attr := unix.PerfEventAttr{
		Type:   unix.PERF_TYPE_HARDWARE,
		Config: unix.PERF_COUNT_HW_CPU_CYCLES,
		Size:   uint32(unsafe.Sizeof(unix.PerfEventAttr{})),
		Bits:   unix.PerfBitExcludeKernel | unix.PerfBitExcludeHv,
	}
	fd, err := unix.PerfEventOpen(&attr, 0, -1, -1, unix.PERF_FLAG_FD_CLOEXEC)
	if err != nil {
		return nil, nil, false
	}
	var buf [8]byte
	count = func() uint64 {
		if n, err := unix.Read(fd, buf[:]); n != len(buf) || err != nil {
			return 0
		}
		return binary.NativeEndian.Uint64(buf[:])
	}
	done = func() { unix.Close(fd) }
	before := count()
	for i := range sink {
		sink[i]++
	}
	if count() <= before {
		done()
		return nil, nil, false
	}
	return count, done, true
}

// sink keeps the loop that tries the counter.
var sink [4096]byte
