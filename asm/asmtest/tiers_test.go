package asmtest

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/glassh/glassh/asm"

	"github.com/google/go-cmp/cmp"
)

// sample is a set that is not registered: two tiers run here, one does not.
func sample(name string) *asm.Set {
	return &asm.Set{Name: name, Impls: []asm.Impl{
		{Tier: asm.VAESAVX512, Lacks: "avx512"}, {Tier: asm.AESNI}, {Tier: asm.Generic}}}
}

func TestEachTierRunsAllThatThisCPUCan(t *testing.T) {
	s := sample("sample")
	var got []string
	EachTier(t, s, func(t *testing.T) {
		_, tier, _ := strings.Cut(t.Name(), "tier=")
		got = append(got, tier+" as "+s.Active().String())
	})
	if diff := cmp.Diff([]string{"aesni as aesni", "generic as generic"}, got); diff != "" {
		t.Error(diff)
	}
	if s.Active() != asm.Generic {
		t.Errorf("EachTier left %v active", s.Active())
	}
}

func TestRequirements(t *testing.T) {
	for _, c := range []struct{ env, want string }{
		{"", ""},
		{"aes:aesni", ""},
		{"aes:aesni,aes:generic,sha1:shani", ""}, // sha1 is another set's matter
		{"aes:vaes-avx512", "aes cannot run vaes-avx512: this CPU lacks avx512"},
		{"aes:neon", `aes has no tier "neon" in this build`},
	} {
		required, err := parseRequired(c.env)
		if err != nil {
			t.Fatalf("%s: %v", c.env, err)
		}
		if got := strings.Join(unmet(required, sample("aes")), "; "); got != c.want {
			t.Errorf("%s: want %q, got %q", c.env, c.want, got)
		}
	}
	for env, want := range map[string]string{
		"aes=aesni": `"aes=aesni" is not of the form family:tier`,
		"eas:aesni": `no family is called "eas"; there are `,
	} {
		if _, err := parseRequired(env); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: want %q, got %v", env, want, err)
		}
	}
}

func TestAgreeGivesEachTierTheSameNumbers(t *testing.T) {
	s := sample("sample")
	inputs := make(map[asm.Tier][][]byte)
	Agree(t, s, func(rnd *rand.Rand) []byte {
		b := Bytes(rnd, rnd.IntN(40))
		inputs[s.Active()] = append(inputs[s.Active()], b)
		return b
	})
	if len(inputs) != 2 || len(inputs[asm.Generic]) != agreeRounds {
		t.Fatalf("%d tiers and %d rounds", len(inputs), len(inputs[asm.Generic]))
	}
	if diff := cmp.Diff(inputs[asm.Generic], inputs[asm.AESNI]); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(inputs[asm.Generic][0], inputs[asm.Generic][1]) {
		t.Error("two rounds had the same input")
	}
}
