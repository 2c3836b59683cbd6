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
// Under the build tag purego, and on architectures other than amd64 and arm64, no
// assembly is built, [CPU] is empty, and generic is the only tier.
package asm
