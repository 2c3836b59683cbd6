package main

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/trace"
)

const traceUsage = `usage: glassh trace [FLAG…] [USER@]HOST [COMMAND…]
       glassh trace show [--fields] FILE
       glassh trace redact [--show-hash] FILE
       glassh trace diff FILE FILE
       glassh trace render [-o PAGE] FILE

Connects as glassh ssh does, with its flags, and shows every packet on standard error,
with its place in time, and what it is. Nothing that is shown or written helps to read
the connection or to take part in it, unless a flag below says otherwise; passwords and
long-term private keys are never in it.

  --fields         and every field of every packet, with its offset and length
  --html FILE      write the Illustrated SSH Connection: a page that explains every byte.
                   It is without secrets, whatever else is written
  --jsonl FILE     write the trace to FILE, as a line of JSON for each record
  --pcapng FILE    write a capture for Wireshark
  --show-hash      exchange hashes and the session identifier whole
  --unsafe-secrets FILE
                   write the trace with K, all keys, and everything that was sent to
                   FILE, a new one that only you may read. Whoever has it can read the
                   connection. --pcapng then has the keys as well, and is a new file too
  --yes-really     write secrets also where git would find them
  --keylog FILE    with --unsafe-secrets: a new file with the secrets for Wireshark
  --keylog-format FORMAT
                   private-key, for Wireshark up to 4.0, where the exchange has one, or
                   shared-secret (which is the default)

show prints the trace of FILE, a trace in JSON, as above; - is standard input. redact
prints FILE without what helps to read the connection. diff prints the packets that only
one of two traces has, and the fields that differ in the others, but for what is random;
its exit status is 1 if there are any, as that of diff. render writes the page of FILE,
to standard output or to PAGE. Of a trace with secrets the page holds them too, and says
so in red: PAGE is a new file then that only you may read, and --yes-really writes it
also where git would find it.
`

// traceOptions is the command line of glassh trace, beside that of ssh.
type traceOptions struct {
	fields, showHash, yesReally   bool
	jsonl, pcapng, keylog, unsafe string // files, or ""
	html                          string // likewise
	format                        trace.KeyLogFormat
}

// traceFlags are those of ssh and these.
var traceFlags = append(sshFlags[:len(sshFlags):len(sshFlags)], flags[sshOptions]{
	{name: "fields", set: func(o *sshOptions, _ string) error { o.trace.fields = true; return nil }},
	{name: "show-hash", set: func(o *sshOptions, _ string) error { o.trace.showHash = true; return nil }},
	{name: "yes-really", set: func(o *sshOptions, _ string) error { o.trace.yesReally = true; return nil }},
	{name: "html", arg: "FILE", set: func(o *sshOptions, file string) error { o.trace.html = file; return nil }},
	{name: "jsonl", arg: "FILE", set: func(o *sshOptions, file string) error { o.trace.jsonl = file; return nil }},
	{name: "pcapng", arg: "FILE", set: func(o *sshOptions, file string) error { o.trace.pcapng = file; return nil }},
	{name: "keylog", arg: "FILE", set: func(o *sshOptions, file string) error { o.trace.keylog = file; return nil }},
	{name: "keylog-format", arg: "FORMAT", set: keyLogFormat},
	{name: "unsafe-secrets", arg: "FILE", set: func(o *sshOptions, file string) error { o.trace.unsafe = file; return nil }},
}...)

func keyLogFormat(o *sshOptions, text string) error {
	format, err := parseChoice[trace.KeyLogFormat]([]string{"private-key", "shared-secret"}, nil)(text)
	o.trace.format = format
	return err
}

// level returns how much is recorded.
func (o *traceOptions) level() trace.Level {
	switch {
	case o.unsafe != "":
		return trace.Secrets
	case o.showHash:
		return trace.Hash
	}
	return trace.Public
}

// shown returns how much is shown and written to ordinary files.
func (o *traceOptions) shown() trace.Level {
	if o.showHash {
		return trace.Hash
	}
	return trace.Public
}

