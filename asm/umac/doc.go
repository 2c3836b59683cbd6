// Package umac holds the tiers of UMAC (RFC 4418): of NH, the first layer of its hash,
// through which every byte of a message goes (§5.2.2), and of the polynomial of 64-bit
// words that takes its results (§5.3).
package umac
