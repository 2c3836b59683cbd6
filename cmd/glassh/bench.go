package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/glassh/glassh/cmd/glassh/internal/bench"
	"github.com/glassh/glassh/cmd/glassh/internal/report"
	"github.com/glassh/glassh/ssh"
)

// benchHelp is the usage text of glassh bench, with what there is to measure.
func benchHelp() string {
	var b strings.Builder
	b.WriteString(`usage: glassh bench [--quick | --full] [--op LIST] [--alg LIST] [--tier LIST]
                    [--size LIST] [--format table|go|json|html] [-o FILE]
       glassh bench compare [--op LIST] [--alg LIST] [--size LIST] A.json B.json

Measures what each primitive takes on each tier that this CPU can run, after a check
that all of them compute the same, and what published vectors say.

  glassh bench --quick                                    a first look
  glassh bench --alg aes128-gcm --tier all --size 64,16k  one algorithm
  glassh bench --format html -o report.html               a page with charts
  glassh bench --format go >a.txt; benchstat -col /tier a.txt
  glassh bench --format json -o laptop.json; glassh bench compare laptop.json server.json

  --quick      less than half a minute, instead of one or two
  --full       several minutes: more sizes, more samples
  --op LIST    what to do, from the list below; LISTs have commas between
  --alg LIST   algorithms, from the list below
  --tier LIST  tiers, as glassh tiers lists them; all (if there is no --tier), or
               selected: those in use. An algorithm of several families runs each on
               that tier or on its best below; the result says on which
  --size LIST  lengths of messages in bytes, or with a k in KiB
  --format F   table, go (for benchstat), json (for compare) or html
  -o FILE      write there, and not to standard output

compare shows how many times as fast B is as A: each tier of both with the same tier,
and the best with the best; or "no change", where the quartiles overlap.

Results describe the CPU and the system, and name neither host nor user. taskset -c N
glassh bench … (on Linux) keeps it on one CPU, which makes results more stable.

`)
	var algs []string
	for _, o := range bench.Operations() {
		algs = append(algs, o.Alg)
	}
	slices.Sort(algs)
	var kinds []string
	for _, k := range bench.Kinds {
		kinds = append(kinds, k.Name)
	}
	b.WriteString(wrapped("--op:", kinds) + wrapped("--alg:", slices.Compact(algs)))
	return b.String()
}

// wrapped writes a heading and names on lines of less than 90 characters.
func wrapped(head string, names []string) string {
	var b strings.Builder
	line := fmt.Sprintf("%-6s", head)
	for _, name := range names {
		if len(line)+1+len(name) > 88 {
			b.WriteString(line + "\n")
			line = strings.Repeat(" ", 6)
		}
		line += " " + name
	}
	return b.String() + line + "\n"
}

// benchOptions is the command line of glassh bench.
type benchOptions struct {
	choice      bench.Choice
	quick, full bool
	format      string
	file        string
}

var benchFlags = flags[benchOptions]{
	{name: "quick", set: func(o *benchOptions, _ string) error { o.quick = true; return nil }},
	{name: "full", set: func(o *benchOptions, _ string) error { o.full = true; return nil }},
	{name: "op", arg: "LIST", set: func(o *benchOptions, s string) error { return addNames(&o.choice.Kinds, s) }},
	{name: "alg", arg: "LIST", set: func(o *benchOptions, s string) error { return addNames(&o.choice.Algs, s) }},
	{name: "tier", arg: "LIST", set: func(o *benchOptions, s string) error { return addNames(&o.choice.Tiers, s) }},
	{name: "size", arg: "LIST", set: func(o *benchOptions, s string) error { return addSizes(&o.choice.Sizes, s) }},
	{name: "format", arg: "FORMAT", set: setFormat},
	{name: "o", arg: "FILE", set: func(o *benchOptions, s string) error { o.file = s; return nil }},
}

// addNames adds the names of a list with commas.
func addNames(list *[]string, text string) error {
	for name := range strings.SplitSeq(text, ",") {
		if name == "" {
			return badUsage("an empty name is in %q", text)
		}
		*list = append(*list, name)
	}
	return nil
}

func addSizes(list *[]int, text string) error {
	sizes, err := bench.ParseSizes(text)
	*list = append(*list, sizes...)
	return asUsage(err)
}

// asUsage makes err one of the command line.
func asUsage(err error) error {
	if err == nil {
		return nil
	}
	return badUsage("%v", err)
}

