package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/lab"
	"github.com/glassh/glassh/ssh/trace"
)

// exerciseOptions is the command line of glassh lab exercise.
type exerciseOptions struct {
	number   int
	seed     string
	answer   *string
	solution bool
	fields   bool
	jsonl    string
}

var exerciseFlags = flags[exerciseOptions]{
	{name: "seed", arg: "TEXT", set: func(o *exerciseOptions, text string) error { o.seed = text; return nil }},
	{name: "answer", arg: "TEXT", set: func(o *exerciseOptions, text string) error { o.answer = &text; return nil }},
	{name: "solution", set: func(o *exerciseOptions, _ string) error { o.solution = true; return nil }},
	{name: "fields", set: func(o *exerciseOptions, _ string) error { o.fields = true; return nil }},
	{name: "jsonl", arg: "FILE", set: func(o *exerciseOptions, file string) error { o.jsonl = file; return nil }},
}

// parse reads the number of the exercise, which may stand in front of the flags or behind
// them.
func (o *exerciseOptions) parse(args []string) error {
	var operands []string
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		operands, args = args[:1:1], args[1:]
	}
	rest, err := exerciseFlags.parse(o, args)
	if err != nil {
		return err
	}
	operands = append(operands, rest...)
	switch {
	case len(operands) > 1:
		return badUsage("%q is one argument too many", operands[1])
	case len(operands) == 0 && (o.answer != nil || o.solution || o.jsonl != ""):
		return badUsage("of which exercise? glassh lab exercise lists them")
	case len(operands) == 0:
		return nil
	case o.answer != nil && o.solution:
		return badUsage("--answer or --solution, not both")
	}
	last := len(lab.ExerciseTitles())
	if o.number, err = strconv.Atoi(operands[0]); err != nil || o.number < 1 || o.number > last {
		return badUsage("there is no exercise %q; there are 1 to %d", operands[0], last)
	}
	return nil
}

// runLabExercise is glassh lab exercise.
func runLabExercise(e *env, args []string) error {
	o := exerciseOptions{seed: "1"}
	if err := o.parse(args); err != nil {
		return err
	}
	if o.number == 0 {
		return listExercises(e.stdout)
	}
	x, err := lab.NewExercise(o.number, o.seed)
	if err != nil {
		return err
	}
	switch {
	case o.answer != nil:
		return judge(e.stdout, x.Check(*o.answer))
	case o.solution:
		_, err := fmt.Fprintf(e.stdout, "Exercise %d: %s. Seed: %s\n\n%s", x.Number, x.Title, o.seed, x.Solution())
		return err
	case o.jsonl == "-":
		if _, err := fmt.Fprint(e.stderr, x.Text()); err != nil {
			return err
		}
		for _, records := range x.Traces {
			if err := writeRecords(e.stdout, records); err != nil {
				return err
			}
		}
		return nil
	}
	return o.show(e.stdout, x)
}

// judge says what an answer is worth. The exit status says it too.
func judge(w io.Writer, v lab.Verdict) error {
	text := "Wrong."
	if v.Hint != "" {
		text += " " + v.Hint
	}
	if v.Right {
		text = "Right."
	}
	if _, err := fmt.Fprintln(w, text); err != nil {
		return err
	}
	if !v.Right {
		return statusError(1)
	}
	return nil
}

func listExercises(w io.Writer) error {
	for i, title := range lab.ExerciseTitles() {
		if _, err := fmt.Fprintf(w, "%d  %s\n", i+1, title); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\nglassh lab exercise 1 shows the first, with its traces.\n")
	return err
}

// show prints the exercise, and its traces or the names of their files.
func (o *exerciseOptions) show(w io.Writer, x *lab.Exercise) error {
	if _, err := fmt.Fprintln(w, x.Text()); err != nil {
		return err
	}
	for i, records := range x.Traces {
		if err := o.showTrace(w, i, len(x.Traces), records); err != nil {
			return err
		}
	}
	again := fmt.Sprintf("glassh lab exercise %d --seed %s", x.Number, shellWord(o.seed))
	if o.jsonl == "" {
		fmt.Fprintf(w, "Every byte of it:  %s --jsonl FILE\n", again)
	}
	_, err := fmt.Fprintf(w, "To answer:         %s --answer TEXT\n", again)
	return err
}

func (o *exerciseOptions) showTrace(w io.Writer, i, of int, records []trace.Record) error {
	name := "Trace"
	if of > 1 {
		name = fmt.Sprintf("Trace %d", i+1)
	}
	if o.jsonl != "" {
		file := o.jsonl
		if of > 1 {
			ext := filepath.Ext(file)
			file = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(file, ext), i+1, ext)
		}
		fmt.Fprintf(w, "%s: %s\n", name, file)
		return writeFile(file, func(w io.Writer) error { return writeRecords(w, records) })
	}
	fmt.Fprintf(w, "%s\n", name)
	line := &illustrate.Timeline{W: w, Fields: o.fields}
	for _, r := range records {
		if err := line.Add(r); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w)
	return err
}

func writeRecords(w io.Writer, records []trace.Record) error {
	for _, r := range records {
		if err := trace.Write(w, r); err != nil {
			return err
		}
	}
	return nil
}

// shellWord quotes a text for a shell where that is needed.
func shellWord(text string) string {
	plain := func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("-_.", r)
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
