//go:build !purego

package asm_test

import (
	"strings"
	"testing"

	"github.com/glassh/glassh/asm"
)

// The emulator executes exactly what its CPU model has: no model but max has the
// instructions for SHA-512 and SHA-3.
func TestDetectionOnOlderCPUs(t *testing.T) {
	for _, c := range []struct{ model, want string }{
		{"cortex-a53", "aes neon pmull sha1 sha2"},
		{"cortex-a76", "aes neon pmull sha1 sha2"},
		{"neoverse-n1", "aes neon pmull sha1 sha2"},
		{"a64fx", "aes neon pmull sha1 sha2"},
		{"max", "aes neon pmull sha1 sha2 sha512 sha3"},
	} {
		t.Run("cpu="+c.model, func(t *testing.T) {
			stdout, stderr, err := report(t, "GLASSH_TIER=", "qemu-aarch64-static", "-cpu", c.model)
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

// TestTiersOfNewerCPUs asks an old CPU for every tier that needs what it lacks.
func TestTiersOfNewerCPUs(t *testing.T) {
	newer := map[asm.Tier]string{asm.SHA512CE: "sha512", asm.SHA3CE: "sha3"}
	asked := 0
	for _, s := range asm.Sets() {
		for _, i := range s.Impls {
			lacks, ok := newer[i.Tier]
			if !ok {
				continue
			}
			asked++
			choice := s.Name + "=" + i.Tier.String()
			for _, model := range []string{"cortex-a53", "neoverse-n1"} {
				stdout, _, err := report(t, "GLASSH_TIER=", "qemu-aarch64-static", "-cpu", model)
				if err != nil || strings.Contains(stdout, choice+"\n") || !strings.Contains(stdout, s.Name+"=") {
					t.Errorf("%s: want a tier of %s that runs there, got %v\n%s", model, s.Name, err, stdout)
				}
				stdout, stderr, err := report(t, "GLASSH_TIER="+choice, "qemu-aarch64-static", "-cpu", model)
				if want := "cannot run " + i.Tier.String() + ": this CPU lacks " + lacks; err == nil || !strings.Contains(stderr, want) {
					t.Errorf("%s: want %s to panic with %q, got %v\n%s%s", model, choice, want, err, stdout, stderr)
				}
			}
		}
	}
	if asked == 0 {
		t.Error("no set has such a tier")
	}
}
