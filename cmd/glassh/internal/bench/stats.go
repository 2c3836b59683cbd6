package bench

import (
	"math"
	"slices"
)

// A Summary is what is kept of the samples of one row.
type Summary struct {
	Min    float64 `json:"min"`
	Q1     float64 `json:"q1"`
	Median float64 `json:"median"`
	Q3     float64 `json:"q3"`
	Max    float64 `json:"max"`
}

// summarize sorts values. There must be one at least.
func summarize(values []float64) Summary {
	slices.Sort(values)
	return Summary{
		Min: values[0], Q1: quantile(values, 0.25), Median: quantile(values, 0.5), Q3: quantile(values, 0.75),
		Max: values[len(values)-1],
	}
}

// quantile interpolates between the two values of a sorted list that are nearest to
// the part p of it: type 7 of Hyndman and Fan, "Sample quantiles in statistical
// packages" (1996).
func quantile(sorted []float64, p float64) float64 {
	at, part := math.Modf(p * float64(len(sorted)-1))
	i := int(at)
	if part == 0 {
		return sorted[i]
	}
	return sorted[i] + part*(sorted[i+1]-sorted[i])
}

// Spread is the distance of the quartiles, as a part of the median.
func (s Summary) Spread() float64 { return (s.Q3 - s.Q1) / s.Median }

// Noise is the part of a time by which two runs of the same code may differ on a
// quiet machine: smaller differences are never called one.
const Noise = 0.02

// A Ratio says how many times as fast one thing is as another.
type Ratio struct {
	Value     float64
	PlusMinus float64 // half of the range that the quartiles allow
	// Changed says that the quartiles of the two do not overlap, and that they differ
	// by more than Noise.
	Changed bool
}

// Speedup compares times: above 1, b is faster than a.
func Speedup(a, b Summary) Ratio {
	low, high := a.Q1/b.Q3, a.Q3/b.Q1
	r := Ratio{Value: a.Median / b.Median, PlusMinus: (high - low) / 2}
	r.Changed = (low > 1 || high < 1) && math.Abs(r.Value-1) > Noise
	return r
}

// bimodal reports whether the sorted samples fall into two heaps: the widest gap is
// more than 5% of the median and more than twice what either side of it spans, and
// each side holds a fifth of them. A thread that moves between fast and slow cores
// gives such a picture.
func bimodal(sorted []float64) bool {
	n := len(sorted)
	if n < 8 {
		return false
	}
	cut := 1
	for i := 2; i < n; i++ {
		if sorted[i]-sorted[i-1] > sorted[cut]-sorted[cut-1] {
			cut = i
		}
	}
	gap := sorted[cut] - sorted[cut-1]
	spans := max(sorted[cut-1]-sorted[0], sorted[n-1]-sorted[cut])
	few := (n + 4) / 5
	return gap > 0.05*quantile(sorted, 0.5) && gap > 2*spans && cut >= few && n-cut >= few
}

// GeoMean returns the geometric mean, the one that makes sense of ratios.
func GeoMean(ratios []float64) float64 {
	var sum float64
	for _, r := range ratios {
		sum += math.Log(r)
	}
	return math.Exp(sum / float64(len(ratios)))
}
