// Package asm knows the CPU, and which implementations of each primitive it can
// run.
//
// A way to compute a primitive is a [Tier]: portable Go ("generic"), or a kernel
// written for some instruction set. Each family of kernels is one package below
// this one, and registers its tiers, best first, in a [Set]:
//
//	Set "aes"      vaes-avx512  lacks avx512      Impl, with what this CPU lacks
//	               vaes-avx2                      ← Active: the first that lacks nothing
//	               aesni
//	               generic                        always last, never lacks anything
//
// A keyed object reads [Set.Active] once, in its constructor, and keeps it. A bulk
// operation hands the tier to the kernel, which switches on it, once:
//
//	n := kernel.CTR(c.tier, …)        // how many bytes the kernel has done; 0 for generic
//	portable(dst[n:], src[n:])
//
// # Choosing a tier
//
// [Set.Force] selects a tier until it is undone. The environment does the same for
// a whole program:
//
//	GLASSH_TIER=aes=aesni,chacha=generic
//
// It panics when the program starts, if the text is malformed, or names a family
// that does not exist ([Families]), a tier that the family does not have, or one
// that this CPU cannot run. A family that exists but is not part of the program is
// ignored, so that one setting serves all tests of the module.
//
// # Data-independent timing
//
// An arm64 CPU promises that the time of an instruction does not depend on its data
// only while PSTATE.DIT is set (Arm Architecture Reference Manual, FEAT_DIT). No kernel
// sets it, and so nothing here detects it: with Go 1.26 that takes a system register
// and two barriers at every operation (as in crypto/subtle.WithDataIndependentTiming),
// which short packets would feel, and a kernel could not do it for portable code.
//
// What costs the data path nothing is up to the program. Under
// GODEBUG=dataindependenttiming=1 Go sets the bit once in each thread, without asking
// whether it exists: a CPU older than Armv8.4, a Neoverse N1 say, ends the program with
// an illegal instruction. So only glassh for macOS, where every such CPU has it, turns
// that on by itself. A program may also open its connections inside of
// WithDataIndependentTiming, which asks: goroutines inherit it from whoever starts them.
//
// # Builds without assembly
//
// Under the build tag purego, and on architectures other than amd64 and arm64, no
// assembly is built, [CPU] is empty, and generic is the only tier.
package asm
