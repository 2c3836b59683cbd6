package vectors_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/glassh/glassh/vectors"
)

// TestEveryFileHasASource holds data/ and SOURCES.md together, and each file to the
// schema.
func TestEveryFileHasASource(t *testing.T) {
	sources, err := os.ReadFile("SOURCES.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(vectors.FS(), "*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files, %v", err)
	}
	for _, name := range files {
		if n := bytes.Count(sources, []byte("`"+name+"`")); n != 1 {
			t.Errorf("%s has %d rows in SOURCES.md, want 1", name, n)
		}
		text, err := fs.ReadFile(vectors.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		var f struct {
			Algorithm, Source string
			Groups            []struct{ Tests []vectors.Case }
		}
		if err := json.Unmarshal(text, &f); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.Algorithm == "" || f.Source == "" {
			t.Errorf("%s lacks its algorithm or source", name)
		}
		seen := map[int]bool{}
		for _, g := range f.Groups {
			if len(g.Tests) == 0 {
				t.Errorf("%s has a group without tests", name)
			}
			for _, c := range g.Tests {
				if c.ID == 0 || seen[c.ID] {
					t.Errorf("%s: tcId %d is missing or there twice", name, c.ID)
				}
				seen[c.ID] = true
				switch c.Result {
				case vectors.Valid, vectors.Invalid, vectors.Acceptable:
				default:
					t.Errorf("%s: case %d has result %q", name, c.ID, c.Result)
				}
			}
		}
	}
	for line := range strings.Lines(string(sources)) {
		name, _, ok := strings.Cut(strings.TrimPrefix(line, "| `"), "`")
		if !ok || !strings.HasPrefix(line, "| `") {
			continue
		}
		if _, err := fs.Stat(vectors.FS(), name); err != nil {
			t.Errorf("SOURCES.md names %s, which is not there", name)
		}
	}
}

func TestLoadRefusesFieldsThatNobodyReads(t *testing.T) {
	type group struct {
		Tests []struct{ vectors.Case }
	}
	if _, err := vectors.Load[group]("sha256_fips180.json"); err == nil || !strings.Contains(err.Error(), "unknown field") {
		t.Errorf("want the unread message to be an error, got %v", err)
	}
	if _, err := vectors.Load[group]("not there.json"); err == nil {
		t.Error("a file that is not there was loaded")
	}
}

func TestWycheproofIsFetched(t *testing.T) {
	type group struct {
		Tests []vectors.Case
	}
	f, err := vectors.Wycheproof[group]("x25519_test.json")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range f.Groups {
		n += len(g.Tests)
	}
	if n != 518 {
		t.Errorf("want the 518 cases of the pinned version, got %d", n)
	}
}
