package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

// GoText writes every sample as a line of Go's benchmark format, for benchstat:
//
//	benchstat -col /tier FILE
//	benchstat -filter "/alg:aes128-gcm .unit:ns/op" -col /tier -row /size FILE
//	benchstat old=A new=B
//
// benchstat keeps results apart whose configuration, the lines "key: value", differs.
// So these say what the CPU is, and everything that may differ between two runs that
// are to be compared stands in comments.
func GoText(w io.Writer, f *bench.File) error {
	out := bufio.NewWriter(w)
	m := &f.Machine
	fmt.Fprintf(out, "goos: %s\ngoarch: %s\npkg: github.com/glassh/glassh\n", m.GOOS, m.GOARCH)
	if m.CPU != "" {
		fmt.Fprintf(out, "cpu: %s\n", m.CPU)
	}
	fmt.Fprintf(out, "glassh-cpu-features: %s\n", strings.Join(m.Features, ","))
	for _, x := range facts(f) {
		fmt.Fprintf(out, "# %s: %s\n", x.Name, x.Text)
	}
	for _, text := range f.Warnings {
		fmt.Fprintf(out, "# warning: %s\n", text)
	}
	unit := m.CycleSource.Unit()
	if unit != "" {
		fmt.Fprintf(out, "Unit %[1]s/B better=lower\nUnit %[1]s/op better=lower\n", unit)
	}
	for i := range f.Results {
		r := &f.Results[i]
		name := fmt.Sprintf("Benchmark%s/alg=%s/tier=%s", kindOf(r.Op).Bench, r.Alg, r.Tier)
		if r.Size > 0 {
			name += fmt.Sprintf("/size=%d", r.Size)
		}
		for _, s := range r.Samples {
			fmt.Fprintf(out, "%s-1\t%d\t%s ns/op", name, s.Iterations, plain(s.NS))
			if r.Size > 0 {
				fmt.Fprintf(out, "\t%s MB/s", plain(float64(r.Size)/s.NS*1e3))
			}
			switch {
			case unit == "":
			case r.Size > 0:
				fmt.Fprintf(out, "\t%s %s/B", plain(s.Count/float64(r.Size)), unit)
			default:
				fmt.Fprintf(out, "\t%s %s/op", plain(s.Count), unit)
			}
			fmt.Fprintf(out, "\t%d B/op\t%d allocs/op\n", r.AllocBytes, r.Allocs)
		}
	}
	return out.Flush()
}

// plain writes a number without an exponent, and with five digits where there is
// anything behind the point.
func plain(x float64) string {
	digits := 4
	for limit := 10.0; x >= limit && digits > 0; limit *= 10 {
		digits--
	}
	return strconv.FormatFloat(x, 'f', digits, 64)
}

// JSON writes the file, indented.
func JSON(w io.Writer, f *bench.File) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(f)
}
