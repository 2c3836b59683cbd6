package report

import (
	"strings"
	"testing"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

// fixture is a file of a machine without AVX-512 that never was. factor is how much
// slower than the first it is.
func fixture(factor float64) *bench.File {
	pinned, load := 3, 0.4
	f := &bench.File{
		Schema: bench.Schema, Created: "2026-01-02T03:04:05Z", Mode: "quick",
		Glassh: bench.Program{Version: "0.1", Go: "go1.26.8", Build: bench.Build{Tags: []string{}}},
		Machine: bench.Machine{
			GOOS: "linux", GOARCH: "amd64", CPU: "Fnord 9000", Vendor: "AuthenticAMD", Family: 25, Model: 1, Microarch: "Zen 3",
			Threads: 8, Pinned: &pinned, Features: []string{"aes", "avx2"}, TSCHz: 2e9, InvariantTSC: true, CycleSource: bench.SourceTSC,
			VM: "kvm", Load: &load, MemGiB: 24,
		},
		Warnings:    []string{"this is a virtual machine (kvm): other guests may disturb it"},
		Unavailable: []bench.Unavailable{{Alg: "aes128-gcm", Tier: "vaes-avx512", Why: "this CPU lacks avx512"}},
		SelfCheck:   bench.SelfCheck{Vectors: "passed", Count: 42, Agreed: 7},
	}
	f.Fingerprint = f.Machine.Fingerprint()
	add := func(op, alg, tier string, selected bool, size int, ns float64) {
		ns *= factor
		r := bench.Result{
			Op: op, Alg: alg, Tier: tier, Sets: map[string]string{}, Selected: selected, Size: size, N: 2,
			NS: bench.Summary{Min: ns * 0.98, Q1: ns * 0.99, Median: ns, Q3: ns * 1.01, Max: ns * 1.05}, Ticks: 2 * ns,
			Samples: []bench.Sample{{Iterations: 1000, NS: ns * 0.99, Count: 2 * ns * 0.99}, {Iterations: 1000, NS: ns * 1.01, Count: 2 * ns * 1.01}},
		}
		if size > 0 {
			r.BytesPerSecond, r.TicksPerByte = float64(size)/ns*1e9, 2*ns/float64(size)
		}
		f.Results = append(f.Results, r)
	}
	for _, size := range []int{64, 1024, 16384} {
		x := float64(size)
		add("aead-seal", "aes128-gcm", "generic", false, size, 1000+8*x)
		add("aead-seal", "aes128-gcm", "vaes-avx2", true, size, 40+0.125*x)
	}
	for _, size := range []int{64, 1024, 16384} {
		x := float64(size)
		add("aead-seal", "chacha20-poly1305", "generic", false, size, 200+2*x)
		add("aead-seal", "chacha20-poly1305", "avx2+generic", true, size, 200+0.5*x)
	}
	add("sign", "ed25519", "generic", true, 0, 25000)
	for _, r := range []struct {
		alg, tier    string
		fixed, slope float64
	}{{"aes128-gcm", "generic", 1000, 8}, {"aes128-gcm", "vaes-avx2", 40, 0.125}, {"chacha20-poly1305", "generic", 200, 2}, {"chacha20-poly1305", "avx2+generic", 200, 0.5}} {
		f.Fit = append(f.Fit, bench.Fit{Op: "aead-seal", Alg: r.alg, Tier: r.tier, NSFixed: r.fixed * factor, NSPerKiB: 1024 * r.slope * factor, R2: 1})
	}
	return f
}

// contains checks that a text has parts, in this order.
func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	at := 0
	for _, part := range parts {
		i := strings.Index(text[at:], part)
		if i < 0 {
			t.Errorf("want %q behind %q in %.6000s", part, text[max(0, at-40):at], text[at:])
			return
		}
		at += i + len(part)
	}
}
