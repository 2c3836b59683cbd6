package kex_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/ssh/kex"
)

// TestABadLineOfModuliIsLeftOut puts each between two good ones.
func TestABadLineOfModuliIsLeftOut(t *testing.T) {
	good := moduliLine(dh.Group14())
	fields := strings.Fields(good)
	with := func(i int, value string) string {
		changed := append([]string(nil), fields...)
		changed[i] = value
		return strings.Join(changed, " ")
	}
	p := number(dh.Group14().P())
	for _, c := range []struct{ line, want string }{
		{"20260101000000 2 6 100 2047 2", "moduli: line 3: 6 fields, not 7"},
		{good + " more", "moduli: line 3: 8 fields, not 7"},
		{with(1, "4"), "moduli: line 3: the type is 4, not 2, a safe prime"},
		{with(1, "two"), "moduli: line 3: field 2 is not a number"},
		{with(2, "7"), "moduli: line 3: the modulus is composite"},
		{with(2, "0"), "moduli: line 3: the modulus was not tested"},
		{with(3, "0"), "moduli: line 3: the modulus was not tested"},
		{with(3, "-1"), "moduli: line 3: field 4 is not a number"},
		{with(4, "2048"), "moduli: line 3: the modulus has 2048 bits, and its size says 2049"},
		{with(4, "2046"), "moduli: line 3: the modulus has 2048 bits, and its size says 2047"},
		{with(4, "65536"), "moduli: line 3: a size of 65536 bits"},
		{with(4, "99999999999999999999"), "moduli: line 3: field 5 is not a number"},
		{with(5, "0"), "moduli: line 3: the generator is not in 2 … p − 2"},
		{with(5, "1"), "moduli: line 3: the generator is not in 2 … p − 2"},
		{with(5, p.Text(16)), "moduli: line 3: the generator is not in 2 … p − 2"},
		{with(5, "0"+p.Text(16)[:511]+"e"), "moduli: line 3: the generator is not in 2 … p − 2"}, // p − 1
		{with(5, "x"), "moduli: line 3: the generator is not hexadecimal"},
		{with(6, "\x1b[31m"), "moduli: line 3: the modulus is not hexadecimal"},
		{with(6, p.Text(16)[:511]+"e"), "moduli: line 3: the modulus is even"},
		{with(6, ""), "moduli: line 3: 6 fields, not 7"},
	} {
		m, bad := kex.ParseModuli([]byte("# a comment\n" + good + "\n" + c.line + "\n\n\t" + good))
		if m.Len() != 2 || len(bad) != 1 || bad[0].Error() != c.want {
			t.Errorf("want %q and two groups, got %v and %d", c.want, bad, m.Len())
			continue
		}
		var of *kex.ModuliError
		if !errors.As(bad[0], &of) || of.Line != 3 || errors.Unwrap(of) == nil {
			t.Errorf("got %#v", bad[0])
		}
	}
}

// TestGroupsOfOtherSizesAreNotUsed reads groups of 1024 bits and of 8200, which are in
// order and no use.
func TestGroupsOfOtherSizesAreNotUsed(t *testing.T) {
	large := "20260101000000 2 6 100 8199 5 " + strings.Repeat("f", 2050)
	m, bad := kex.ParseModuli([]byte(moduliLine(dh.Group1()) + "\n" + large))
	if m.Len() != 0 || len(bad) != 0 {
		t.Errorf("got %d groups, %v", m.Len(), bad)
	}
	if g, err := m.Choose(fixedRand(""), 1024, 2048, 8192); err == nil {
		t.Errorf("chose a group of %d bits", g.BitLen())
	}
}

// TestTheChoiceIsRandom has two groups of the same size, by their generators.
func TestTheChoiceIsRandom(t *testing.T) {
	line := moduliLine(dh.Group14())
	m, bad := kex.ParseModuli([]byte(line + "\r\n" + strings.Replace(line, " 2047 2 ", " 2047 5 ", 1)))
	if m.Len() != 2 || len(bad) > 0 {
		t.Fatal(m.Len(), bad)
	}
	seen := make(map[byte]int)
	rand := fixedRand("choice")
	for range 64 {
		g, err := m.Choose(rand, 2048, 2048, 2048)
		if err != nil {
			t.Fatal(err)
		}
		seen[bytes.TrimLeft(g.G(), "\x00")[0]]++
	}
	if len(seen) != 2 || seen[2] < 16 || seen[5] < 16 {
		t.Errorf("64 choices between two: %v", seen)
	}
	dry := errors.New("dry")
	if _, err := m.Choose(iotest.ErrReader(dry), 2048, 2048, 8192); !errors.Is(err, dry) {
		t.Errorf("want %v, got %v", dry, err)
	}
}

// FuzzParseModuli reads any file. What is taken from it makes groups.
func FuzzParseModuli(f *testing.F) {
	f.Add("# Time Type Tests Tries Size Generator Modulus\n" + moduliLine(dh.Group14()) + "\n")
	f.Add(moduliLine(dh.Group15()) + "\nx\n" + moduliLine(dh.Group1()))
	f.Fuzz(func(t *testing.T, text string) {
		m, bad := kex.ParseModuli([]byte(text))
		for _, err := range bad {
			if strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Fatalf("an error of several lines: %q", err)
			}
		}
		if m.Len() == 0 {
			return
		}
		g, err := m.Choose(fixedRand("fuzz"), dh.MinGroupBits, 3072, dh.MaxGroupBits)
		if err != nil {
			t.Fatal(err)
		}
		if n := g.BitLen(); n < dh.MinGroupBits || n > dh.MaxGroupBits {
			t.Fatalf("a group of %d bits", n)
		}
	})
}
