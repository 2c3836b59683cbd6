package asmtest

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// An instruction that Go's assembler for arm64 lacks is written as a macro, named
// after its mnemonic, with the manual's syntax behind it:
//
//	#define VUMULL_3_1_2 WORD $0x2ea2c023 // UMULL V3.2D, V1.2S, V2.2S
//	#define VUMLALI(d, n, m, i) WORD $(0x2f802000 | … | (d)) // UMLAL Vd.2D, Vn.2S, Vm.S[i]
//
// TestWords holds that the word is what the comment says: it lets the assembler and
// the disassembler of the go command see it, and compares with what go tool objdump -gnu
// writes, but for capitals and spaces. Of a macro with parameters, which are numbers of
// registers and lanes, it tries every one in every place.
type word struct {
	place  string // file:line
	define string // the whole line
	name   string
	params []string
	syntax string // MNEMONIC OPERANDS
}

var (
	comment   = regexp.MustCompile(`//.*`)
	directive = regexp.MustCompile(`\bD?WORD\b`)
	wordLine  = regexp.MustCompile(`^#define\s+(\w+)(?:\(([\w\s,]*)\))?\s+WORD\s+\$\S[^/]*//\s*(\w+\s.*)$`)
)

// findWords returns the words of a source file, and what is wrong with how they are
// written.
func findWords(name, text string) (words []word, problems []string) {
	for i, line := range strings.Split(text, "\n") {
		if !directive.MatchString(comment.ReplaceAllString(line, "")) {
			continue
		}
		w := word{place: fmt.Sprintf("%s:%d", name, i+1), define: line}
		m := wordLine.FindStringSubmatch(line)
		if m == nil {
			problems = append(problems, w.place+": WORD without #define NAME before and // MNEMONIC OPERANDS behind it")
			continue
		}
		w.name, w.syntax = m[1], m[3]
		if m[2] != "" {
			w.params = strings.FieldsFunc(m[2], func(r rune) bool { return r == ',' || r == ' ' })
		}
		if mnemonic, _, _ := strings.Cut(w.syntax, " "); !strings.Contains(strings.ToUpper(w.name), strings.ToUpper(mnemonic)) {
			problems = append(problems, w.place+": "+w.name+" is not named after "+mnemonic)
			continue
		}
		words = append(words, w)
	}
	return words, problems
}

// limits returns how many values each parameter has, by its place in the syntax: a
// register, or the index of a lane. Instructions on lanes of 16 bits take these from
// the lower half of the registers only.
func (w *word) limits() (limits []int, err error) {
	lanes := map[string]int{"B": 16, "H": 8, "S": 4, "D": 2}
	for _, p := range w.params {
		index := regexp.MustCompile(`\.(\w)\[` + p + `\]`).FindStringSubmatch(w.syntax)
		switch {
		case index != nil && lanes[strings.ToUpper(index[1])] != 0:
			limits = append(limits, lanes[strings.ToUpper(index[1])])
		case regexp.MustCompile(`\b(?i:V)` + p + `\.(?i:H)\[`).MatchString(w.syntax):
			limits = append(limits, 16)
		case regexp.MustCompile(`\b(?i:[BHSDQV])` + p + `\b`).MatchString(w.syntax):
			limits = append(limits, 32)
		case regexp.MustCompile(`\b(?i:[WX])` + p + `\b`).MatchString(w.syntax):
			limits = append(limits, 31) // 31 is the zero register, or SP
		default:
			return nil, fmt.Errorf("%s: the parameter %s is neither a register nor an index in %s", w.place, p, w.syntax)
		}
	}
	return limits, nil
}

// with returns the syntax with the values of the parameters.
func (w *word) with(values []int) string {
	s := w.syntax
	for i, p := range w.params {
		s = regexp.MustCompile(`\b((?i:[BHSDQVWX])?)`+p+`\b`).ReplaceAllString(s, "${1}"+strconv.Itoa(values[i]))
	}
	return s
}

