package asm

import (
	"strings"
	"testing"
)

func TestEveryFeatureAndTierHasAName(t *testing.T) {
	if last := HasSHA3; int(last) != 1<<(len(featureNames)-1) {
		t.Errorf("the last feature is %#x, but there are %d names", uint32(last), len(featureNames))
	}
	all := Features(1<<len(featureNames) - 1)
	if got := len(strings.Fields(all.String())); got != len(featureNames) {
		t.Errorf("want %d names, got %v", len(featureNames), all)
	}
	seen := make(map[string]bool)
	for tier := range numTiers {
		name := tier.String()
		if name == "" || seen[name] {
			t.Errorf("tier %d is called %q", tier, name)
		}
		seen[name] = true
	}
	if want, got := "tier(200)", Tier(200).String(); got != want {
		t.Errorf("want %s, got %s", want, got)
	}
}

func TestLacksNamesOnlyWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		have, need Features
		want       string
	}{
		{0, 0, ""},
		{HasAES, HasAES, ""},
		{HasAES | HasAVX2, HasAES, ""},
		{HasAES, HasAES | HasAVX2, "avx2"},
		{0, HasAES | HasPCLMULQDQ | HasSSE41, "aes sse4.1 pclmulqdq"},
		{HasAVX512, HasVAES | HasAVX512 | HasIFMA, "vaes avx512ifma"},
	} {
		if got := c.have.Lacks(c.need); got != c.want {
			t.Errorf("(%v).Lacks(%v): want %q, got %q", c.have, c.need, c.want, got)
		}
	}
}
