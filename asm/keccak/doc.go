// Package keccak holds the tiers of Keccak-f[1600], the permutation of SHA-3 and
// SHAKE (FIPS 202 §3.3), for one state and for up to eight at a time.
//
// One set covers both, so its tiers name the best code for many states, and each
// carries the best code for one:
//
//	tier      one state              up to 8 states
//	avx512    as bmi2                8 in ZMM registers
//	avx2      as bmi2                4 in YMM registers, once or twice
//	bmi2      general registers      one after the other
//	sha3ce    as two, or generic     2 in vector registers, once to four times
//	generic   portable, in package sha3
//
// One state has no more parallelism than the general registers can use: its rows
// are five lanes wide, and vectors lose in shuffling what they win in width. With
// sha3ce it takes one element of each vector, but only on Apple's cores, which start
// four in a cycle of instructions that do two or three operations each; on others
// compiled code is faster.
//
// For general registers arm64 has no tier. The compiler folds rotations into the
// operations that follow, and comes to 178 instructions a round. Putting all rotations
// off (Becker and Kannwischer, "Hybrid scalar/vector implementations of Keccak and
// SPHINCS+ on AArch64", 2022) leaves little more than 100 operations, but shifts an
// operand in most: a gain where that is free, a loss where it counts double, as on
// Apple's cores and on Cortex-A72.
//
// The lanes of a state are A[x, y] = a[x+5y], as numbers. The lanes of states that
// are permuted together lie interleaved: A[x, y] of state j is a[x+5y][j].
package keccak
