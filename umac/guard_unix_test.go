//go:build unix

package umac_test

import (
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/umac"
	"golang.org/x/sys/unix"
)

// TestNothingBeforeTheMessageIsRead puts messages behind a page that may not be read:
// a kernel loads the end of a message by 16 bytes that may begin before its tail.
func TestNothingBeforeTheMessageIsRead(t *testing.T) {
	page := unix.Getpagesize()
	mem, err := unix.Mmap(-1, 0, 2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Munmap(mem)
	if err := unix.Mprotect(mem[:page], unix.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(7, 8))
	msg := mem[page:]
	copy(msg, asmtest.Bytes(rnd, 200))
	key := randomKey(rnd)
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks != "" || impl.Tier == asm.Generic {
			continue
		}
		for _, streams := range []int{2, 4} {
			for n := 1; n <= 200; n++ {
				var want, got [4]uint64
				referenceNH(streams, &want, key[:], msg[:n])
				if kernel.NH(impl.Tier, streams, &got, key, 0, msg[:n]); want != got {
					t.Fatalf("%v, %d streams, %d bytes: want %x, got %x", impl.Tier, streams, n, want, got)
				}
			}
		}
	}
}
