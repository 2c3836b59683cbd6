package bench

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/asm"
)

func TestTheTableOfOperationsIsSound(t *testing.T) {
	seen := make(map[string]bool)
	represented := make(map[string]int)
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`) // of a part of a benchmark's name, and of a flag
	last := 0
	for _, o := range Operations() {
		id := o.Name + " " + o.Alg
		if seen[id] {
			t.Errorf("%s is there twice", id)
		}
		seen[id] = true
		if !name.MatchString(o.Name) || !name.MatchString(o.Alg) || !regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`).MatchString(o.Bench) {
			t.Errorf("%s: a name has other characters than those that are safe", id)
		}
		at := slices.Index(Kinds, o.Kind)
		if at < last {
			t.Errorf("%s is not beside the others of its kind", id)
		}
		last = at
		for _, family := range o.Sets {
			if !slices.Contains(asm.Families(), family) {
				t.Errorf("%s: there is no family %q", id, family)
			}
		}
		for _, check := range o.checks {
			if vectorChecks[check] == nil {
				t.Errorf("%s: there is no check %q", id, check)
			}
		}
		if len(o.checks) == 0 {
			t.Errorf("%s is never checked", id)
		}
		if o.Measures != "" {
			represented[o.Measures]++
			if o.Sets[0] != o.Measures {
				t.Errorf("%s: the families begin with %s, and it stands for %s", id, o.Sets[0], o.Measures)
			}
		}
	}
	for _, s := range asm.Sets() {
		if represented[s.Name] != 1 {
			t.Errorf("%s has %d operations that stand for it", s.Name, represented[s.Name])
		}
	}
}

// TestOperationsAreDeterministic also shows that none needs a size that others do
// not, and that every step of a stateful one works.
func TestOperationsAreDeterministic(t *testing.T) {
	for _, o := range Operations() {
		for _, size := range o.sizes([]int{1, 16, 64, 1350, 4096}) {
			first, second := o.prepare(size), o.prepare(size)
			a := bytes.Clone(first())
			if b := second(); !bytes.Equal(a, b) {
				t.Errorf("%s %s of %d bytes: two computations differ", o.Name, o.Alg, size)
			}
			if a == nil && o.Kind != keySetup {
				t.Errorf("%s %s of %d bytes: there is nothing to compare", o.Name, o.Alg, size)
			}
			if o.Bulk && len(a) == 0 {
				t.Errorf("%s %s of %d bytes: the output is empty", o.Name, o.Alg, size)
			}
			for range 3 {
				first()
			}
		}
	}
}

func TestSizesFitTheAlgorithm(t *testing.T) {
	for _, c := range []struct {
		op          Operation
		asked, want []int
	}{
		{Operation{Kind: hash}, []int{64, 1350, 16}, []int{16, 64, 1350}},
		{Operation{Kind: hash}, []int{64, 64}, []int{64}},
		{Operation{Kind: cbcEnc, unit: 16}, []int{1, 16, 1350}, []int{16, 1360}},
		{Operation{Kind: packet, most: 1000}, []int{1000, 1001}, []int{1000}},
		{Operation{Kind: sign}, []int{64, 1350}, []int{0}},
	} {
		if diff := cmp.Diff(c.want, c.op.sizes(c.asked)); diff != "" {
			t.Errorf("%s, %v (-want +got):\n%s", c.op.Name, c.asked, diff)
		}
	}
}

func TestChoiceOfWhatDoesNotExist(t *testing.T) {
	for _, c := range []struct {
		choice Choice
		want   string
	}{
		{Choice{Algs: []string{"aes128-gcm", "rot13"}}, `there is no algorithm "rot13"; there are aes128-gcm, aes256-gcm, `},
		{Choice{Kinds: []string{"dance"}}, `there is no operation "dance"; there are aead-seal, aead-open, `},
		{Choice{Tiers: []string{"avx9"}}, `there is no tier "avx9"; there are generic, ssse3, `},
		{Choice{Sizes: []int{0}}, `0 bytes cannot be measured; sizes are from 1 to 1048576`},
		{Choice{Sizes: []int{MostBytes + 1}}, `1048577 bytes cannot be measured; sizes are from 1 to 1048576`},
	} {
		c.choice.Mode = Quick
		_, err := Choose(c.choice)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("want %s…\ngot  %v", c.want, err)
		}
	}
}

func TestSizesAsUsersWriteThem(t *testing.T) {
	for text, want := range map[string][]int{"64": {64}, "64,1350,16k": {64, 1350, 16384}, "1K": {1024}, "1024k": {1 << 20}} {
		got, err := ParseSizes(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", text, err, diff)
		}
	}
	for _, text := range []string{"", "0", "-1", "64,", "big", "1m", "1025k", "1.5k"} {
		if got, err := ParseSizes(text); err == nil {
			t.Errorf("%q: want an error, got %v", text, got)
		}
	}
}

