package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
	"github.com/glassh/glassh/cmd/glassh/internal/report"
)

// compareOptions is the command line of glassh bench compare.
type compareOptions struct{ filter report.Filter }

var compareFlags = flags[compareOptions]{
	{name: "op", arg: "LIST", set: func(o *compareOptions, s string) error { return addNames(&o.filter.Ops, s) }},
	{name: "alg", arg: "LIST", set: func(o *compareOptions, s string) error { return addNames(&o.filter.Algs, s) }},
	{name: "size", arg: "LIST", set: func(o *compareOptions, s string) error { return addSizes(&o.filter.Sizes, s) }},
}

// runBenchCompare is glassh bench compare. Flags may stand behind the files too.
func runBenchCompare(e *env, args []string) error {
	var o compareOptions
	var names []string
	for {
		rest, err := compareFlags.parse(&o, args)
		if err != nil {
			return err
		}
		if len(rest) == 0 {
			break
		}
		names, args = append(names, rest[0]), rest[1:]
	}
	if len(names) != 2 {
		return badUsage("compare takes two files of glassh bench --format json, not %d", len(names))
	}
	var sides [2]report.Side
	for i, name := range names {
		f, err := bench.ReadFile(name)
		if err != nil {
			if !strings.Contains(err.Error(), name) {
				err = fmt.Errorf("%s: %w", name, err)
			}
			return err
		}
		base := filepath.Base(name)
		sides[i] = report.Side{Name: strings.TrimSuffix(base, filepath.Ext(base)), File: f}
	}
	return report.Compare(e.stdout, sides[0], sides[1], o.filter)
}