// values returns what to try: all zeros, all maxima, and each value of each parameter
// with random ones of the others. Fields of an instruction are independent of each
// other, so that these show all that may be wrong.
func values(limits []int, rnd *rand.Rand) (list [][]int) {
	random := func() []int {
		v := make([]int, len(limits))
		for i, limit := range limits {
			v[i] = rnd.IntN(limit)
		}
		return v
	}
	highest := slices.Clone(limits)
	for i := range highest {
		highest[i]--
	}
	list = append(list, make([]int, len(limits)), highest)
	for i, limit := range limits {
		for x := range limit {
			v := random()
			v[i] = x
			list = append(list, v)
		}
	}
	return list
}

// checkWords returns what the words of the source files, by name, are said to be and
// are not, and how many are all right.
func checkWords(t *testing.T, files map[string]string) (problems []string, good int) {
	t.Helper()
	type expected struct {
		word   *word
		syntax string
	}
	var source bytes.Buffer
	lines := 0
	emit := func(format string, args ...any) {
		fmt.Fprintf(&source, format+"\n", args...)
		lines++
	}
	want := make(map[int]expected) // by line of source
	rnd := rand.New(rand.NewPCG(1, 1))
	emit("TEXT ·words(SB), $0-0")
	for name, text := range files {
		words, wrong := findWords(name, text)
		problems = append(problems, wrong...)
		for i := range words {
			w := &words[i]
			limits, err := w.limits()
			if err != nil {
				problems = append(problems, err.Error())
				continue
			}
			emit("%s", w.define)
			for _, v := range values(limits, rnd) {
				call := w.name
				if w.params != nil {
					call += "(" + strings.Join(strings.Fields(strings.Trim(fmt.Sprint(v), "[]")), ", ") + ")"
				}
				emit("\t%s", call)
				want[lines] = expected{w, w.with(v)}
			}
			emit("#undef %s", w.name)
		}
	}
	emit("\tRET")

	got := disassemble(t, source.Bytes())
	failed := make(map[*word]bool)
	checked := make(map[*word]bool)
	for _, line := range slices.Sorted(maps.Keys(want)) {
		w, syntax := want[line].word, want[line].syntax
		if checked[w] = true; failed[w] {
			continue // one is enough
		}
		if plain(got[line]) != plain(syntax) {
			failed[w] = true
			problems = append(problems, fmt.Sprintf("%s: %s: want %q, got %q", w.place, w.name, plain(syntax), plain(got[line])))
		}
	}
	slices.Sort(problems)
	return problems, len(checked) - len(failed)
}

// plain is the spelling in which instructions are compared.
func plain(instruction string) string {
	s := strings.ToLower(strings.Join(strings.Fields(instruction), " "))
	return strings.ReplaceAll(s, ", ", ",")
}

// disassemble assembles a source file for arm64 and returns its instructions in the
// manual's syntax, by line.
func disassemble(t *testing.T, source []byte) map[int]string {
	t.Helper()
	if out, err := goTool("", "version"); err != nil {
		if runtime.GOARCH == "amd64" {
			t.Fatalf("go version: %v\n%s", err, out)
		}
		t.Skipf("cannot run the go command, as under an emulator; amd64 checks the same words: %v", err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "words_arm64.s"), source, 0o600); err != nil {
		t.Fatal(err)
	}
	object := filepath.Join(dir, "words.o")
	if out, err := goTool("arm64", "tool", "asm", "-p", "words", "-o", object, filepath.Join(dir, "words_arm64.s")); err != nil {
		t.Fatalf("go tool asm: %v\n%s", err, out)
	}
	out, err := goTool("", "tool", "objdump", "-gnu", object)
	if err != nil {
		t.Fatalf("go tool objdump: %v\n%s", err, out)
	}
	instructions := make(map[int]string)
	for _, m := range regexp.MustCompile(`(?m)^\s*words_arm64\.s:(\d+)\s+0x\w+\s+(\w{8})\s+(.*)$`).FindAllStringSubmatch(string(out), -1) {
		line, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		_, gnu, known := strings.Cut(m[3], "//")
		if !known {
			gnu = "unknown instruction " + m[2]
		}
		instructions[line] = gnu
	}
	return instructions
}

// goTool runs the go command, which is not told for what this test was built: its
// tools run here.
func goTool(arch string, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "GOARCH=") || strings.HasPrefix(v, "GOOS=") || strings.HasPrefix(v, "GOFLAGS=")
	})
	if arch != "" {
		cmd.Env = append(cmd.Env, "GOOS=linux", "GOARCH="+arch)
	}
	return cmd.CombinedOutput()
}

