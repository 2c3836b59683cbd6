package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/glassh/glassh/asm"

	// The packages whose tiers are listed.
	_ "github.com/glassh/glassh/aes"
	_ "github.com/glassh/glassh/chacha"
	_ "github.com/glassh/glassh/dh"
	_ "github.com/glassh/glassh/hmac"
	_ "github.com/glassh/glassh/primitives/ed25519"
	_ "github.com/glassh/glassh/primitives/sha1"
	_ "github.com/glassh/glassh/primitives/sha2"
)

const tiersUsage = `usage: glassh tiers

Lists what this CPU has, and the implementations of each primitive: the one in use,
those that can be, and those that cannot, with what the CPU lacks for them.

GLASSH_TIER=aes=generic,chacha=generic in the environment, before any command of this
program, uses others. It must name families of the list, and tiers that can be used.
`

// runTiers is glassh tiers.
func runTiers(e *env, args []string) error {
	if len(args) > 0 {
		if args[0] == "-h" || args[0] == "--help" {
			return errHelp
		}
		return badUsage("%q is one argument too many", args[0])
	}
	features := asm.CPU.String()
	if features == "" {
		features = "nothing that this program uses"
	}
	fmt.Fprintf(e.stdout, "CPU: %s\n\n", features)
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PRIMITIVE\tSELECTED\tAVAILABLE\tNOT HERE")
	for _, s := range asm.Sets() {
		available, not := sortTiers(s.Impls)
		fmt.Fprintf(w, "%s\t%v\t%s\t%s\n", s.Name, s.Active(), available, not)
	}
	return w.Flush()
}

// sortTiers lists the tiers that run here, and the others with what they lack.
func sortTiers(impls []asm.Impl) (available, not string) {
	var yes, no []string
	for _, i := range impls {
		if i.Lacks == "" {
			yes = append(yes, i.Tier.String())
		} else {
			no = append(no, fmt.Sprintf("%v (%s)", i.Tier, i.Lacks))
		}
	}
	if len(no) == 0 {
		no = []string{"-"}
	}
	return strings.Join(yes, " "), strings.Join(no, " ")
}
