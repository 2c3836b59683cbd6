package main

import (
	"errors"
	"os"

	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/trace"
)

// runTraceRender is glassh trace render. The page has what the trace has: one of a trace
// with secrets goes to a new file that only the user may read, and nowhere else.
func runTraceRender(e *env, args []string) (err error) {
	var o traceFileOptions
	fs := flags[traceFileOptions]{
		{name: "o", arg: "FILE", set: func(o *traceFileOptions, file string) error { o.page = file; return nil }},
		{name: "yes-really", set: func(o *traceFileOptions, _ string) error { o.yesReally = true; return nil }},
	}
	records, err := readTrace(e, fs, &o, args)
	if err != nil {
		return err
	}
	secret := illustrate.Level(records) >= trace.Secrets
	if o.page == "" {
		if secret {
			return badUsage("the trace holds secrets, and so would the page: -o FILE says where to write it")
		}
		return illustrate.Page(e.stdout, records)
	}
	f, err := (&traceOptions{yesReally: o.yesReally}).create(o.page, secret)
	if err != nil {
		return err
	}
	return errors.Join(illustrate.Page(f, records), f.Close())
}

// writePage writes the page of the records as they are shown: it never holds secrets.
func (t *tracing) writePage(f *os.File) error {
	shown := make([]trace.Record, len(t.records))
	for i, r := range t.records {
		shown[i] = trace.Redact(r, t.o.shown())
	}
	return illustrate.Page(f, shown)
}
