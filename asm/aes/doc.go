// Package aes holds the tiers of AES: implementations of the block cipher
// (FIPS 197) in the modes that SSH uses, and of the GHASH that belongs to GCM
// (SP 800-38D §6.4). One tier covers all of them, so that a connection runs
// entirely on one.
//
// What is not in the nature of a tier is the same for all: the key schedule, single
// blocks, and CBC encryption, where each block waits for the one before, have one
// kernel, with AES-NI.
//
// The time that a kernel takes depends on lengths, the number of rounds, and the
// counter of CTR, which are public, and on nothing else.
package aes
