package glassh_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A source is one file of the repository: Go, assembly or text.
type source struct {
	path string // from the root, with slashes
	text []byte
	ast  *ast.File // of Go only
}

func newSource(name string, text []byte) (*source, error) {
	s := &source{path: name, text: text}
	if strings.HasSuffix(name, ".go") {
		var err error
		s.ast, err = parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *source) dir() string  { return path.Dir(s.path) }
func (s *source) isGo() bool   { return s.ast != nil }
func (s *source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// inPeers reports whether s belongs to the module of peers, which has its own
// dependencies.
func (s *source) inPeers() bool { return strings.HasPrefix(s.path, "peers/") }

// imports returns the import paths of s.
func (s *source) imports() (paths []string) {
	for _, spec := range s.ast.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			panic(err) // the parser has accepted it
		}
		paths = append(paths, p)
	}
	return paths
}

// repository reads the files that rules look at.
func repository(t *testing.T) (files []*source) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); name != "." && (n == "testdata" || n == "bin" || n[0] == '.' || n[0] == '_') {
				return fs.SkipDir
			}
			return nil
		}
		if ext := path.Ext(name); ext != ".go" && ext != ".s" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		s, err := newSource(name, text)
		if err != nil {
			t.Error(err)
			return nil
		}
		files = append(files, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A rule says what is wrong with one file.
type rule func(*source) (problems []string)

// rules are those about single files. TestRulesCanFail proves each able to fail.
var rules = map[string]rule{
	"formatted":             formatted,
	"short files":           short,
	"floors":                floors,
	"dependencies":          dependencies,
	"own cryptography":      ownCryptography,
	"no I/O in the core":    noIO,
	"assembly":              assembly,
	"exports documented":    documented,
	"package doc in doc.go": docInDocFile,
}

func TestRepositoryKeepsItsRules(t *testing.T) {
	files := repository(t)
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		t.Run(name, func(t *testing.T) {
			for _, f := range files {
				for _, problem := range rules[name](f) {
					t.Errorf("%s: %s", f.path, problem)
				}
			}
		})
	}
	t.Run("doc.go", func(t *testing.T) {
		for _, problem := range undescribed(files) {
			t.Error(problem)
		}
	})
}

func formatted(s *source) []string {
	if !s.isGo() {
		return nil
	}
	if text, err := format.Source(s.text); err != nil || !bytes.Equal(text, s.text) {
		return []string{"is not formatted: run make fmt"}
	}
	return nil
}

// maxLines is generous: a file is one idea, and most fit in half of that.
const maxLines = 700

func short(s *source) []string {
	if lines := bytes.Count(s.text, []byte("\n")); lines > maxLines && !s.isTest() {
		return []string{fmt.Sprintf("has %d lines; at most %d", lines, maxLines)}
	}
	return nil
}

func assembly(s *source) (problems []string) {
	if !strings.HasSuffix(s.path, ".s") {
		return nil
	}
	if !strings.HasPrefix(s.path, "asm/") {
		problems = append(problems, "assembly belongs in asm/")
	}
	for line := range strings.Lines(string(s.text)) {
		if strings.HasPrefix(line, "//go:build ") && strings.Contains(line, "!purego") {
			return problems
		}
	}
	return append(problems, "is built under the tag purego: //go:build !purego is missing")
}

// undescribed finds packages without a doc.go.
func undescribed(files []*source) (problems []string) {
	has := make(map[string]bool)
	for _, s := range files {
		if s.isGo() && !s.isTest() {
			has[s.dir()] = has[s.dir()] || path.Base(s.path) == "doc.go"
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(has)) {
		if !has[dir] {
			problems = append(problems, dir+": there is no doc.go")
		}
	}
	return problems
}

// docInDocFile holds that the package comment stands in doc.go, and there alone.
func docInDocFile(s *source) []string {
	if !s.isGo() || s.isTest() {
		return nil
	}
	isDoc, has := path.Base(s.path) == "doc.go", s.ast.Doc != nil
	switch {
	case isDoc && !has:
		return []string{"has no package comment"}
	case !isDoc && has:
		return []string{"has a package comment: it belongs in doc.go"}
	}
	return nil
}