func TestNothingToMeasureIsAnError(t *testing.T) {
	job, err := choose(Operations(), Choice{Mode: Quick, Algs: []string{"x25519"}, Tiers: []string{"shani"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := job.Run("0", func(int, int, string) {}); err != ErrNothing || len(job.Unavailable()) != 1 {
		t.Errorf("want ErrNothing and a reason, got %v and %v", err, job.Unavailable())
	}
}

// fast is a mode for tests.
var fast = Mode{"test", []int{16, 64, 256}, 3, time.Millisecond, 50 * time.Microsecond}

func TestARunFillsAFile(t *testing.T) {
	job, err := Choose(Choice{Mode: fast, Algs: []string{"sha256", "ed25519"}})
	if err != nil {
		t.Fatal(err)
	}
	var calls, last int
	f, err := job.Run("0.1", func(done, total int, what string) {
		calls++
		if last = done; total != 0 && total != job.Rows() || what == "" && done != total {
			t.Errorf("progress: %d of %d, %q", done, total, what)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Results) != job.Rows() || last != job.Rows() || calls < 3 {
		t.Errorf("want %d results, got %d and %d calls up to %d", job.Rows(), len(f.Results), calls, last)
	}
	if f.SelfCheck.Vectors != "passed" || f.SelfCheck.Count == 0 {
		t.Errorf("the self-check: got %+v", f.SelfCheck)
	}
	selected := make(map[string]int)
	for _, r := range f.Results {
		if r.N != fast.Samples || len(r.Samples) != r.N || r.NS.Min <= 0 || r.NS.Max < r.NS.Median {
			t.Errorf("got %+v", r)
		}
		if (r.Size == 0) != (r.BytesPerSecond == 0) {
			t.Errorf("%d bytes at %v a second", r.Size, r.BytesPerSecond)
		}
		if r.Selected {
			selected[r.Op+r.Alg]++
		}
	}
	for what, n := range selected {
		if want := map[bool]int{true: 3, false: 1}[strings.HasPrefix(what, "hash")]; n != want {
			t.Errorf("%s: want %d selected rows, got %d", what, want, n)
		}
	}
	if want := len(f.Results) / len(f.Fit); len(f.Fit) == 0 || want < 3 {
		t.Errorf("got %d fits for %d results", len(f.Fit), len(f.Results))
	}
}

func TestAWrongTierIsFoundBeforeAnythingIsTimed(t *testing.T) {
	vectorChecks["wrong"] = func() (int, error) { return 3, errWrong }
	vectorChecks["right"] = func() (int, error) { return 3, nil }
	defer delete(vectorChecks, "wrong")
	defer delete(vectorChecks, "right")
	timed := 0
	prepare := func(int) func() []byte {
		return func() []byte { timed++; return []byte{1} }
	}
	run := func(o Operation) error {
		job, err := choose([]Operation{o}, Choice{Mode: fast})
		if err != nil {
			t.Fatal(err)
		}
		_, err = job.Run("0", func(int, int, string) {})
		return err
	}
	err := run(Operation{Kind: hash, Alg: "fake", Sets: []string{"field25519"}, prepare: prepare, checks: []string{"wrong"}})
	if err == nil || !strings.Contains(err.Error(), "the self-check failed, nothing was measured: wrong, tier generic: the result is wrong") {
		t.Errorf("got %v", err)
	}
	if timed > 3 { // a computation for each size
		t.Errorf("%d steps ran", timed)
	}
	if err := run(Operation{Kind: hash, Alg: "fake", Sets: []string{"field25519"}, prepare: prepare, checks: []string{"right"}}); err != nil {
		t.Errorf("a right one: got %v", err)
	}
}

func TestATierThatDisagreesIsFound(t *testing.T) {
	var set *asm.Set
	for _, s := range asm.Sets() {
		if at := slices.IndexFunc(s.Impls, func(i asm.Impl) bool { return i.Lacks == "" && i.Tier != asm.Generic }); at >= 0 {
			set = s
		}
	}
	if set == nil {
		return // generic is all there is: no other can disagree
	}
	o := Operation{Kind: hash, Alg: "fake", Sets: []string{set.Name}, prepare: func(int) func() []byte {
		tier := byte(set.Active())
		return func() []byte { return []byte{tier} }
	}}
	job, err := choose([]Operation{o}, Choice{Mode: fast})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = job.Run("0", func(int, int, string) {}); err == nil || !strings.Contains(err.Error(), "the tiers generic and ") {
		t.Errorf("got %v", err)
	}
}

func TestDoubtsAboutResults(t *testing.T) {
	quiet := Result{NS: Summary{Q1: 100, Median: 100, Q3: 101}}
	loud := Result{NS: Summary{Q1: 100, Median: 110, Q3: 120}, Bimodal: true}
	if got := doubts([]Result{quiet, quiet, quiet}); got != nil {
		t.Errorf("want none, got %q", got)
	}
	got := doubts([]Result{quiet, loud, loud})
	if len(got) != 2 || !strings.HasPrefix(got[0], "noisy: in 2 of 3 rows") || !strings.HasPrefix(got[1], "in 2 of 3 rows") {
		t.Errorf("got %q", got)
	}
}
