// Package x86 executes two instructions for programs that describe the machine and
// measure on it: CPUID, which says who the CPU is, and RDTSC, which reads its time
// stamp counter.
//
// Such a counter ticks at one constant rate on every CPU of the last fifteen years,
// whatever the clock of the core does: its ticks measure time, and are not cycles.
//
// Which features the code may use is not asked here, but in package asm.
package x86
