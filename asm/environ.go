package asm

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// chosen is what GLASSH_TIER says: the name of a tier for each family it names.
// Its names are checked here, before any package below this one registers: a
// misspelt family would otherwise be silently ignored.
var chosen = func() map[string]string {
	m, err := parseTiers(os.Getenv("GLASSH_TIER"))
	if err != nil {
		panic("GLASSH_TIER: " + err.Error())
	}
	return m
}()

// parseTiers reads "family=tier,family=tier". Whether a family has the tier is
// known only when it registers.
func parseTiers(text string) (map[string]string, error) {
	m := make(map[string]string)
	if text == "" {
		return m, nil
	}
	for choice := range strings.SplitSeq(text, ",") {
		family, tier, ok := strings.Cut(choice, "=")
		if !ok {
			return nil, fmt.Errorf("asm: %q is not of the form family=tier", choice)
		}
		if !slices.Contains(families, family) {
			return nil, fmt.Errorf("asm: no family is called %q; there are %s", family, strings.Join(families, ", "))
		}
		if !slices.Contains(tierNames[:], tier) {
			return nil, fmt.Errorf("asm: no tier is called %q; there are %s", tier, strings.Join(tierNames[:], ", "))
		}
		if _, twice := m[family]; twice {
			return nil, fmt.Errorf("asm: %s is named twice", family)
		}
		m[family] = tier
	}
	return m, nil
}
