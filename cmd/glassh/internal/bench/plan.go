package bench

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glassh/glassh/asm"
)

// A Plan says which tier each family of an operation runs on. There is one for each
// tier that any of the families has and this CPU can run, the level of the plan: a
// family that does not have it is then on its best tier that is not above it.
//
//	            chacha    poly1305
//	generic     generic   generic      "generic"
//	ssse3       ssse3     generic      "ssse3+generic"
//	avx2        avx2      avx2         "avx2"
//	avx512      avx512    avx2         "avx512+avx2"
//	ifma        avx512    ifma         "avx512+ifma"
//
// "Above" is the order of the constants in package asm.
type Plan struct {
	Level asm.Tier
	tiers []choice
	// Selected says that this is what is in use if nobody forces a tier.
	Selected bool
	// odd says that it is the plan of no level: the environment has forced some tiers.
	odd bool
}

// A choice is a tier of one family.
type choice struct {
	set  *asm.Set
	tier asm.Tier
}

// String is the tier of all families, if it is one, or those of each with + between.
func (p *Plan) String() string {
	var names []string
	for _, c := range p.tiers {
		names = append(names, c.tier.String())
	}
	if len(slices.Compact(slices.Clone(names))) == 1 {
		return names[0]
	}
	return strings.Join(names, "+")
}

// sets returns the names of the tiers by those of the families.
func (p *Plan) sets() map[string]string {
	m := make(map[string]string)
	for _, c := range p.tiers {
		m[c.set.Name] = c.tier.String()
	}
	return m
}

// force puts the tiers in force until restore is called.
func (p *Plan) force() (restore func()) {
	var undo []func()
	for _, c := range p.tiers {
		u, err := c.set.Force(c.tier.String())
		if err != nil {
			panic("bench: " + err.Error()) // plans have tiers that run here only
		}
		undo = append(undo, u)
	}
	return func() {
		for _, u := range slices.Backward(undo) {
			u()
		}
	}
}

// plans returns the plans for families, lowest level first, and the one in use among
// them even if it is no level's.
func plans(sets []*asm.Set) (list []*Plan) {
	var levels []asm.Tier
	for _, s := range sets {
		for _, i := range s.Impls {
			if i.Lacks == "" {
				levels = append(levels, i.Tier)
			}
		}
	}
	slices.Sort(levels)
	inUse := &Plan{}
	for _, s := range sets {
		inUse.tiers = append(inUse.tiers, choice{s, s.Active()})
		inUse.Level = max(inUse.Level, s.Active())
	}
	found := false
	for _, level := range slices.Compact(levels) {
		p := &Plan{Level: level}
		for _, s := range sets {
			p.tiers = append(p.tiers, choice{s, bestUpTo(s, level)})
		}
		if p.Selected = slices.Equal(p.tiers, inUse.tiers); p.Selected {
			found = true
		}
		list = append(list, p)
	}
	if !found {
		inUse.Selected, inUse.odd = true, true
		list = append(list, inUse)
	}
	return list
}

// bestUpTo returns the tier level, if a set has it and it runs here, and else the best
// that is not above it. Generic is above nothing. (A set may prefer a tier to one that
// is above it: Poly1305 prefers avx2 to bmi2.)
func bestUpTo(s *asm.Set, level asm.Tier) asm.Tier {
	best := asm.Generic
	for _, i := range slices.Backward(s.Impls) {
		switch {
		case i.Lacks != "":
		case i.Tier == level:
			return level
		case i.Tier < level:
			best = i.Tier
		}
	}
	return best
}

// missing lists what the families have and this CPU cannot run, by tier.
func missing(sets []*asm.Set) map[asm.Tier]string {
	m := make(map[asm.Tier]string)
	for _, s := range sets {
		for _, i := range s.Impls {
			if i.Lacks != "" {
				m[i.Tier] = "this CPU lacks " + i.Lacks
			}
		}
	}
	for _, s := range sets {
		for _, i := range s.Impls {
			if i.Lacks == "" {
				delete(m, i.Tier) // another family of the algorithm can: there is a plan
			}
		}
	}
	return m
}

// setsOf finds families by name. All operations use families that are part of this
// program.
func setsOf(names []string) (sets []*asm.Set) {
	all := asm.Sets()
	for _, name := range names {
		at := slices.IndexFunc(all, func(s *asm.Set) bool { return s.Name == name })
		if at < 0 {
			panic(fmt.Sprintf("bench: no family %q is part of this program", name))
		}
		sets = append(sets, all[at])
	}
	return sets
}

// TierNames returns the names of all tiers, lowest first.
func TierNames() (names []string) {
	for t := asm.Generic; ; t++ {
		name := t.String()
		if strings.HasPrefix(name, "tier(") {
			return names
		}
		names = append(names, name)
	}
}
