package bench_test

import (
	"fmt"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

func ExampleSpeedup() {
	before := bench.Summary{Q1: 98, Median: 100, Q3: 102}
	fmt.Println(bench.Speedup(before, bench.Summary{Q1: 49, Median: 50, Q3: 51}).Changed)
	fmt.Println(bench.Speedup(before, bench.Summary{Q1: 97, Median: 99, Q3: 101}).Changed)
	// Output:
	// true
	// false
}

func ExampleParseSizes() {
	fmt.Println(bench.ParseSizes("64,1350,16k"))
	// Output: [64 1350 16384] <nil>
}
