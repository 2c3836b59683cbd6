package wire_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "github.com/glassh/glassh/wire"
)

func TestNameListsThatArePossible(t *testing.T) {
	for _, c := range []struct {
		text  string
		names []string
	}{
		{"", nil},
		{"none", []string{"none"}},
		{"a,b,c", []string{"a", "b", "c"}},
		{"!,~", []string{"!", "~"}},
		{"zlib@openssh.com,zlib,none", []string{"zlib@openssh.com", "zlib", "none"}},
		// Longer than RFC 4251 §6 allows; it is only one more name that we do not know.
		{strings.Repeat("x", 65), []string{strings.Repeat("x", 65)}},
	} {
		l, err := ParseNameList([]byte(c.text))
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		var got []string
		for name := range l.All() {
			got = append(got, string(name))
		}
		if d := cmp.Diff(c.names, got); d != "" {
			t.Errorf("%q: All (-want +got):\n%s", c.text, d)
		}
		if d := cmp.Diff(c.names, l.Strings()); d != "" {
			t.Errorf("%q: Strings (-want +got):\n%s", c.text, d)
		}
		if l.Len() != len(c.names) || l.String() != c.text {
			t.Errorf("%q: %d names, %q", c.text, l.Len(), l)
		}
		first := ""
		if len(c.names) > 0 {
			first = c.names[0]
		}
		if got := l.First(); first != got {
			t.Errorf("%q: First: want %q, got %q", c.text, first, got)
		}
		for _, name := range c.names {
			if !l.Contains(name) {
				t.Errorf("%q does not contain %q", c.text, name)
			}
		}
		if l.Contains("") || l.Contains("a,b") || l.Contains("zlib@") {
			t.Errorf("%q contains what it does not", c.text)
		}
	}
}

func TestNameListsThatAreNot(t *testing.T) {
	for _, c := range []struct {
		text string
		want Problem
	}{
		{",", BadNameList},
		{",a", BadNameList},
		{"a,", BadNameList},
		{"a,,b", BadNameList},
		{"a b", BadNameList},
		{"a, b", BadNameList},
		{"a\x00", BadNameList},
		{"a\n", BadNameList},
		{"\x7f", BadNameList},
		{"caf\xc3\xa9", BadNameList},
		{strings.Repeat("a,", MaxNames) + "a", TooLong},
		{strings.Repeat("a", MaxNameList+1), TooLong},
	} {
		var e *ParseError
		if _, err := ParseNameList([]byte(c.text)); !errors.As(err, &e) || e.Problem != c.want {
			t.Errorf("%.20q: want %v, got %v", c.text, c.want, err)
		}
		r := NewReader(append([]byte{0}, AppendText(nil, c.text)...))
		r.Byte()
		if l := r.At("list").NameList(); l != nil || !errors.As(r.End(), &e) || e.Problem != c.want || e.Offset != 1 {
			t.Errorf("%.20q: want %v at byte 1, got %v", c.text, c.want, r.Err())
		}
	}
	for _, fits := range []string{strings.Repeat("a,", MaxNames-1) + "a", strings.Repeat("a", MaxNameList)} {
		if _, err := ParseNameList([]byte(fits)); err != nil {
			t.Errorf("%d bytes: %v", len(fits), err)
		}
	}
}

func TestNamesRefusesWhatMayNotBeSent(t *testing.T) {
	for _, name := range []string{"", "a,b", "a b", "\x00", "é", strings.Repeat("x", MaxName+1)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Names(%q) does not panic", name)
				}
			}()
			Names("none", name)
		}()
	}
	if l := Names(strings.Repeat("x", MaxName)); l.Len() != 1 {
		t.Errorf("the longest name: %v", l)
	}
}

func FuzzNameList(f *testing.F) {
	for _, seed := range []string{"", "a", "a,b", "a,,b", ",", "curve25519-sha256,ext-info-c", "\xff", " "} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := ParseNameList(text)
		if err != nil {
			return
		}
		names := l.Strings()
		if len(names) != l.Len() || strings.Join(names, ",") != string(text) {
			t.Fatalf("%q became %q", text, names)
		}
		i := 0
		for name := range l.All() {
			if string(name) != names[i] || len(name) == 0 || !l.Contains(string(name)) {
				t.Fatalf("%q: name %d is %q", text, i, name)
			}
			i++
		}
		if i != len(names) {
			t.Fatalf("%q: All yields %d names", text, i)
		}
	})
}
