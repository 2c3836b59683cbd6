package report_test

import (
	"fmt"
	"strings"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
	"github.com/glassh/glassh/cmd/glassh/internal/report"
)

func ExampleCompare() {
	file := func(ns float64) *bench.File {
		return &bench.File{Results: []bench.Result{{
			Op: "hash", Alg: "sha256", Tier: "generic", Size: 1000, BytesPerSecond: 1e12 / ns,
			NS: bench.Summary{Q1: ns - 10, Median: ns, Q3: ns + 10},
		}}}
	}
	var out strings.Builder
	err := report.Compare(&out, report.Side{Name: "laptop", File: file(4000)}, report.Side{Name: "server", File: file(1000)}, report.Filter{})
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "sha256") || err != nil {
			fmt.Println(strings.Join(strings.Fields(line), " "), err)
			break
		}
	}
	// Output: hash sha256 1000 generic 250 – 1000 – 4.00x ± 0.05 <nil>
}
