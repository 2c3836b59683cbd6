package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

const wantTable = `glassh    0.1 · go1.26.8 · linux/amd64 · quick
cpu       Fnord 9000 · Zen 3 · family 25 model 0x1 stepping 0 · 8 threads · pinned to 3
features  aes avx2
system    vm kvm · governor unknown · turbo unknown · SMT unknown · load 0.4 · 24 GiB
counter   ticks of the time stamp counter, 2000 MHz, which are not cycles of the core
checked   vectors passed: 42 on all tiers, and 7 comparisons with the portable code
warning   this is a virtual machine (kvm): other guests may disturb it

AEAD seal, 16384 B                                          ns         q1         q3      MB/s   ticks/B  vs generic  allocs
  aes128-gcm                generic                     132072     130751     133393       124      16.1       1.00x       0
                            vaes-avx2      selected       2088       2067       2109      7847      0.25       63.3x       0
  chacha20-poly1305         generic                      32968      32638      33298       497      4.02       1.00x       0
                            avx2+generic   selected       8392       8308       8476      1952      1.02       3.93x       0

AEAD seal by size, ns                          64 B    1024 B   16384 B  fixed ns  + ns/KiB        r²
  aes128-gcm                generic            1512      9192    132072      1000      8192     1.000
                            vaes-avx2          48.0       168      2088      40.0       128     1.000
  chacha20-poly1305         generic             328      2248     32968       200      2048     1.000
                            avx2+generic        232       712      8392       200       512     1.000

sign                                                        ns         q1         q3      op/s     ticks  vs generic  allocs
  ed25519                   generic        selected      25000      24750      25250     40000     50000       1.00x       0

– vaes-avx512: this CPU lacks avx512 (aes128-gcm)
`

func TestTable(t *testing.T) {
	var b strings.Builder
	if err := Table(&b, fixture(1)); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	if diff := cmp.Diff(wantTable, got[:min(len(got), len(wantTable))]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	contains(t, got, "quick mode: 2 samples of each row.")
}

func TestTableNamesWhatIsCounted(t *testing.T) {
	for _, c := range []struct {
		source       bench.Source
		head, column string
	}{
		{bench.SourcePerf, "cycles of the core in user mode", "cycles/B"},
		{bench.SourceTSC, "which are not cycles of the core", "ticks/B"},
		{bench.SourceNone, "none for cycles here", "MB/s         –  vs generic"},
	} {
		f := fixture(1)
		f.Machine.CycleSource = c.source
		var b strings.Builder
		if err := Table(&b, f); err != nil {
			t.Fatal(err)
		}
		contains(t, b.String(), c.head, c.column)
	}
}

func TestTableWithoutPortableCodeHasNoRatio(t *testing.T) {
	f := fixture(1)
	f.Results = f.Results[1:2]
	var b strings.Builder
	if err := Table(&b, f); err != nil {
		t.Fatal(err)
	}
	contains(t, b.String(), "AEAD seal, 64 B", "vaes-avx2", "–")
	if strings.Contains(b.String(), "by size") {
		t.Error("there is a table by size for one size")
	}
}

// TestGoTextIsWhatBenchstatReads holds the format of golang.org/design/14313-benchmark-format.
func TestGoTextIsWhatBenchstatReads(t *testing.T) {
	var b strings.Builder
	f := fixture(1)
	if err := GoText(&b, f); err != nil {
		t.Fatal(err)
	}
	config := regexp.MustCompile(`^[a-z][a-z-]*: \S.*$`)
	result := regexp.MustCompile(`^Benchmark[A-Z]\w*/alg=[a-z0-9-]+/tier=[a-z0-9+-]+(/size=\d+)?-1\t\d+\t[0-9.]+ ns/op(\t[0-9.]+ MB/s\t[0-9.]+ ticks/B|\t[0-9.]+ ticks/op)\t\d+ B/op\t\d+ allocs/op$`)
	samples := 0
	for line := range strings.Lines(b.String()) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case result.MatchString(line):
			samples++
		case strings.HasPrefix(line, "Unit "), strings.HasPrefix(line, "# "):
		case config.MatchString(line) && samples == 0:
		default:
			t.Errorf("what is %q?", line)
		}
	}
	if want := 2 * len(f.Results); samples != want {
		t.Errorf("want %d samples, got %d", want, samples)
	}
	contains(t, b.String(), "\ncpu: Fnord 9000\n", "glassh-cpu-features: aes,avx2\n", "# system: vm kvm", "# warning: this is",
		"BenchmarkAEADSeal/alg=aes128-gcm/tier=vaes-avx2/size=16384-1\t1000\t2067.1 ns/op\t7926.0 MB/s\t0.2523 ticks/B\t0 B/op\t0 allocs/op\n",
		"BenchmarkSign/alg=ed25519/tier=generic-1\t1000\t24750 ns/op\t49500 ticks/op\t0 B/op\t0 allocs/op\n")
}

func TestJSONComesBack(t *testing.T) {
	want := fixture(1)
	name := filepath.Join(t.TempDir(), "x.json")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := JSON(file, want); err != nil {
		t.Fatal(err)
	}
	got, err := bench.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(bench.Result{}, "Samples")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestJSONHasTheFieldsOfItsSchema catches a renamed field: that is another schema.
func TestJSONHasTheFieldsOfItsSchema(t *testing.T) {
	text, err := json.Marshal(fixture(1))
	if err != nil {
		t.Fatal(err)
	}
	var top map[string]any
	if err := json.Unmarshal(text, &top); err != nil {
		t.Fatal(err)
	}
	has := func(where string, v any, names string) {
		for _, name := range strings.Fields(names) {
			if _, ok := v.(map[string]any)[name]; !ok {
				t.Errorf("%s has no %s", where, name)
			}
		}
	}
	has("the file", top, "schema created glassh machine fingerprint mode warnings results fit unavailable self_check")
	has("glassh", top["glassh"], "version go build")
	has("machine", top["machine"], "goos goarch cpu vendor family model stepping microarch threads pinned features tsc_hz cycle_source governor turbo vm load1 mem_gib")
	has("a result", top["results"].([]any)[0], "op alg tier sets selected size n ns bytes_per_s ticks ticks_per_byte allocs bimodal")
	has("ns", top["results"].([]any)[0].(map[string]any)["ns"], "min q1 median q3 max")
	has("a fit", top["fit"].([]any)[0], "op alg tier ns_fixed ns_per_kib r2")
	has("self_check", top["self_check"], "vectors count")
}

func TestNumbersHaveThreeDigits(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 0.0123: "0.012", 0.5: "0.50", 9.994: "9.99", 12.34: "12.3", 99.94: "99.9", 123.4: "123", 1234567: "1234567"} {
		if got := number(x); got != want {
			t.Errorf("%v: want %s, got %s", x, want, got)
		}
	}
	for x, want := range map[float64]string{0.12345: "0.1235", 1.23456: "1.2346", 12.3456: "12.346", 12345.6: "12346", 1234567.8: "1234568"} {
		if got := plain(x); got != want {
			t.Errorf("%v: want %s, got %s", x, want, got)
		}
	}
}

func TestGridAlignsAndKeepsControlCharactersOut(t *testing.T) {
	g := grid{right: columns("llr"), least: []int{4}, span: 2}
	g.add("a title", "", "n")
	g.add("é", "b", "1")
	g.add("", "\x1b[2Jc", "1000")
	var b strings.Builder
	g.write(&b)
	want := "a title         n\né     b         1\n      ?[2Jc  1000\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
