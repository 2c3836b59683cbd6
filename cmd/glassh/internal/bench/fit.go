package bench

// A Fit explains the times of one operation and tier over all sizes:
//
//	ns = NSFixed + NSPerKiB · bytes / 1024
//
// For packets of a hundred bytes the first number is what counts, and for files the
// second.
type Fit struct {
	Op       string  `json:"op"`
	Alg      string  `json:"alg"`
	Tier     string  `json:"tier"`
	NSFixed  float64 `json:"ns_fixed"`
	NSPerKiB float64 `json:"ns_per_kib"`
	R2       float64 `json:"r2"` // how much of the variation that explains: 1 is all
}

// fewestSizes is how many sizes a fit needs: a line goes through any two points.
const fewestSizes = 3

// line fits y = a + b·x by least squares of the relative error, for otherwise the
// largest messages alone would decide: each point has the weight 1/y². a is not
// negative, for a cost is none.
//
// The r2 of it is 1 - Σ((y-a-bx)/y)² / Σ((y-m)/y)², where m is the best constant
// under the same weights.
func line(x, y []float64) (a, b, r2 float64) {
	var w, wx, wy, wxx, wxy float64
	for i := range x {
		weight := 1 / (y[i] * y[i])
		w += weight
		wx += weight * x[i]
		wy += weight * y[i]
		wxx += weight * x[i] * x[i]
		wxy += weight * x[i] * y[i]
	}
	b = (w*wxy - wx*wy) / (w*wxx - wx*wx)
	if a = (wy - b*wx) / w; a < 0 {
		a, b = 0, wxy/wxx
	}
	var left, all float64
	for i := range x {
		weight := 1 / (y[i] * y[i])
		d, m := y[i]-a-b*x[i], y[i]-wy/w
		left += weight * d * d
		all += weight * m * m
	}
	if all < 1e-12 { // the times are equal
		return a, b, 1
	}
	return a, b, 1 - left/all
}

// fits makes the fits of all results that have enough sizes, in their order.
func fits(results []Result) (list []Fit) {
	type key struct{ op, alg, tier string }
	var order []key
	x, y := make(map[key][]float64), make(map[key][]float64)
	for _, r := range results {
		if r.Size == 0 {
			continue
		}
		k := key{r.Op, r.Alg, r.Tier}
		if x[k] == nil {
			order = append(order, k)
		}
		x[k], y[k] = append(x[k], float64(r.Size)), append(y[k], r.NS.Median)
	}
	for _, k := range order {
		if len(x[k]) < fewestSizes {
			continue
		}
		a, b, r2 := line(x[k], y[k])
		list = append(list, Fit{Op: k.op, Alg: k.alg, Tier: k.tier, NSFixed: round(a, 4), NSPerKiB: round(1024*b, 4), R2: round(r2, 4)})
	}
	return list
}
