package bench

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/asm"
)

// fakeSets are a stream cipher and a MAC, as on a CPU without AVX-512.
func fakeSets() []*asm.Set {
	return []*asm.Set{
		{Name: "chacha", Impls: []asm.Impl{{Tier: asm.AVX512, Lacks: "avx512"}, {Tier: asm.AVX2}, {Tier: asm.SSSE3}, {Tier: asm.Generic}}},
		{Name: "poly1305", Impls: []asm.Impl{{Tier: asm.IFMA, Lacks: "avx512 avx512ifma"}, {Tier: asm.AVX2}, {Tier: asm.Generic}}},
	}
}

func describe(list []*Plan) (texts []string) {
	for _, p := range list {
		text := p.Level.String() + ": " + p.String()
		if p.Selected {
			text += " selected"
		}
		texts = append(texts, text)
	}
	return texts
}

func TestALevelTakesTheBestTierNotAboveIt(t *testing.T) {
	sets := fakeSets()
	for _, s := range sets {
		if _, err := s.Force("avx2"); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"generic: generic", "ssse3: ssse3+generic", "avx2: avx2 selected"}
	if diff := cmp.Diff(want, describe(plans(sets))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	sets[0].Impls[0].Lacks, sets[1].Impls[0].Lacks = "", "" // a CPU with AVX-512
	want = append(want, "avx512: avx512+avx2", "ifma: avx512+ifma")
	if diff := cmp.Diff(want, describe(plans(sets))); diff != "" {
		t.Errorf("with AVX-512 (-want +got):\n%s", diff)
	}
}

func TestASetMayPreferATierToOneAboveIt(t *testing.T) {
	sets := fakeSets()
	sets[1].Impls = []asm.Impl{{Tier: asm.AVX2}, {Tier: asm.BMI2}, {Tier: asm.Generic}}
	want := []string{"generic: generic selected", "ssse3: ssse3+generic", "avx2: avx2", "bmi2: avx2+bmi2"}
	if diff := cmp.Diff(want, describe(plans(sets))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = []string{"generic: generic selected", "avx2: avx2", "bmi2: bmi2"}
	if diff := cmp.Diff(want, describe(plans(sets[1:]))); diff != "" {
		t.Errorf("alone (-want +got):\n%s", diff)
	}
}

func TestTiersForcedByTheEnvironmentAreAPlan(t *testing.T) {
	sets := fakeSets() // generic is in use
	if _, err := sets[1].Force("avx2"); err != nil {
		t.Fatal(err)
	}
	want := []string{"generic: generic", "ssse3: ssse3+generic", "avx2: avx2", "avx2: generic+avx2 selected"}
	list := plans(sets)
	if diff := cmp.Diff(want, describe(list)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, c := range []struct {
		tiers []string
		want  []string
	}{
		{nil, want},
		{[]string{"all"}, want},
		{[]string{"avx2"}, want[2:3]},
		{[]string{"selected"}, want[3:]},
		{[]string{"generic", "avx2"}, []string{want[0], want[2]}},
		{[]string{"avx512"}, nil},
	} {
		choice := Choice{Tiers: c.tiers}
		got, _ := choice.choosePlans(list, sets)
		if diff := cmp.Diff(c.want, describe(got)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.tiers, diff)
		}
	}
}

func TestWhatCannotRunIsListedWithItsReason(t *testing.T) {
	for _, c := range []struct {
		tiers []string
		want  []Unavailable
	}{
		{nil, []Unavailable{{Tier: "avx512", Why: "this CPU lacks avx512"}, {Tier: "ifma", Why: "this CPU lacks avx512 avx512ifma"}}},
		{[]string{"avx2", "ifma"}, []Unavailable{{Tier: "ifma", Why: "this CPU lacks avx512 avx512ifma"}}},
		{[]string{"shani", "selected"}, []Unavailable{{Tier: "shani", Why: "there is no such implementation in this program"}}},
	} {
		sets := fakeSets()
		choice := Choice{Tiers: c.tiers}
		_, got := choice.choosePlans(plans(sets), sets)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.tiers, diff)
		}
	}
}

func TestForcingIsUndone(t *testing.T) {
	sets := fakeSets()
	before := plans(sets)
	restore := before[len(before)-1].force()
	if got := sets[0].Active().String() + sets[1].Active().String(); got != "avx2avx2" {
		t.Errorf("in force: got %s", got)
	}
	restore()
	if got := sets[0].Active().String() + sets[1].Active().String(); got != "genericgeneric" {
		t.Errorf("afterwards: got %s", got)
	}
}

func TestTierNamesEndWithTheLastTier(t *testing.T) {
	names := TierNames()
	if names[0] != "generic" || names[len(names)-1] != asm.SHA3CE.String() {
		t.Errorf("got %v", names)
	}
}
