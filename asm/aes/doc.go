// Package aes holds the tiers of AES: implementations of the block cipher
// (FIPS 197) in the modes that SSH uses, and of the GHASH that belongs to GCM
// (SP 800-38D §6.4). One tier covers all of them, so that a connection runs
// entirely on one.
package aes
