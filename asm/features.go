package asm

import (
	"math/bits"
	"strings"
)

// Features is a set of CPU features: a feature is in it only if the operating
// system also saves the registers that it uses.
type Features uint32

// The features that a tier may need. HasAES stands for the AES round instructions
// of either architecture; the others belong to one.
const (
	HasAES Features = 1 << iota

	// amd64
	HasSSSE3
	HasSSE41
	HasPCLMULQDQ
	HasAVX2
	HasBMI1
	HasBMI2
	HasADX
	HasSHANI
	HasVAES       // on 256-bit vectors
	HasVPCLMULQDQ // on 256-bit vectors
	HasGFNI       // on 256-bit vectors
	HasAVX512     // F, BW, DQ and VL
	HasIFMA       // on 512-bit vectors

	// arm64
	HasNEON
	HasPMULL
	HasSHA1
	HasSHA2
	HasSHA512
	HasSHA3
)

var featureNames = [...]string{"aes",
	"ssse3", "sse4.1", "pclmulqdq", "avx2", "bmi1", "bmi2", "adx", "sha", "vaes", "vpclmulqdq", "gfni", "avx512", "avx512ifma",
	"neon", "pmull", "sha1", "sha2", "sha512", "sha3"}

// CPU is what this processor and operating system support.
var CPU = detect()

// String names the features of f, with spaces between.
func (f Features) String() string {
	var names []string
	for rest := f; rest != 0; rest &= rest - 1 {
		names = append(names, featureNames[bits.TrailingZeros32(uint32(rest))])
	}
	return strings.Join(names, " ")
}

// Lacks names the features of need that f does not have. It is "" if f has all.
func (f Features) Lacks(need Features) string { return (need &^ f).String() }

// when returns f if the condition holds, and no feature otherwise.
func (f Features) when(condition bool) Features {
	if condition {
		return f
	}
	return 0
}