// runTrace is glassh trace.
func runTrace(e *env, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "show":
			return runTraceShow(e, args[1:])
		case "redact":
			return runTraceRedact(e, args[1:])
		case "diff":
			return runTraceDiff(e, args[1:])
		case "render":
			return runTraceRender(e, args[1:])
		}
	}
	o := sshDefaults()
	o.trace.format = trace.SharedSecrets
	if err := o.parse(e, traceFlags, args); err != nil {
		return err
	}
	switch {
	case o.version || o.query != "" || o.print:
		return badUsage("-V, -Q and -G are for glassh ssh")
	case o.trace.keylog != "" && o.trace.unsafe == "":
		return badUsage("--keylog writes secrets: it needs --unsafe-secrets FILE as well")
	}
	screen := &screen{w: e.stderr}
	e.stderr = screen
	t, err := newTracing(e, &o.trace)
	if err != nil {
		return err
	}
	d := &dialer{o: o, e: e, screen: screen, log: newLogger(screen, o.logLevel.slog(slog.LevelWarn)), tracing: t}
	err = d.run()
	if failed := t.end(err); failed != nil {
		return failed
	}
	return err
}

// traceFileOptions is the command line of what reads a trace.
type traceFileOptions struct {
	fields, showHash, yesReally bool
	page                        string // a file, or ""
}

// runTraceShow is glassh trace show.
func runTraceShow(e *env, args []string) error {
	var o traceFileOptions
	fs := flags[traceFileOptions]{{name: "fields", set: func(o *traceFileOptions, _ string) error { o.fields = true; return nil }}}
	records, err := readTrace(e, fs, &o, args)
	if err != nil {
		return err
	}
	line := &illustrate.Timeline{W: e.stdout, Fields: o.fields}
	for _, r := range records {
		if err := line.Add(r); err != nil {
			return err
		}
	}
	return nil
}

// runTraceRedact is glassh trace redact.
func runTraceRedact(e *env, args []string) error {
	var o traceFileOptions
	fs := flags[traceFileOptions]{{name: "show-hash", set: func(o *traceFileOptions, _ string) error { o.showHash = true; return nil }}}
	records, err := readTrace(e, fs, &o, args)
	if err != nil {
		return err
	}
	level := trace.Public
	if o.showHash {
		level = trace.Hash
	}
	for _, r := range records {
		if err := trace.Write(e.stdout, trace.Redact(r, level)); err != nil {
			return err
		}
	}
	return nil
}

// runTraceDiff is glassh trace diff.
func runTraceDiff(e *env, args []string) error {
	var o traceFileOptions
	rest, err := flags[traceFileOptions]{}.parse(&o, args)
	switch {
	case err != nil:
		return err
	case len(rest) != 2:
		return badUsage("two files are needed: traces that --jsonl or --unsafe-secrets has written")
	}
	var traces [2][]trace.Record
	for i, name := range rest {
		if traces[i], err = openTrace(e, name); err != nil {
			return err
		}
	}
	different, err := illustrate.Diff(e.stdout, traces[0], traces[1])
	if err == nil && different > 0 {
		return statusError(1)
	}
	return err
}

// readTrace reads the file that the command line names.
// readTrace reads the file that the command line names. Flags may also stand behind it.
func readTrace(e *env, fs flags[traceFileOptions], o *traceFileOptions, args []string) ([]trace.Record, error) {
	rest, err := fs.parse(o, args)
	if err == nil && len(rest) > 1 {
		var behind []string
		behind, err = fs.parse(o, rest[1:])
		rest = append(rest[:1:1], behind...)
	}
	switch {
	case err != nil:
		return nil, err
	case len(rest) != 1:
		return nil, badUsage("one file is needed: a trace that --jsonl or --unsafe-secrets has written")
	}
	return openTrace(e, rest[0])
}

// openTrace reads a trace; - is standard input.
func openTrace(e *env, name string) ([]trace.Record, error) {
	in, err := e.open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	records, err := trace.ReadAll(in)
	if err == nil && len(records) == 0 {
		err = errors.New("it is empty")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return records, nil
}
