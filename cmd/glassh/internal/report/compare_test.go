package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

func compare(t *testing.T, a, b *bench.File, filter Filter) string {
	t.Helper()
	var out strings.Builder
	if err := Compare(&out, Side{"laptop", a}, Side{"server", b}, filter); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// fields returns the words of the lines that have all the words given.
func fields(text string, words ...string) (lines [][]string) {
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(f, w) }) {
			lines = append(lines, f)
		}
	}
	return lines
}

func TestCompareLikeWithLikeAndBestWithBest(t *testing.T) {
	a, b := fixture(2), fixture(1)
	// B has AVX-512, and is level with A in signing.
	for _, size := range []int{64, 1024, 16384} {
		r := *b.Find("aead-seal", "aes128-gcm", "vaes-avx2", size)
		r.Tier, r.Selected = "vaes-avx512", true
		r.NS = bench.Summary{Min: r.NS.Min / 2, Q1: r.NS.Q1 / 2, Median: r.NS.Median / 2, Q3: r.NS.Q3 / 2, Max: r.NS.Max / 2}
		r.BytesPerSecond, r.TicksPerByte = 2*r.BytesPerSecond, r.TicksPerByte/2
		b.Results = append(b.Results, r)
	}
	b.Unavailable = nil
	b.Find("sign", "ed25519", "generic", 0).NS = a.Find("sign", "ed25519", "generic", 0).NS

	got := compare(t, a, b, Filter{})
	contains(t, got, "A  laptop", "B  server", "The same tier", "geomean (13 rows, 12 changed)  1.90x", "The best tier of each", "geomean (7 rows, 6 changed)",
		"Both are CPUs of one kind", "N/A  A: this CPU lacks avx512: aes128-gcm on vaes-avx512\n")

	rows := fields(got, "aes128-gcm", "16384")
	if len(rows) != 3 {
		t.Fatalf("want two tiers and the best, got %q", rows)
	}
	if same := strings.Join(rows[1], " "); same != "aes128-gcm 16384 vaes-avx2 3923 0.51 7847 0.25 2.00x ± 0.04" {
		t.Errorf("the same tier: got %s", same)
	}
	if best := strings.Join(rows[2], " "); best != "aes128-gcm 16384 vaes-avx2 3923 0.51 vaes-avx512 15693 0.13 4.00x ± 0.08" {
		t.Errorf("the best: got %s", best)
	}
	for _, row := range fields(got, "ed25519") {
		if text := strings.Join(row, " "); !strings.HasSuffix(text, "no change") || strings.Contains(text, "x") {
			t.Errorf("want no change, and no ratio: got %s", text)
		}
	}
}

func TestCompareMarksDifferentGoVersions(t *testing.T) {
	a, b := fixture(2), fixture(1)
	if got := compare(t, a, b, Filter{}); strings.Contains(got, "*") {
		t.Errorf("want no mark in\n%s", got)
	}
	b.Glassh.Go, b.Glassh.Version = "go1.27.0", "0.2"
	contains(t, compare(t, a, b, Filter{}), "2.00x *  ± 0.04", "geomean (13 rows, 13 changed)  2.00x *",
		"! different Go versions (go1.26.8 / go1.27.0): ratios are marked *", "! different builds of glassh (0.1  / 0.2 )", "! A: this is a virtual machine")
}

func TestCompareSaysWhatIsCounted(t *testing.T) {
	a, b := fixture(2), fixture(1)
	contains(t, compare(t, a, b, Filter{}), "Ticks are those of each machine's own time stamp counter (2000 MHz / 2000 MHz), and not cycles")
	b.Machine.CycleSource = bench.SourcePerf
	contains(t, compare(t, a, b, Filter{}), "ticks/B", "cycles/B", "! A counts ticks, B cycles: these columns cannot be compared")
	b.Machine.CycleSource = bench.SourceNone
	contains(t, compare(t, a, b, Filter{}), "! A counts ticks, B nothing")
}

func TestCompareSaysWhyARowIsMissing(t *testing.T) {
	a, b := fixture(1), fixture(1)
	a.Results = slices.DeleteFunc(a.Results, func(r bench.Result) bool { return r.Op == "sign" })
	b.Results = slices.DeleteFunc(b.Results, func(r bench.Result) bool {
		return r.Alg == "aes128-gcm" && r.Tier != "generic" || r.Alg == "chacha20-poly1305" && r.Size == 1024
	})
	contains(t, compare(t, a, b, Filter{}),
		"N/A  B has no such tier (amd64): aes128-gcm on vaes-avx2\n",
		"N/A  not measured in B: aead-seal chacha20-poly1305 of 1024 bytes\n",
		"N/A  not measured in A: sign ed25519\n")
	b.Glassh.Build.PureGo = true
	contains(t, compare(t, a, b, Filter{}), "N/A  B was built without kernels: aes128-gcm on vaes-avx2\n")

	c := fixture(1)
	c.Results = c.Results[12:] // nothing in common but signing
	a.Results = a.Results[:12]
	contains(t, compare(t, a, c, Filter{}), "N/A  not measured in B: aead-seal aes128-gcm, aead-seal chacha20-poly1305\n", "N/A  not measured in A: sign ed25519")
}

func TestCompareFilters(t *testing.T) {
	got := compare(t, fixture(2), fixture(1), Filter{Ops: []string{"aead-seal"}, Algs: []string{"aes128-gcm"}, Sizes: []int{64}})
	if n := len(fields(got, "aes128-gcm", "64")); n != 3 || strings.Contains(got, "chacha") || strings.Contains(got, "ed25519") {
		t.Errorf("got %d rows in\n%s", n, got)
	}
	for _, c := range []struct {
		filter Filter
		want   string
	}{
		{Filter{Ops: []string{"dance"}}, `neither file has the operation "dance"; there are aead-seal, sign`},
		{Filter{Algs: []string{"rot13"}}, `neither file has the algorithm "rot13"; there are aes128-gcm, chacha20-poly1305, ed25519`},
		{Filter{Sizes: []int{65}}, `neither file has the size 65; there are 64 1024 16384`},
	} {
		var out strings.Builder
		if err := Compare(&out, Side{"a", fixture(1)}, Side{"b", fixture(1)}, c.filter); err == nil || err.Error() != c.want || out.Len() > 0 {
			t.Errorf("want %s\ngot  %v and %q", c.want, err, out.String())
		}
	}
}

func TestCompareShowsNoControlCharacters(t *testing.T) {
	a, b := fixture(2), fixture(1)
	for i := range a.Results {
		a.Results[i].Alg, b.Results[i].Alg = "x\x1b]0;y\a", "x\x1b]0;y\a"
	}
	a.Machine.CPU, a.Warnings, a.Glassh.Go = "\x1b[31m", []string{"\x1b[32m"}, "\x1b[33m"
	a.Machine.GOARCH = "\x1b[34m"
	b.Results = b.Results[:3]
	if got := compare(t, a, b, Filter{}); strings.ContainsAny(got, "\x1b\a") {
		t.Errorf("got %q", got)
	}
}
