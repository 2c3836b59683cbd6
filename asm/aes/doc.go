// Package aes holds the tiers of AES: implementations of the block cipher
// (FIPS 197) in the modes that SSH uses, and of the GHASH that belongs to GCM
// (SP 800-38D §6.4). One tier covers all of them, so that a connection runs
// entirely on one.
//
// What is not in the nature of a tier is the same for all: the key schedule, single
// blocks, and CBC encryption, where each block waits for the one before, have one
// kernel an architecture, with AES-NI or the AES instructions of ARMv8.
//
// There is no neon tier, for ARMv8 without AES instructions, as in some Cortex-A53 and
// A72. There the portable code takes some 40 instructions a byte, two or three a cycle.
// AES by vector permutations (Hamburg, CHES 2009) takes some 27 a round and block, which
// is 17 a byte, all for two vector pipes, each of only 64 bits on A53: 9 or 17 cycles
// at the very least, against 14 to 20. Only CBC encryption would clearly gain, and
// such a CPU does better with ChaCha20.
//
// The time that a kernel takes depends on lengths, the number of rounds, and the
// counter of CTR, which are public, and on nothing else.
package aes
