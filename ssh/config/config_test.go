package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The words are those that argv_split of OpenSSH 9.2 makes.
func TestWordsOfALine(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{" \t", nil},
		{"a", []string{"a"}},
		{" a\tb ", []string{"a", "b"}},
		{`"a b" c`, []string{"a b", "c"}},
		{`'a "b' c`, []string{`a "b`, "c"}},
		{`"" c`, []string{"", "c"}},
		{`a"b c"d`, []string{"ab cd"}},
		{`a\ b "c\ d"`, []string{"a b", `c\ d`}},
		{`\" \' \\ \n \`, []string{`"`, "'", `\`, `\n`, `\`}},
		{`a # b`, []string{"a"}},
		{`a#b`, []string{"a#b"}},
		{`"#" a`, []string{"#", "a"}},
	} {
		got, err := Split(c.text)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", c.text, err, diff)
		}
	}
	for _, text := range []string{`"a b`, `'`, `a "b\"`} {
		if words, err := Split(text); err == nil {
			t.Errorf("%q: want an error, got %q", text, words)
		}
	}
}

func TestLines(t *testing.T) {
	const text = "# a comment\n\n  Port 22\nPort=22\nport = 22\r\n\tPort\t22 # why\nPort ==22\n\"Port\" 22\nPort\nUser \"x\n  # more\nProxyCommand  a \"b c\"  # d\f\n"
	type line struct {
		Number        int
		Keyword, Rest string
		Args          []string
		Bad           string
	}
	want := []line{
		{3, "Port", "22", []string{"22"}, ""},
		{4, "Port", "22", []string{"22"}, ""},
		{5, "port", "22", []string{"22"}, ""},
		{6, "Port", "22 # why", []string{"22"}, ""},
		{7, "Port", "=22", []string{"=22"}, ""},
		{8, "Port", "22", []string{"22"}, ""},
		{9, "Port", "", nil, `f line 9: no argument after keyword "Port"`},
		{10, "User", `"x`, nil, "f line 10: invalid quotes"},
		{12, "ProxyCommand", `a "b c"  # d`, []string{"a", "b c"}, ""},
	}
	var got []line
	for _, l := range Parse("f", []byte(text)) {
		bad := ""
		if l.Bad != nil {
			bad = l.Bad.Error()
		}
		got = append(got, line{l.Number, l.Keyword, l.Rest, l.Args, bad})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// said walks through a file; hosts named here are "on".
func said(t *testing.T, r *Reader, file string) (list []string, err error) {
	t.Helper()
	lines, err := r.Read(file)
	if err != nil {
		return nil, err
	}
	return list, Walk(file, lines, Visitor{
		Match: func(l *Line) (bool, error) { return l.Args[0] == "on", nil },
		Keyword: func(l *Line, counts bool) error {
			if l.Is("Wrong") {
				return l.Unknown()
			}
			list = append(list, fmt.Sprint(l.Args[0], counts))
			return nil
		},
	})
}

// A Host in an included file ends with it, and cannot turn on what is off around it.
func TestIncludedFilesStandInTheirPlace(t *testing.T) {
	dir := t.TempDir()
	r := &Reader{Dir: dir, Home: filepath.Join(dir, "home")}
	write(t, filepath.Join(dir, "d", "2.conf"), "A 4\n")
	write(t, filepath.Join(dir, "d", "1.conf"), "A 2\nHost off\nA 3\n")
	write(t, filepath.Join(dir, "d", ".3.conf"), "A never\n")
	write(t, filepath.Join(dir, "home", "mine"), "A 7\nHost on\nA 8\n")
	file := write(t, filepath.Join(dir, "f"), "A 1\nInclude d/*.conf none\nA 5\nHost off\nA 6\nInclude ~/mine\nMatch on\nInclude ~/mine\nA 9")
	got, err := said(t, r, file)
	want := strings.Split("1true 2true 3false 4true 5true 6false 7false 8false 7true 8true 9true", " ")
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestBadLinesAreCounted(t *testing.T) {
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "f"), "Wrong 1\nA 2\nA\nHost off\nWRONG 4\n")
	_, err := said(t, &Reader{Dir: dir}, file)
	want := strings.ReplaceAll("F: line 1: Bad configuration option: wrong\nF line 3: no argument after keyword \"A\"\n"+
		"F: line 5: Bad configuration option: wrong\nF: terminating, 3 bad configuration options", "F", file)
	if err == nil || err.Error() != want {
		t.Errorf("want\n%s\ngot\n%v", want, err)
	}
	outer := write(t, filepath.Join(dir, "g"), "Include f\n")
	if _, err := said(t, &Reader{Dir: dir}, outer); err == nil || err.Error() != want {
		t.Errorf("of a file that is included: want\n%s\ngot\n%v", want, err)
	}
}

func TestWhatIsReadIsBounded(t *testing.T) {
	dir := t.TempDir()
	loop := write(t, filepath.Join(dir, "loop"), "Include loop\n")
	if _, err := said(t, &Reader{Dir: dir}, loop); err == nil || !strings.Contains(err.Error(), "too many recursive") {
		t.Errorf("a file that includes itself: got %v", err)
	}
	tree := write(t, filepath.Join(dir, "tree"), strings.Repeat("Include tree\n", 10))
	if _, err := said(t, &Reader{Dir: dir}, tree); err == nil {
		t.Error("a file that includes itself often: want an error")
	}
	long := write(t, filepath.Join(dir, "long"), strings.Repeat("#", maxFile+1))
	if _, err := said(t, &Reader{Dir: dir}, long); err == nil {
		t.Error("a long file: want an error")
	}
	refused := errors.New("refused")
	r := &Reader{Dir: dir, Check: func(string, *os.File) error { return refused }}
	if _, err := said(t, r, loop); err != refused {
		t.Errorf("want %v, got %v", refused, err)
	}
}

func TestCriteriaOfMatch(t *testing.T) {
	for _, c := range []struct {
		text string
		want []Criterion
	}{
		{`Match all`, []Criterion{{Name: "all"}}},
		{`Match final all`, []Criterion{{Name: "final"}, {Name: "all"}}},
		{`Match Host *.org,!x !user=root exec "test -e x" # why`, []Criterion{
			{Name: "host", Arg: "*.org,!x"}, {Name: "user", Arg: "root", Negated: true}, {Name: "exec", Arg: "test -e x"},
		}},
	} {
		l, _ := ParseLine(c.text)
		got, err := Criteria(&l, "all", "final")
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", c.text, err, diff)
		}
	}
	for _, text := range []string{"Match host", "Match host # x", `Match host "x`, "Match all host x", "Match host x all", "Match !all"} {
		l, _ := ParseLine(text)
		if got, err := Criteria(&l, "all", "final"); err == nil && l.Bad == nil {
			t.Errorf("%s: want an error, got %v", text, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "a b", "a=b", "Host *\n\tPort 22\n", `a "b c" 'd' \" # e`, "Match host=x exec \"y z\" all\n", "\"\"\n=", "a\x00b c"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, l := range Parse("f", text) {
			if l.Bad == nil && l.Rest == "" {
				t.Errorf("%q: nothing behind the keyword, and no error", l.Keyword)
			}
			// What was split can be quoted and split again.
			var quoted []string
			for _, word := range l.Args {
				quoted = append(quoted, `"`+strings.NewReplacer(`\`, `\\`, `"`, `\"`, `'`, `\'`).Replace(word)+`"`)
			}
			again, err := Split(strings.Join(quoted, " "))
			if diff := cmp.Diff(l.Args, again); err != nil || len(l.Args) > 0 && diff != "" {
				t.Errorf("%q: %v (-want +got):\n%s", l.Rest, err, diff)
			}
			Criteria(&l, "all")
		}
	})
}
