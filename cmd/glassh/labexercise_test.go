//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/trace"
)

func TestLabListsExercises(t *testing.T) {
	got := play(t, "exercise")
	if got.status != 0 || !strings.HasPrefix(got.stdout, "1  compute the session identifier from a trace\n") || strings.Count(got.stdout, "\n") != 10 {
		t.Errorf("got %v", got)
	}
}

// TestLabJudgesAnswers takes the answer out of the solution, which says it behind the rest.
func TestLabJudgesAnswers(t *testing.T) {
	for _, number := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		solution := play(t, "exercise", number, "--seed", "x", "--solution")
		_, answer, ok := strings.Cut(solution.stdout, "\nThe answer: ")
		answer, _, _ = strings.Cut(answer, "\n")
		if solution.status != 0 || !ok {
			t.Fatalf("exercise %s: %v", number, solution)
		}
		if got := play(t, "exercise", number, "--seed", "x", "--answer", answer); got.status != 0 || got.stdout != "Right.\n" || got.stderr != "" {
			t.Errorf("exercise %s, %s: got %v", number, answer, got)
		}
		if got := play(t, "exercise", number, "--seed", "y", "--answer", answer+"90"); got.status != 1 || !strings.HasPrefix(got.stdout, "Wrong.") || got.stderr != "" {
			t.Errorf("exercise %s, wrong: got %v", number, got)
		}
	}
}

// TestReadmeAnswersAnExercise runs what README.md shows.
func TestReadmeAnswersAnExercise(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^    glassh lab (exercise .*--answer \S+) +# wrong: all 32 bytes are asked for$`).FindSubmatch(readme)
	if m == nil {
		t.Fatal("README.md answers no exercise")
	}
	if got := play(t, strings.Fields(string(m[1]))...); got.status != 1 || !strings.Contains(got.stdout, "All 32 bytes are asked for.") {
		t.Errorf("got %v", got)
	}
}

func TestLabShowsAnExercise(t *testing.T) {
	got := play(t, "exercise", "7")
	for _, want := range []string{
		"Exercise 7: find the nonce that GCM has used twice\n\nGiven   ", "\nAsked   ", "\nRead    RFC 5647 §7.1", "\nAnswer  ",
		"bytes that are no packet: protect: packet failed authentication",
		"\nEvery byte of it:  glassh lab exercise 7 --seed 1 --jsonl FILE\nTo answer:         glassh lab exercise 7 --seed 1 --answer TEXT\n",
	} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("want %q in\n%s", want, got.stdout)
		}
	}
	if seeded := play(t, "exercise", "--seed", "1", "7"); got.status != 0 || seeded != got {
		t.Errorf("the seed is not 1: %v", seeded)
	}
	if odd := play(t, "exercise", "7", "--seed", "it's"); !strings.Contains(odd.stdout, ` --seed 'it'\''s' --answer `) {
		t.Errorf("the seed is not quoted: %s", odd.stdout)
	}
	if fields := play(t, "exercise", "3", "--fields"); !strings.Contains(fields.stdout, "finding that out is the exercise") || !strings.Contains(fields.stdout, "cookie: ") {
		t.Errorf("got %s", fields.stdout)
	}
}

func TestLabWritesTheTracesOfAnExercise(t *testing.T) {
	dir := t.TempDir()
	if got := play(t, "exercise", "3", "--jsonl", filepath.Join(dir, "one.jsonl")); got.status != 0 || !strings.Contains(got.stdout, "Trace: "+dir) {
		t.Errorf("got %v", got)
	}
	if got := play(t, "exercise", "2", "--jsonl", filepath.Join(dir, "two.jsonl")); got.status != 0 || !strings.Contains(got.stdout, "\nTrace 2: "+dir) {
		t.Errorf("got %v", got)
	}
	for _, name := range []string{"one.jsonl", "two-1.jsonl", "two-2.jsonl"} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if records, err := trace.ReadAll(f); err != nil || len(records) < 10 {
			t.Errorf("%s: %d records, %v", name, len(records), err)
		}
		if shown := glasshTraceShow(t, f.Name()); !strings.Contains(shown, "KEX_ECDH_REPLY") {
			t.Errorf("%s: trace show: %s", name, shown)
		}
	}
	piped := play(t, "exercise", "2", "--jsonl", "-")
	if piped.status != 0 || strings.Count(piped.stdout, `"kind":"begin"`) != 2 || !strings.HasPrefix(piped.stderr, "Exercise 2: ") {
		t.Errorf("got %d, %.200s", piped.status, piped.stderr)
	}
}

func glasshTraceShow(t *testing.T, file string) string {
	t.Helper()
	var out, errs strings.Builder
	if status := run([]string{"glassh", "trace", "show", file}, &env{stdin: strings.NewReader(""), stdout: &out, stderr: &errs}); status != 0 {
		t.Errorf("status %d: %s", status, errs.String())
	}
	return out.String()
}

func TestLabRefusesWhatIsNoExercise(t *testing.T) {
	for args, want := range map[string]string{
		"9":                            `there is no exercise "9"; there are 1 to 8`,
		"0":                            `there is no exercise "0"`,
		"one":                          `there is no exercise "one"`,
		"1 2":                          `"2" is one argument too many`,
		"--answer x":                   "of which exercise?",
		"1 --answer x --solution":      "--answer or --solution, not both",
		"1 --kex none":                 "there is no flag --kex",
		"1 --jsonl /nonexistent/x/t.j": "open /nonexistent/x/t.j: ",
	} {
		got := play(t, append([]string{"exercise"}, strings.Fields(args)...)...)
		if got.status == 0 || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: want %q, got %v", args, want, got)
		}
	}
	if got := play(t, "exercise", "-h"); got.status != 0 || !strings.Contains(got.stdout, "glassh lab exercise [N]") {
		t.Errorf("help: %v", got)
	}
}
