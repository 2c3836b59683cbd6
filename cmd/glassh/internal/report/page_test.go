package report

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

func page1(t *testing.T, f *bench.File) string {
	t.Helper()
	var b strings.Builder
	if err := Page(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPageNeedsNothingElse(t *testing.T) {
	got := page1(t, fixture(1))
	for _, pattern := range []string{`https?://`, `\ssrc=`, `@import`, `url\(`, `<link[^>]* href="[^"d]`, `//[a-z]+\.[a-z]`} {
		if m := regexp.MustCompile(pattern).FindString(got); m != "" {
			t.Errorf("the page refers to something: %q", m)
		}
	}
	contains(t, got, "<!DOCTYPE html>", `<meta charset="utf-8">`, `name="viewport"`, "prefers-color-scheme: dark", "</html>")
}

func TestPageHasEverySection(t *testing.T) {
	got := html.UnescapeString(page1(t, fixture(1)))
	contains(t, got, "glassh bench: Fnord 9000", `id="machine"`, "sha256:", "Warnings", "this is a virtual machine (kvm)",
		`id="tiers"`, "AEAD seal", "aes128-gcm", "63.3x", "0.25 ticks/B", "this CPU lacks avx512", "3.93x", "avx2+generic",
		`id="kind-aead-seal"`, "fixed ns", "ns at each size", `id="raw"`, "13 rows", `id="terms"`, "a message of 32 bytes is signed", "vaes-avx512: this CPU lacks avx512")
	if strings.Contains(got, "ZgotmplZ") {
		t.Error("the template has refused something")
	}
}

// TestChartsAreWellFormed also shows that no tier is told by its colour alone.
func TestChartsAreWellFormed(t *testing.T) {
	got := page1(t, fixture(1))
	charts := regexp.MustCompile(`(?s)<svg class="chart".*?</svg>`).FindAllString(got, -1)
	if len(charts) != 2 {
		t.Fatalf("want two charts, got %d", len(charts))
	}
	ids := make(map[string]bool)
	for _, chart := range charts {
		d := xml.NewDecoder(strings.NewReader(chart))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in %s", err, chart)
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			for _, a := range start.Attr {
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Errorf("%s %s=%q", start.Name.Local, a.Name.Local, a.Value)
				}
				if a.Name.Local == "id" && ids[a.Value] {
					t.Errorf("the id %s is there twice", a.Value)
				} else if a.Name.Local == "id" {
					ids[a.Value] = true
				}
			}
		}
		contains(t, chart, `role="img"`, "aria-labelledby", "<title", "AEAD seal")
		shapes := make(map[string]bool)
		for _, m := range regexp.MustCompile(`class="mark" transform="[^"]*" d="([^"]*)"`).FindAllStringSubmatch(chart, -1) {
			shapes[m[1]] = true
		}
		if len(shapes) != 2 {
			t.Errorf("want two shapes for two tiers, got %d", len(shapes))
		}
		if n := strings.Count(chart, `class="fixed"`); n != 2 {
			t.Errorf("want the fixed part of two fits, got %d", n)
		}
	}
}

func TestMarksLieWhereTheAxesSay(t *testing.T) {
	a := axes{minX: 16, maxX: 16384, minY: 10, maxY: 1e5}
	if got := a.x(512); got != (a.x(16)+a.x(16384))/2 {
		t.Errorf("the geometric middle of the sizes lies at %v", got)
	}
	if got := []float64{a.y(10), a.y(1e5)}; got[0] != plotBottom || got[1] != plotTop {
		t.Errorf("the ends of the times lie at %v", got)
	}
	if a.y(100) >= a.y(10) {
		t.Error("more time is not higher up")
	}
}

func TestEveryTierOfAChartHasItsOwnShape(t *testing.T) {
	for _, name := range bench.TierNames() {
		if slot := slotOf(name); slot == 0 && name != generic || slot >= slots {
			t.Errorf("%s has the slot %d", name, slot)
		}
	}
	f := &bench.File{Machine: bench.Machine{CycleSource: bench.SourceNone}}
	for i, tier := range []string{"generic", "avx2", "generic+avx2", "shani", "bmi2", "avx2+bmi2", "aesni", "vaes-avx512", "ifma", "adx"} {
		for _, size := range []int{64, 128} {
			ns := float64(100*(i+1) + size)
			f.Results = append(f.Results, bench.Result{Op: "hash", Alg: "x", Tier: tier, Size: size, NS: bench.Summary{Q1: ns, Median: ns, Q3: ns}})
		}
	}
	seen := make(map[int]string)
	for _, s := range chartsOf(f, "hash")[0].Series[:slots] {
		if other := seen[s.slot]; other != "" {
			t.Errorf("%s looks like %s", s.Tier, other)
		}
		seen[s.slot] = s.Tier
	}
}

func TestPageHoldsTheFile(t *testing.T) {
	want := fixture(1)
	m := regexp.MustCompile(`(?s)<script type="application/json" id="glassh-bench">(.*?)</script>`).FindStringSubmatch(page1(t, want))
	if m == nil {
		t.Fatal("there is no JSON")
	}
	got := new(bench.File)
	if err := json.Unmarshal([]byte(m[1]), got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(bench.Result{}, "Samples")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPageEscapesWhatItShows(t *testing.T) {
	f := fixture(1)
	const evil = `</script><script>alert("x")</script>`
	f.Machine.CPU, f.Warnings = evil, []string{evil}
	for i := range f.Results {
		f.Results[i].Alg += evil
	}
	got := page1(t, f)
	if strings.Contains(got, "<script>alert") {
		t.Error("markup comes through")
	}
	if n := strings.Count(got, "<script"); n != 2 {
		t.Errorf("want two scripts, got %d", n)
	}
}

func TestWarmthGrowsWithTheSpeed(t *testing.T) {
	for s, want := range map[float64]string{0.5: "h0", 1: "h0", 1.39: "h0", 2: "h1", 4: "h2", 8: "h3", 16: "h4", 32: "h5", 64: "h6", 1000: "h6"} {
		if got := warmth(s); got != want {
			t.Errorf("%v: want %s, got %s", s, want, got)
		}
	}
}

func TestPagesOfSmallFiles(t *testing.T) {
	f := fixture(1)
	f.Results, f.Fit, f.Warnings, f.Unavailable = f.Results[12:], nil, nil, nil // no size at all
	if got := page1(t, f); strings.Contains(got, `<svg class="chart"`) {
		t.Error("there is a chart without sizes")
	}
	f = fixture(1)
	f.Fit = nil // two sizes: lines from point to point
	for i := range f.Results {
		if r := &f.Results[i]; r.Size == 1024 {
			r.Size = 64
		}
	}
	if got := page1(t, f); strings.Contains(got, `class="fixed"`) || strings.Count(got, `<path class="line" d="M66`) == 0 {
		t.Errorf("want lines, and no fixed part")
	}
}