// TestWords checks every family's words.
func TestWords(t *testing.T) {
	files := make(map[string]string)
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_arm64.s") && !strings.HasSuffix(path, "_arm64.h") {
			return err
		}
		text, err := os.ReadFile(path)
		files[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	problems, good := checkWords(t, files)
	for _, p := range problems {
		t.Error(p)
	}
	if good == 0 {
		t.Error("no words were found")
	}
	t.Logf("%d words in %d files", good, len(files))
}

// TestWordsThatAreWrong shows TestWords what it must not let pass.
func TestWordsThatAreWrong(t *testing.T) {
	const goodLines = `
#define VUMULL_3_1_2 WORD $0x2ea2c023 // UMULL V3.2D, V1.2S, V2.2S
#define	vumlali(d, n, m, i)  WORD  $(0x2f802000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d)) //  umlal  vd.2d,Vn.2s, Vm.s[i]
// A WORD in a comment is none.
`
	wrong := map[string]string{
		"":                   "",
		"\tWORD $0x2ea2c023": "1: WORD without #define",
		"\tWORD $0x2ea2c023 // UMULL V3.2D, V1.2S, V2.2S":               "1: WORD without #define",
		"#define VUMULL WORD $0x2ea2c023":                               "1: WORD without #define",
		"#define VUMULL WORD $0x2ea2c023 \\":                            "1: WORD without #define",
		"#define VUMULL DWORD $0x2ea2c023 // UMULL V3.2D, V1.2S, V2.2S": "1: WORD without #define",
		"#define VUMULL WORD $0x2ea2c023 // UMULL V3.2D, V1.2S, V1.2S":  `want "umull v3.2d,v1.2s,v1.2s", got "umull v3.2d,v1.2s,v2.2s"`,
		"#define VUMULL WORD $0x6ea2c023 // UMULL V3.2D, V1.2S, V2.2S":  `want "umull v3.2d,v1.2s,v2.2s", got "umull2 v3.2d,v1.4s,v2.4s"`,
		"#define VUMULL WORD $0x2f82c023 // UMULL V3.2D, V1.2S, V2.2S":  `got "unknown instruction 2f82c023"`,
		"#define VUMLAL WORD $0x2ea2c023 // UMULL V3.2D, V1.2S, V2.2S":  "VUMLAL is not named after UMULL",

		// A bit of i lost, a bit of m, the parameters in the wrong order, and a number of
		// which nobody knows what it may be.
		"#define VUMLALI(d, n, m, i) WORD $(0x2f802000 | ((i)&1)<<21 | (m)<<16 | (n)<<5 | (d)) // UMLAL Vd.2D, Vn.2S, Vm.S[i]":                     "1: VUMLALI: want",
		"#define VUMLALI(d, n, m, i) WORD $(0x2f802000 | ((i)&1)<<21 | ((i)>>1)<<11 | ((m)&15)<<16 | (n)<<5 | (d)) // UMLAL Vd.2D, Vn.2S, Vm.S[i]": "1: VUMLALI: want",
		"#define VUMULL(d, n, m) WORD $(0x2ea0c000 | (m)<<16 | (d)<<5 | (n)) // UMULL Vd.2D, Vn.2S, Vm.2S":                                         "1: VUMULL: want",
		"#define VSHRN(d, n, i) WORD $(0x0f208400 | (32-i)<<16 | (n)<<5 | (d)) // SHRN Vd.2S, Vn.2D, #i":                                           "the parameter i is neither a register nor an index",
	}
	files := make(map[string]string)
	for line := range wrong {
		files[line] = line + goodLines // the problems begin with this name
	}
	problems, good := checkWords(t, files)
	if want := 2 * len(wrong); good != want {
		t.Errorf("%d of %d right words pass", good, want)
	}
	for line, want := range wrong {
		var got []string
		for _, p := range problems {
			if where, ours := strings.CutPrefix(p, line+":"); ours {
				got = append(got, where)
			}
		}
		if len(got) != min(len(want), 1) || len(got) == 1 && !strings.Contains(got[0], want) {
			t.Errorf("%q: want %q, got %q", line, want, got)
		}
	}
}
