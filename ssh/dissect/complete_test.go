package dissect_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

// Every name in the message table of package wire has a row here, and every row's number
// has a name there.
func TestEveryMessageOfWireHasATable(t *testing.T) {
	described := map[string]bool{}
	for _, d := range Messages() {
		if d.Name == "" || d.Source == "" {
			t.Errorf("a table for %d, which is not in the table of package wire", d.Number)
		}
		described[d.Name] = true
	}
	for n := range 256 {
		if info := wire.Number(n).Info(); info.Name != "" && !described[info.Name] {
			t.Errorf("%s has no table", info.Name)
		}
	}
	table, err := os.ReadFile("../../wire/table.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`"(SSH2?_MSG_[A-Z_0-9]+)"`).FindAllSubmatch(table, -1) {
		if !described[string(name[1])] {
			t.Errorf("%s has no table", name[1])
		}
	}
	for _, method := range kex.AllMethods() {
		for n := wire.Number(30); n < 50; n++ {
			if name := n.InfoFor(method).Name; name != "" && !described[name] {
				t.Errorf("%s of %s has no table", name, method)
			}
		}
	}
}

// A struct that is added to package wire is added to these tests.
func TestEveryStructOfWireIsTried(t *testing.T) {
	tried := map[string]bool{}
	for _, m := range messages {
		tried[reflect.TypeOf(m.codec).Elem().Name()] = true
	}
	for _, r := range rests {
		tried[reflect.TypeOf(r.codec).Elem().Name()] = true
	}
	files, err := filepath.Glob("../../wire/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "Parse" {
				continue
			}
			typ := f.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name
			if !tried[typ] {
				t.Errorf("wire.%s is not tried", typ)
			}
		}
	}
}
