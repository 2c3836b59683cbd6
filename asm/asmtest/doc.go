// Package asmtest is for the tests of what has tiers: it runs a test on each
// ([EachTier]), compares them with each other ([Agree]), and makes buffers whose
// end a kernel cannot overrun unnoticed ([Guarded]).
//
// A tier that this CPU cannot run is skipped. The environment names those that
// must not be, on a machine that is known to have them:
//
//	GLASSH_REQUIRE=aes:vaes-avx512,sha256:shani
//
// The go command does not see that a test reads this variable, and would report a
// cached result: pass -count=1 with it.
package asmtest
