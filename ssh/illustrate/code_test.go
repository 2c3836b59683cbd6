package illustrate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/dissect"
)

// TestCodeIsWhereThePageSays reads each line that a page names.
func TestCodeIsWhereThePageSays(t *testing.T) {
	check := func(where string, f any) {
		p := placeOf(f)
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(p.Path)))
		if err != nil {
			t.Errorf("%s: %v", where, err)
			return
		}
		lines := strings.Split(string(text), "\n")
		name := p.Symbol[strings.LastIndexByte(p.Symbol, '.')+1:]
		if p.Line > len(lines) || !strings.HasPrefix(lines[p.Line-1], "func ") || !strings.Contains(lines[p.Line-1], name+"(") {
			t.Errorf("%s: %v is not there", where, p)
		}
	}
	for n, list := range codeOf {
		for _, f := range list {
			check(fmt.Sprintf("section %d", n), f)
		}
	}
	for name, f := range parserOf {
		check(name, f)
	}
}

func TestEveryMessageHasItsCode(t *testing.T) {
	for _, m := range dissect.Messages() {
		name := strings.TrimPrefix(strings.TrimPrefix(m.Name, "SSH2_MSG_"), "SSH_MSG_")
		if parserOf[name] == nil && name != "KEX_DH_GEX_REQUEST_OLD" { // is explained, and never taken
			t.Errorf("no code for %s", name)
		}
	}
}

func TestSpansHaveToTile(t *testing.T) {
	span := func(off, n int, inner ...dissect.Span) dissect.Span {
		return dissect.Span{Off: off, Len: n, Name: "x", Inner: inner}
	}
	for _, c := range []struct {
		what  string
		spans []dissect.Span
		ok    bool
	}{
		{"none", nil, false},
		{"one", []dissect.Span{span(0, 10)}, true},
		{"two", []dissect.Span{span(0, 4), span(4, 6)}, true},
		{"a gap", []dissect.Span{span(0, 4), span(5, 5)}, false},
		{"an overlap", []dissect.Span{span(0, 5), span(4, 6)}, false},
		{"too few", []dissect.Span{span(0, 9)}, false},
		{"too many", []dissect.Span{span(0, 11)}, false},
		{"an empty one", []dissect.Span{span(0, 0), span(0, 10)}, false},
		{"inside", []dissect.Span{span(0, 10, span(0, 3), span(3, 7))}, true},
		{"a gap inside", []dissect.Span{span(0, 10, span(0, 3), span(4, 6))}, false},
		{"too few inside", []dissect.Span{span(0, 10, span(0, 3))}, false},
	} {
		if err := tile(c.spans, 0, 10); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

func TestBulkIsCutInTheMiddle(t *testing.T) {
	whole := make([]byte, 5000)
	for i := range whole {
		whole[i] = byte(i)
	}
	r, err := newPageData().run(whole, []dissect.Span{{Off: 0, Len: 100, Name: "head"}, {Off: 100, Len: 4900, Name: "data", Kind: dissect.Data}})
	if err != nil {
		t.Fatal(err)
	}
	if want := [2]int{292, 4644}; len(r.Cut) != 1 || r.Cut[0] != want {
		t.Errorf("want %v cut, got %v", want, r.Cut)
	}
	if want := 2 * (100 + shownHead + shownTail); len(r.Hex) != want {
		t.Errorf("want %d digits, got %d", want, len(r.Hex))
	}
	if !strings.HasSuffix(r.Hex, "868788") && !strings.HasSuffix(r.Hex, fmt.Sprintf("%02x", byte(4999%256))) {
		t.Error("the last bytes are missing")
	}
}

func TestASecretSpanIsRefused(t *testing.T) {
	if _, err := newPageData().run(make([]byte, 8), []dissect.Span{{Len: 8, Name: "password", Kind: dissect.Secret}}); err == nil {
		t.Error("want an error")
	}
}
