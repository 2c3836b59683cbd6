//go:build !purego

package asm_test

import (
	"strings"
	"testing"
)

// The emulator executes exactly what its CPU model has, and dies of anything else:
// XGETBV without OSXSAVE, for one. Its models with AVX or XSAVE turned off still
// set the VAES bit. It has no SHA-NI, GFNI, 256-bit VPCLMULQDQ or AVX-512.
func TestDetectionOnOlderCPUs(t *testing.T) {
	for _, c := range []struct{ model, want string }{
		{"qemu64", ""},
		{"Nehalem", "ssse3 sse4.1"},
		{"Westmere", "aes ssse3 sse4.1 pclmulqdq"},
		{"SandyBridge", "aes ssse3 sse4.1 pclmulqdq"},
		{"Haswell", "aes ssse3 sse4.1 pclmulqdq avx2 bmi1 bmi2"},
		{"Skylake-Client", "aes ssse3 sse4.1 pclmulqdq avx2 bmi1 bmi2 adx"},
		{"max", "aes ssse3 sse4.1 pclmulqdq avx2 bmi1 bmi2 adx vaes"},
		{"max,avx=off", "aes ssse3 sse4.1 pclmulqdq bmi1 bmi2 adx"},
		{"max,xsave=off", "aes ssse3 sse4.1 pclmulqdq bmi1 bmi2 adx"},
	} {
		t.Run("cpu="+c.model, func(t *testing.T) {
			stdout, stderr, err := report(t, "GLASSH_TIER=", "qemu-x86_64-static", "-cpu", c.model)
			if err != nil {
				t.Fatalf("%v (make deps installs the emulator)\n%s", err, stderr)
			}
			got, _, _ := strings.Cut(stdout, "\n")
			if want := "cpu=" + c.want; got != want {
				t.Errorf("want %s, got %s", want, got)
			}
		})
	}
}
