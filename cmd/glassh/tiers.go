package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/cmd/glassh/internal/bench"
)

const tiersUsage = `usage: glassh tiers [--measure] [--json]

Lists what this CPU has, and the implementations of each primitive: the one in use,
those that can be, and those that cannot, with what the CPU lacks for them.

  --measure  try each that can be used, for a few seconds; show the fastest, how many
             times as fast it is as portable code, and where it is not the one in use
  --json     print the same as JSON

GLASSH_TIER=aes=generic,chacha=generic in the environment, before any command of this
program, uses others. It must name families of the list, and tiers that can be used.
glassh bench measures more, and at more sizes.
`

// tiersOptions is the command line of glassh tiers.
type tiersOptions struct{ measure, json bool }

var tiersFlags = flags[tiersOptions]{
	{name: "measure", set: func(o *tiersOptions, _ string) error { o.measure = true; return nil }},
	{name: "json", set: func(o *tiersOptions, _ string) error { o.json = true; return nil }},
}

// tiersSchema is the name and version of the form of a tierList.
const tiersSchema = "glassh-tiers/1"

// A tierList is what glassh tiers finds out.
type tierList struct {
	Schema     string      `json:"schema"`
	Features   []string    `json:"features"`
	Primitives []primitive `json:"primitives"`
	Warnings   []string    `json:"warnings"`
}

// A primitive is a family of tiers.
type primitive struct {
	Name     string     `json:"name"`
	Selected string     `json:"selected"`
	Tiers    []tierInfo `json:"tiers"`              // best first
	Fastest  string     `json:"fastest,omitempty"`  // of those that were measured
	Measured string     `json:"measured,omitempty"` // what was: "aead-seal aes128-gcm 16384 B"
}

// A tierInfo is one of its implementations.
type tierInfo struct {
	Tier      string         `json:"tier"`
	Available bool           `json:"available"`
	Lacks     string         `json:"lacks,omitempty"` // the features that this CPU does not have
	NS        *bench.Summary `json:"ns,omitempty"`    // of one operation, if it was measured
}

// runTiers is glassh tiers.
func runTiers(e *env, args []string) error {
	var o tiersOptions
	rest, err := tiersFlags.parse(&o, args)
	switch {
	case err != nil:
		return err
	case len(rest) > 0:
		return badUsage("%q is one argument too many", rest[0])
	}
	list := listTiers(asm.Sets())
	if o.measure {
		job, err := bench.Choose(bench.Choice{Mode: bench.Brief, RepresentativesAlone: true})
		if err != nil {
			return err
		}
		f, err := measure(e, job)
		if err != nil {
			return err
		}
		list.add(f)
	}
	if o.json {
		enc := json.NewEncoder(e.stdout)
		enc.SetIndent("", " ")
		return enc.Encode(list)
	}
	return list.print(e.stdout, o.measure)
}

// listTiers asks the registry.
func listTiers(sets []*asm.Set) *tierList {
	list := &tierList{Schema: tiersSchema, Features: strings.Fields(asm.CPU.String()), Warnings: []string{}}
	for _, s := range sets {
		p := primitive{Name: s.Name, Selected: s.Active().String()}
		for _, i := range s.Impls {
			p.Tiers = append(p.Tiers, tierInfo{Tier: i.Tier.String(), Available: i.Lacks == "", Lacks: i.Lacks})
		}
		list.Primitives = append(list.Primitives, p)
	}
	return list
}

// add puts measurements of the representative of each family into the list.
func (list *tierList) add(f *bench.File) {
	list.Warnings = append(list.Warnings, f.Warnings...)
	for _, o := range bench.Operations() {
		at := slices.IndexFunc(list.Primitives, func(p primitive) bool { return p.Name == o.Measures })
		if at < 0 {
			continue
		}
		p := &list.Primitives[at]
		times := make(map[string]*bench.Summary) // of each tier: where other families matter too, the best
		for i := range f.Results {
			r := &f.Results[i]
			if r.Op != o.Name || r.Alg != o.Alg {
				continue
			}
			p.Measured = fmt.Sprintf("%s %s", r.Op, r.Alg)
			if r.Size > 0 {
				p.Measured += fmt.Sprintf(" %d B", r.Size)
			}
			if tier := r.Sets[p.Name]; times[tier] == nil || r.NS.Median < times[tier].Median {
				times[tier] = &r.NS
			}
		}
		for j := range p.Tiers {
			t := &p.Tiers[j]
			t.NS = times[t.Tier]
			if t.NS != nil && (p.Fastest == "" || t.NS.Median < times[p.Fastest].Median) {
				p.Fastest = t.Tier
			}
		}
		if p.Fastest == "" || p.Fastest == p.Selected {
			continue
		}
		if ratio := bench.Speedup(*times[p.Selected], *times[p.Fastest]); ratio.Changed {
			list.Warnings = append(list.Warnings, fmt.Sprintf("%s: %s is in use, but %s was measured %.2f times as fast (%s)",
				p.Name, p.Selected, p.Fastest, ratio.Value, p.Measured))
		}
	}
}

// print writes a table, and the warnings below it.
func (list *tierList) print(out io.Writer, measured bool) error {
	features := strings.Join(list.Features, " ")
	if features == "" {
		features = "nothing that this program uses"
	}
	fmt.Fprintf(out, "CPU: %s\n\n", features)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	extra := func(text string) string {
		if measured {
			return text + "\t"
		}
		return ""
	}
	fmt.Fprintf(w, "PRIMITIVE\tSELECTED\tAVAILABLE\t%sNOT HERE\n", extra("FASTEST MEASURED"))
	for _, p := range list.Primitives {
		available, not := sortTiers(p.Tiers)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s%s\n", p.Name, p.Selected, available, extra(p.fastest()), not)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for i, text := range list.Warnings {
		if i == 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintln(out, "warning: "+text)
	}
	return nil
}

// fastest names the fastest tier, and how many times as fast as the portable code it
// was.
func (p *primitive) fastest() string {
	var best, portable *bench.Summary
	for _, t := range p.Tiers {
		if t.Tier == p.Fastest {
			best = t.NS
		}
		portable = t.NS // which is the last
	}
	if best == nil || portable == nil {
		return "-"
	}
	if best == portable {
		return p.Fastest
	}
	return fmt.Sprintf("%s %.1fx", p.Fastest, portable.Median/best.Median)
}

// sortTiers lists the tiers that run here, and the others with what they lack.
func sortTiers(tiers []tierInfo) (available, not string) {
	var yes, no []string
	for _, t := range tiers {
		if t.Available {
			yes = append(yes, t.Tier)
		} else {
			no = append(no, fmt.Sprintf("%s (%s)", t.Tier, t.Lacks))
		}
	}
	if len(no) == 0 {
		no = []string{"-"}
	}
	return strings.Join(yes, " "), strings.Join(no, " ")
}
