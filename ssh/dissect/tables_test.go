package dissect_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
)

// walkTables visits every field of every table: of the messages, and of what their strings
// hold, and of the private key file. layout is the name of where the field stands.
func walkTables(t *testing.T, visit func(layout string, f *Field)) {
	t.Helper()
	seen := map[string]bool{}
	var walk func(layout string, fields []Field)
	walk = func(layout string, fields []Field) {
		for i := range fields {
			f := &fields[i]
			visit(layout, f)
			for _, c := range f.Cases {
				walk(c.Name, c.Fields)
			}
			walk(layout, f.Each)
			if f.Holds == "" || f.Holds == "bytes" || seen[f.Holds] {
				continue
			}
			seen[f.Holds] = true
			l, ok := Structure(f.Holds)
			if !ok {
				t.Fatalf("%s: %s holds %q, which is not there", layout, f.Name, f.Holds)
			}
			walk(l.Name, l.Fields)
		}
	}
	for _, m := range Messages() {
		walk(m.Name, m.Fields)
	}
	walk("private key file", PrivateKeyFields())
}

func TestTablesAreSound(t *testing.T) {
	walkTables(t, func(layout string, f *Field) {
		at := layout + ": " + f.Name
		switch {
		case f.Name == "" || f.Type == 0:
			t.Errorf("%s: a field without name or type", at)
		case (f.Type == Choice) != (f.On != "" && len(f.Cases) > 0):
			t.Errorf("%s: a choice between what?", at)
		case f.Type == Choice && f.Note == "" && f.Kind == Ordinary:
			t.Errorf("%s: nothing says what an unknown name means", at)
		case (f.Type == List) != (len(f.Each) > 0):
			t.Errorf("%s: a list of what?", at)
		case f.Holds != "" && f.Type != String || f.Size != 0 && f.Type != Bytes:
			t.Errorf("%s: that means nothing with the type %v", at, f.Type)
		}
		if f.Note != "" && !strings.HasSuffix(f.Note, ".") && !strings.HasSuffix(f.Note, "?") {
			t.Errorf("%s: the note is no sentence: %q", at, f.Note)
		}
		names := map[string]bool{}
		for _, c := range f.Cases {
			if names[c.Name] {
				t.Errorf("%s: %s is there twice", at, c.Name)
			}
			names[c.Name] = true
			if c.Source == "" && len(c.Fields) > 0 {
				t.Errorf("%s: %s has no source", at, c.Name)
			}
		}
	})
}

// What the packages of keys and key exchange know is known here.
func TestEveryAlgorithmHasATable(t *testing.T) {
	cases := func(structure string) (names []string) {
		l, ok := Structure(structure)
		if !ok {
			t.Fatal(structure)
		}
		for _, f := range l.Fields {
			for _, c := range f.Cases {
				names = append(names, c.Name)
			}
		}
		return names
	}
	expect := func(structure string, want []string) {
		t.Helper()
		got := cases(structure)
		for _, name := range want {
			if !slices.Contains(got, name) {
				t.Errorf("%s: %s is missing", structure, name)
			}
		}
	}
	expect("public key", slices.Concat(keys.Types(), keys.CertificateTypes()))
	expect("public key of an authority", keys.Types())
	expect("signature", slices.Concat(keys.Supported(), keys.Insecure()))
	for _, side := range []string{"client", "server"} {
		var inStrings []string
		for _, m := range kex.AllMethods() {
			if !strings.HasPrefix(m, "diffie-hellman-") && !strings.HasPrefix(m, "rsa") {
				inStrings = append(inStrings, m)
			}
		}
		expect("the "+side+"'s share, of the length that the method has", inStrings)
	}
}
