package asmtest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/glassh/glassh/asm"
)

// EachTier runs f as the subtest "tier=NAME" for each tier of s, with that tier
// forced. Objects must be made inside f: they keep the tier that was active when
// they were made. Subtests of f must not be parallel to it, for the same reason.
//
// A tier that this CPU lacks something for is skipped, or fails if GLASSH_REQUIRE
// names it.
func EachTier(t *testing.T, s *asm.Set, f func(t *testing.T)) {
	t.Helper()
	required, err := parseRequired(os.Getenv("GLASSH_REQUIRE"))
	if err != nil {
		t.Fatalf("GLASSH_REQUIRE: %v", err)
	}
	for _, problem := range unmet(required, s) {
		t.Errorf("GLASSH_REQUIRE: %s", problem)
	}
	for _, impl := range s.Impls {
		t.Run("tier="+impl.Tier.String(), func(t *testing.T) {
			if impl.Lacks != "" {
				t.Skipf("this CPU lacks %s", impl.Lacks)
			}
			restore, err := s.Force(impl.Tier.String())
			if err != nil {
				t.Fatal(err)
			}
			defer restore()
			f(t)
		})
	}
}

// A requirement is one item of GLASSH_REQUIRE.
type requirement struct{ family, tier string }

// parseRequired reads "family:tier,family:tier".
func parseRequired(text string) (list []requirement, err error) {
	if text == "" {
		return nil, nil
	}
	for item := range strings.SplitSeq(text, ",") {
		family, tier, ok := strings.Cut(item, ":")
		if !ok {
			return nil, fmt.Errorf("%q is not of the form family:tier", item)
		}
		if !slices.Contains(asm.Families(), family) {
			return nil, fmt.Errorf("no family is called %q; there are %s", family, strings.Join(asm.Families(), ", "))
		}
		list = append(list, requirement{family, tier})
	}
	return list, nil
}

// unmet says why s does not meet the requirements on it.
func unmet(required []requirement, s *asm.Set) (problems []string) {
	for _, r := range required {
		if r.family != s.Name {
			continue
		}
		at := slices.IndexFunc(s.Impls, func(i asm.Impl) bool { return i.Tier.String() == r.tier })
		if at < 0 {
			problems = append(problems, fmt.Sprintf("%s has no tier %q in this build", s.Name, r.tier))
		} else if lacks := s.Impls[at].Lacks; lacks != "" {
			problems = append(problems, fmt.Sprintf("%s cannot run %s: this CPU lacks %s", s.Name, r.tier, lacks))
		}
	}
	return problems
}

// agreeRounds is how many random inputs Agree tries. It is enough to meet every
// remainder of a 512-bit block, and little enough for emulated CPUs.
const agreeRounds = 100

// Agree calls f on each tier that runs here with equal random numbers, which f
// turns into lengths and inputs, and requires equal results from all tiers.
func Agree(t *testing.T, s *asm.Set, f func(rnd *rand.Rand) []byte) {
	t.Helper()
	for seed := range uint64(agreeRounds) {
		var want []byte // of Generic, which is the last and always runs
		for _, impl := range slices.Backward(s.Impls) {
			if impl.Lacks != "" {
				continue
			}
			restore, err := s.Force(impl.Tier.String())
			if err != nil {
				t.Fatal(err)
			}
			got := f(rand.New(rand.NewPCG(seed, 0)))
			restore()
			if impl.Tier == asm.Generic {
				want = got
			} else if !bytes.Equal(want, got) {
				t.Fatalf("%s: random input %d: generic and %v differ:\nwant %x\ngot  %x", s.Name, seed, impl.Tier, want, got)
			}
		}
	}
}

// Bytes returns n random bytes.
func Bytes(rnd *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rnd.Uint32())
	}
	return b
}