// A benchFormat is a form of a report.
type benchFormat struct {
	name  string
	write func(w io.Writer, f *bench.File) error
}

var benchFormats = []benchFormat{
	{"table", report.Table}, {"go", report.GoText}, {"json", report.JSON}, {"html", report.Page},
}

func setFormat(o *benchOptions, name string) error {
	var names []string
	for _, f := range benchFormats {
		if names = append(names, f.name); f.name == name {
			o.format = name
			return nil
		}
	}
	return badUsage("there is no format %q; there are %s", name, strings.Join(names, ", "))
}

// runBench is glassh bench.
func runBench(e *env, args []string) error {
	if len(args) > 0 && args[0] == "compare" {
		return runBenchCompare(e, args[1:])
	}
	o := benchOptions{format: benchFormats[0].name}
	rest, err := benchFlags.parse(&o, args)
	switch {
	case err != nil:
		return err
	case len(rest) > 0:
		return badUsage("%q is one argument too many", rest[0])
	case o.quick && o.full:
		return badUsage("--quick and --full exclude each other")
	}
	o.choice.Mode = bench.Default
	if o.quick {
		o.choice.Mode = bench.Quick
	} else if o.full {
		o.choice.Mode = bench.Full
	}
	job, err := bench.Choose(o.choice)
	if err != nil {
		return asUsage(err)
	}
	out := &destination{w: e.stdout}
	if o.file != "" {
		// Opened now, for it should not take minutes to find out that it cannot be. What is
		// in it goes only when there is something new.
		file, err := os.OpenFile(o.file, os.O_WRONLY|os.O_CREATE, 0o666)
		if err != nil {
			return err
		}
		defer file.Close()
		out.w, out.file = file, file
	}
	f, err := measure(e, job)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(benchFormats, func(b benchFormat) bool { return b.name == o.format })
	if err := benchFormats[at].write(out, f); err != nil {
		return err
	}
	return out.close()
}

// measure runs a job, with progress on the terminal.
func measure(e *env, job *bench.Job) (*bench.File, error) {
	p := countdown{w: io.Discard}
	if f, ok := e.stderr.(*os.File); ok && isTerminal(f) {
		p.w = f
	}
	f, err := job.Run(strings.TrimPrefix(ssh.Version, "SSH-2.0-glassh_"), p.show)
	p.clear()
	if errors.Is(err, bench.ErrNothing) {
		return nil, fmt.Errorf("nothing of that can be measured%s", reasons(job.Unavailable()))
	}
	return f, err
}

// reasons says why tiers are not available, each reason once.
func reasons(list []bench.Unavailable) string {
	var texts []string
	for _, u := range list {
		texts = append(texts, fmt.Sprintf("%s: %s", u.Tier, u.Why))
	}
	slices.Sort(texts)
	if texts = slices.Compact(texts); len(texts) == 0 {
		return ": no algorithm does that, or has messages of such a size"
	}
	return ": " + strings.Join(texts, "; ")
}

// A destination is where a report goes: standard output, or a file, which it empties
// before the first byte.
type destination struct {
	w     io.Writer
	file  *os.File // or nil
	began bool
	err   error // the first, for not everyone who prints looks
}

func (d *destination) Write(p []byte) (n int, err error) {
	if d.file != nil && !d.began {
		if info, err := d.file.Stat(); err == nil && info.Mode().IsRegular() {
			d.err = d.file.Truncate(0)
		}
	}
	d.began = true
	if d.err == nil {
		n, d.err = d.w.Write(p)
	}
	return n, d.err
}

// close closes the file, and returns the first error that there was.
func (d *destination) close() error {
	if d.file != nil {
		if err := d.file.Close(); d.err == nil {
			d.err = err
		}
	}
	return d.err
}

// A countdown shows how far a measurement is, on one line of a terminal.
type countdown struct {
	w     io.Writer
	start time.Time
}

func (p *countdown) show(done, total int, what string) {
	switch {
	case total == 0:
		fmt.Fprintf(p.w, "\r\x1b[K%s …", what)
		return
	case done == 0:
		p.start = time.Now()
		fmt.Fprintf(p.w, "\r\x1b[K%d/%d  %s", done, total, what)
		return
	}
	left := time.Since(p.start) * time.Duration(total-done) / time.Duration(done)
	fmt.Fprintf(p.w, "\r\x1b[K%d/%d  %s  %v left", done, total, what, left.Round(time.Second))
}

// clear leaves an empty line.
func (p *countdown) clear() { fmt.Fprint(p.w, "\r\x1b[K") }
