package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
)

// Schema is the name and version of the form of a [File].
const Schema = "glassh-bench/1"

// A File is everything that one run found out, in the form in which it is written.
type File struct {
	Schema      string        `json:"schema"`
	Created     string        `json:"created"` // RFC 3339, UTC
	Glassh      Program       `json:"glassh"`
	Machine     Machine       `json:"machine"`
	Fingerprint string        `json:"fingerprint"` // see Machine.Fingerprint
	Mode        string        `json:"mode"`        // "quick", "default" or "full"
	Warnings    []string      `json:"warnings"`
	Results     []Result      `json:"results"`
	Fit         []Fit         `json:"fit"`
	Unavailable []Unavailable `json:"unavailable"`
	SelfCheck   SelfCheck     `json:"self_check"`
}

// A Program says which build was measured.
type Program struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Go      string `json:"go"`
	Build   Build  `json:"build"`
}

// A Build says how it was built.
type Build struct {
	Tags   []string `json:"tags"`
	PureGo bool     `json:"purego"`
}

// A Result is one row: an operation of an algorithm on a tier, for one size.
type Result struct {
	Op   string `json:"op"`
	Alg  string `json:"alg"`
	Tier string `json:"tier"` // of each family the algorithm uses, with + between, or one for all
	// Sets says the same by the names of the families.
	Sets     map[string]string `json:"sets"`
	Selected bool              `json:"selected"`       // these are the tiers in use without a choice
	Size     int               `json:"size,omitempty"` // bytes; 0 where it means nothing
	N        int               `json:"n"`              // samples
	NS       Summary           `json:"ns"`             // of one operation

	BytesPerSecond float64 `json:"bytes_per_s,omitempty"`

	// Of one operation and of one byte, medians. Cycles are real ones; ticks are of the
	// time stamp counter.
	Cycles        float64 `json:"cycles,omitempty"`
	CyclesPerByte float64 `json:"cycles_per_byte,omitempty"`
	Ticks         float64 `json:"ticks,omitempty"`
	TicksPerByte  float64 `json:"ticks_per_byte,omitempty"`

	Allocs     uint64 `json:"allocs"`      // of one operation
	AllocBytes uint64 `json:"alloc_bytes"` // of one operation
	Bimodal    bool   `json:"bimodal"`     // the samples fall into two heaps

	Samples []Sample `json:"-"`
}

// A Sample is one measurement of many iterations.
type Sample struct {
	Iterations int
	NS         float64 // of one iteration
	Count      float64 // cycles or ticks of one iteration
}

// An Unavailable is a tier that an algorithm has, or was asked for, and that was not
// measured.
type Unavailable struct {
	Alg  string `json:"alg"`
	Tier string `json:"tier"`
	Why  string `json:"why"`
}

// A SelfCheck says what was verified before the measurements.
type SelfCheck struct {
	Vectors string `json:"vectors"` // "passed": else there are no measurements
	Count   int    `json:"count"`   // of vectors that were run, on all tiers
	Agreed  int    `json:"agreed"`  // of comparisons with the portable code
}

// Find returns a result, or nil.
func (f *File) Find(op, alg, tier string, size int) *Result {
	for i := range f.Results {
		if r := &f.Results[i]; r.Op == op && r.Alg == alg && r.Tier == tier && r.Size == size {
			return r
		}
	}
	return nil
}

// ReadFile reads a File as JSON, and refuses what is none. The error does not name
// the file unless it is one of reading it.
func ReadFile(name string) (*File, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var f File
	var syntax *json.SyntaxError
	if err := json.Unmarshal(text, &f); errors.As(err, &syntax) {
		return nil, fmt.Errorf("it is not JSON: %v", err)
	}
	// What else may be wrong with a file of another schema does not matter.
	if f.Schema != Schema {
		if f.Schema == "" {
			return nil, errors.New("it has no schema: glassh bench --format json writes files that have")
		}
		return nil, fmt.Errorf("its schema is %q, and only %q can be read", f.Schema, Schema)
	}
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, err
	}
	for _, r := range f.Results {
		if !(r.NS.Q1 > 0 && r.NS.Median >= r.NS.Q1 && r.NS.Q3 >= r.NS.Median) {
			return nil, fmt.Errorf("the result %s %s %s %d has no quartiles", r.Op, r.Alg, r.Tier, r.Size)
		}
	}
	return &f, nil
}

// round keeps digits significant digits: what is beyond them is noise, and makes
// files long.
func round(x float64, digits int) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	if err != nil {
		panic(err) // it was formatted the line above
	}
	return rounded
}
