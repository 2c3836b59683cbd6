package glassh_test

import (
	"go/ast"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documented finds exported identifiers without a comment. For constants and
// variables the comment may stand on the group, on the line, or behind it.
func documented(s *source) (problems []string) {
	if !s.isGo() || s.isTest() || s.inPeers() {
		return nil
	}
	missing := func(what string, name *ast.Ident) {
		problems = append(problems, what+" "+name.Name+" has no comment")
	}
	for _, decl := range s.ast.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Name.IsExported() && decl.Doc == nil && exportedReceiver(decl) {
				missing("func", decl.Name)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					lone := len(decl.Specs) == 1 && decl.Doc != nil
					if spec.Name.IsExported() && spec.Doc == nil && !lone {
						missing("type", spec.Name)
					}
				case *ast.ValueSpec:
					if decl.Doc != nil || spec.Doc != nil || spec.Comment != nil {
						continue
					}
					for _, name := range spec.Names {
						if name.IsExported() {
							missing(decl.Tok.String(), name)
						}
					}
				}
			}
		}
	}
	return problems
}

// exportedReceiver reports whether f is a function, or a method of an exported type.
func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	t := f.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// extraModules finds what a go.mod requires beside the modules allowed.
func extraModules(gomod string, allowed ...string) (extra []string) {
	inBlock := false
	for line := range strings.Lines(gomod) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == "replace":
			extra = append(extra, "a replace directive")
		case words[0] == "require" && words[1] == "(":
			inBlock = true
		case words[0] == ")":
			inBlock = false
		case words[0] == "require":
			words = words[1:]
			fallthrough
		case inBlock:
			if !slices.Contains(allowed, words[0]) && !strings.HasPrefix(words[0], "//") {
				extra = append(extra, words[0])
			}
		}
	}
	return extra
}

func TestRootModuleHasTwoDependencies(t *testing.T) {
	for _, m := range extraModules(read(t, "go.mod"), "github.com/google/go-cmp", "golang.org/x/sys") {
		t.Errorf("go.mod has %s", m)
	}
}

// unchecked finds the Go code of a document that stands in none of the examples,
// as it is or one level deeper.
func unchecked(document string, examples []string) (blocks []string) {
	for _, m := range goBlock.FindAllStringSubmatch(document, -1) {
		deeper := regexp.MustCompile(`(?m)^(.)`).ReplaceAllString(m[1], "\t$1")
		if !slices.ContainsFunc(examples, func(e string) bool {
			return strings.Contains(e, m[1]) || strings.Contains(e, deeper)
		}) {
			blocks = append(blocks, m[1])
		}
	}
	return blocks
}

var goBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")

// noTarget finds the "make X" commands in a text that the Makefile has no target
// for: between backquotes, and at the start of a line of a script or code block.
func noTarget(text, makefile string) (commands []string) {
	for _, m := range makeCommand.FindAllStringSubmatch(text, -1) {
		target := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(m[1]) + `:`)
		if !target.MatchString(makefile) {
			commands = append(commands, "make "+m[1])
		}
	}
	return commands
}

var makeCommand = regexp.MustCompile("(?m)(?:`|^[ \t]*|\\$ )make ([a-z0-9-]+)")

// commandDocs are the files whose commands must work.
var commandDocs = []string{"README.md", "CONTRIBUTING.md", ".ci/run"}

func TestDocumentsShowWhatExists(t *testing.T) {
	var examples []string
	for _, s := range repository(t) {
		if path.Base(s.path) == "example_test.go" {
			examples = append(examples, string(s.text))
		}
	}
	for _, block := range unchecked(read(t, "README.md"), examples) {
		t.Errorf("README.md: no example_test.go has this code:\n%s", block)
	}
	makefile := read(t, "Makefile")
	for _, name := range commandDocs {
		for _, command := range noTarget(read(t, name), makefile) {
			t.Errorf("%s: the Makefile has no target for %q", name, command)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
