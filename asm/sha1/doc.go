// Package sha1 holds the tiers of SHA-1: implementations of its compression
// function, FIPS 180-4 §6.1.2.
package sha1
