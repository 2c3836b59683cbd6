package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/asm"
)

func TestTiersListsEveryFamily(t *testing.T) {
	var names []string
	_, table, _ := strings.Cut(must(t, "tiers"), "PRIMITIVE")
	for line := range strings.Lines(table) {
		if fields := strings.Fields(line); fields[0] != "SELECTED" {
			names = append(names, fields[0])
		}
	}
	if diff := cmp.Diff(asm.Families(), names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTiersThatDoNotRunHereSayWhy(t *testing.T) {
	available, not := sortTiers([]tierInfo{
		{Tier: "vaes-avx512", Lacks: "vaes avx512"}, {Tier: "aesni", Available: true}, {Tier: "generic", Available: true},
	})
	if want := "aesni generic"; available != want {
		t.Errorf("want %q, got %q", want, available)
	}
	if want := "vaes-avx512 (vaes avx512)"; not != want {
		t.Errorf("want %q, got %q", want, not)
	}
}

func TestEnvironmentForcesTiers(t *testing.T) {
	var want []string
	for _, name := range asm.Families() {
		want = append(want, name+"=generic")
	}
	stdout, stderr, status := program(t, "glassh", []string{"GLASSH_TIER=" + strings.Join(want, ",")}, "tiers")
	if status != 0 {
		t.Fatal(stderr)
	}
	for _, name := range asm.Families() {
		for line := range strings.Lines(stdout) {
			if f := strings.Fields(line); len(f) > 1 && f[0] == name && f[1] != "generic" {
				t.Errorf("%s: want generic, got %s", name, f[1])
			}
		}
	}
	_, stderr, status = program(t, "glassh", []string{"GLASSH_TIER=eas=generic"}, "tiers")
	if status == 0 || !strings.Contains(stderr, `GLASSH_TIER: asm: no family is called "eas"`) {
		t.Errorf("a wrong name: got %d, %q", status, stderr)
	}
}
