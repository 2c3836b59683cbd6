package bench

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var nearly = cmpopts.EquateApprox(1e-9, 1e-9)

func TestQuartilesAreInterpolated(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   Summary
	}{
		{[]float64{7}, Summary{7, 7, 7, 7, 7}},
		{[]float64{2, 1}, Summary{1, 1.25, 1.5, 1.75, 2}},
		{[]float64{5, 1, 4, 2, 3}, Summary{1, 2, 3, 4, 5}},
		// R's quantile(c(1, 3, 4, 10, 11, 20), type = 7)
		{[]float64{20, 1, 3, 4, 10, 11}, Summary{1, 3.25, 7, 10.75, 20}},
	} {
		if diff := cmp.Diff(c.want, summarize(c.values), nearly); diff != "" {
			t.Errorf("%v: (-want +got):\n%s", c.values, diff)
		}
	}
}

func TestOverlappingQuartilesAreNoChange(t *testing.T) {
	around := func(median, spread float64) Summary {
		return Summary{Min: median - 2*spread, Q1: median - spread, Median: median, Q3: median + spread, Max: median + 2*spread}
	}
	for _, c := range []struct {
		name    string
		a, b    Summary
		ratio   float64
		changed bool
	}{
		{"equal", around(100, 1), around(100, 1), 1, false},
		{"b is faster", around(100, 1), around(50, 1), 2, true},
		{"b is slower", around(100, 1), around(200, 1), 0.5, true},
		{"apart, but too noisy", around(100, 10), around(90, 10), 100.0 / 90, false},
		{"quiet, but less than the noise between runs", around(100, 0.1), around(99, 0.1), 100.0 / 99, false},
		{"quiet, and a little more than that", around(100, 0.1), around(97, 0.1), 100.0 / 97, true},
	} {
		r := Speedup(c.a, c.b)
		if math.Abs(r.Value-c.ratio) > 1e-9 || r.Changed != c.changed || r.PlusMinus <= 0 {
			t.Errorf("%s: want %v, %v, got %+v", c.name, c.ratio, c.changed, r)
		}
	}
}

func TestTwoHeapsAreSeen(t *testing.T) {
	for _, c := range []struct {
		name   string
		sorted []float64
		want   bool
	}{
		{"one heap", []float64{100, 101, 102, 103, 104, 105, 106, 107}, false},
		{"two", []float64{100, 101, 102, 103, 130, 131, 132, 133}, true},
		{"two of unequal size", []float64{100, 100, 101, 102, 102, 102, 103, 120, 121, 121}, true},
		{"one outlier", []float64{100, 100, 101, 101, 102, 102, 103, 103, 104, 150}, false},
		{"a tail", []float64{100, 101, 103, 107, 115, 131, 163, 227}, false},
		{"wide, with a gap in the middle", []float64{100, 110, 120, 130, 150, 160, 170, 180}, false},
		{"a gap of less than 5%", []float64{100, 100, 100, 100, 103, 103, 103, 103}, false},
		{"too few samples", []float64{1, 1, 1, 9, 9, 9}, false},
	} {
		if got := bimodal(c.sorted); got != c.want {
			t.Errorf("%s: want %v, got %v", c.name, c.want, got)
		}
	}
}

func TestGeoMean(t *testing.T) {
	if got := GeoMean([]float64{2, 0.5, 8, 1}); math.Abs(got-math.Pow(8, 0.25)) > 1e-12 {
		t.Errorf("want %v, got %v", math.Pow(8, 0.25), got)
	}
}

func TestFitFindsFixedAndPerByteCost(t *testing.T) {
	x := []float64{16, 64, 1350, 16384}
	exact := make([]float64, len(x))
	for i := range x {
		exact[i] = 50 + 0.25*x[i]
	}
	a, b, r2 := line(x, exact)
	if diff := cmp.Diff([]float64{50, 0.25, 1}, []float64{a, b, r2}, nearly); diff != "" {
		t.Errorf("exact: (-want +got):\n%s", diff)
	}
	// One percent at the largest size must not spoil the fixed part.
	bent := append([]float64{}, exact...)
	bent[3] *= 1.01
	if a, b, r2 = line(x, bent); math.Abs(a-50) > 1 || math.Abs(b-0.25) > 0.005 || r2 < 0.999 || r2 >= 1 {
		t.Errorf("bent: got %v + %v·x, r² %v", a, b, r2)
	}
	if a, b, _ = line([]float64{1, 2, 4}, []float64{1, 3, 9}); a != 0 || b <= 0 {
		t.Errorf("a negative fixed part: want 0 instead, got %v + %v·x", a, b)
	}
	if _, _, r2 = line([]float64{1, 2, 4}, []float64{5, 5, 5}); r2 != 1 {
		t.Errorf("a constant: want r² 1, got %v", r2)
	}
}

func TestFitsNeedThreeSizes(t *testing.T) {
	row := func(alg string, size int, ns float64) Result {
		return Result{Op: "hash", Alg: alg, Tier: "generic", Size: size, NS: Summary{Median: ns}}
	}
	got := fits([]Result{
		row("two", 64, 1), row("two", 128, 2),
		row("three", 1024, 300), row("three", 2048, 500), row("three", 3072, 700),
		row("none", 0, 5), row("none", 0, 5), row("none", 0, 5),
	})
	if diff := cmp.Diff([]Fit{{"hash", "three", "generic", 100, 200, 1}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRoundKeepsDigits(t *testing.T) {
	for _, c := range [][2]float64{{1234.5678, 1234.6}, {0.000123456, 0.00012346}, {987654321, 987650000}, {0, 0}, {math.NaN(), 0}, {math.Inf(1), 0}} {
		if got := round(c[0], 5); got != c[1] {
			t.Errorf("%v: want %v, got %v", c[0], c[1], got)
		}
	}
}
