package asm

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBestAvailableTierIsActive(t *testing.T) {
	for _, c := range []struct {
		name  string
		impls []Impl
		want  Tier
	}{
		{"no kernel", nil, Generic},
		{"all run", []Impl{{VAESAVX512, ""}, {AESNI, ""}}, VAESAVX512},
		{"the best lacks something", []Impl{{VAESAVX512, "avx512"}, {AESNI, ""}}, AESNI},
		{"all lack something", []Impl{{VAESAVX512, "avx512"}, {AESNI, "aes"}}, Generic},
	} {
		s := newSet("x", c.impls)
		if got := s.Active(); got != c.want {
			t.Errorf("%s: want %v, got %v", c.name, c.want, got)
		}
		if last := s.Impls[len(s.Impls)-1]; last != (Impl{Tier: Generic}) {
			t.Errorf("%s: the last tier is %v", c.name, last)
		}
	}
}

func TestForceIsUndoneInReverse(t *testing.T) {
	s := newSet("x", []Impl{{AVX512, "avx512"}, {AVX2, ""}, {SSSE3, ""}})
	restoreFirst, err := s.Force("ssse3")
	if err != nil || s.Active() != SSSE3 {
		t.Fatalf("want ssse3, got %v, %v", s.Active(), err)
	}
	restoreSecond, err := s.Force("generic")
	if err != nil || s.Active() != Generic {
		t.Fatalf("want generic, got %v, %v", s.Active(), err)
	}
	restoreSecond()
	if s.Active() != SSSE3 {
		t.Errorf("want ssse3 back, got %v", s.Active())
	}
	restoreFirst()
	if s.Active() != AVX2 {
		t.Errorf("want avx2 back, got %v", s.Active())
	}
}

func TestForceSaysWhatIsMissing(t *testing.T) {
	s := newSet("x", []Impl{{AVX512, "avx512 vaes"}, {AVX2, ""}})
	for tier, want := range map[string]string{
		"avx512": "asm: x cannot run avx512: this CPU lacks avx512 vaes",
		"shani":  `asm: x has no tier "shani" here, only avx512, avx2, generic`,
		"":       `asm: x has no tier "" here, only avx512, avx2, generic`,
	} {
		restore, err := s.Force(tier)
		if err == nil || err.Error() != want || restore != nil {
			t.Errorf("Force(%q): want %s, got %v", tier, want, err)
		}
	}
	if s.Active() != AVX2 {
		t.Errorf("a refused Force left %v active", s.Active())
	}
}

func TestSetsAreInTheOrderOfFamilies(t *testing.T) {
	saved := registered
	defer func() { registered = saved }()
	registered, chosen = nil, map[string]string{"sha1": "generic"}
	Register("field25519")
	sha1 := Register("sha1", Impl{SSSE3, ""})
	Register("aes")
	var got []string
	for _, s := range Sets() {
		got = append(got, s.Name)
	}
	if diff := cmp.Diff([]string{"sha1", "aes", "field25519"}, got); diff != "" {
		t.Error(diff)
	}
	if sha1.Active() != Generic {
		t.Errorf("the environment chose generic, got %v", sha1.Active())
	}
	for name, want := range map[string]string{
		"aes":    "asm: aes is registered twice",
		"rot13":  "asm: no family is called rot13",
		"sha256": "GLASSH_TIER: asm: sha256 cannot run shani: this CPU lacks sha",
	} {
		chosen = map[string]string{"sha256": "shani"}
		if got := panicOf(func() { Register(name, Impl{SHANI, "sha"}) }); got != want {
			t.Errorf("Register(%s): want the panic %q, got %v", name, want, got)
		}
	}
	chosen = nil
}

func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

func TestActiveDoesNotAllocate(t *testing.T) {
	s := newSet("x", []Impl{{AVX2, ""}})
	if n := testing.AllocsPerRun(100, func() {
		if s.Active() != AVX2 {
			t.Error("not avx2")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzParseTiers(f *testing.F) {
	f.Add("")
	f.Add("aes=aesni,chacha=generic")
	f.Add("aes=,=aesni,,")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := parseTiers(text)
		if err != nil {
			return
		}
		// What is accepted is a list of known words, as long as the text.
		var length int
		for family, tier := range m {
			length += len(family) + len("=") + len(tier)
		}
		if commas := strings.Count(text, ","); length+commas != len(text) {
			t.Errorf("%q gave %v", text, m)
		}
	})
}
