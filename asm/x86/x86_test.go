package x86_test

import (
	"testing"

	"github.com/glassh/glassh/asm/x86"
)

func TestTicksGoUpAndTheCPUHasAName(t *testing.T) {
	first := x86.Ticks()
	second := x86.Ticks()
	last, ebx, ecx, edx := x86.CPUID(0, 0)
	if x86.Available {
		if second <= first {
			t.Errorf("want more ticks than %d, got %d", first, second)
		}
		if last < 1 || ebx == 0 || ecx == 0 || edx == 0 {
			t.Errorf("leaf 0: got %x %x %x %x", last, ebx, ecx, edx)
		}
	} else if first|second != 0 || last|ebx|ecx|edx != 0 {
		t.Error("want zeros where the instructions are not available")
	}
}

func TestNothingAllocates(t *testing.T) {
	if n := testing.AllocsPerRun(10, func() { x86.CPUID(0, 0); x86.Ticks() }); n != 0 {
		t.Errorf("want no allocation, got %v", n)
	}
}
