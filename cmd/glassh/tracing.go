package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/wire"
)

// A tracing is one connection being traced: a recorder, and where its records go. A nil
// tracing is none.
type tracing struct {
	o        *traceOptions
	recorder *trace.Recorder
	line     *illustrate.Timeline
	jsonl    *os.File // or nil
	unsafe   *os.File // or nil
	files    []*os.File
	fresh    []string // names of those that must be new

	pcapng, keylog, html *os.File // or nil: written at the end, from records

	mu      sync.Mutex // guards what follows
	records []trace.Record
	err     error // of writing
}

// newTracing opens the files, before there is a connection: those that must be new first,
// so that an error leaves the others as they were.
func newTracing(e *env, o *traceOptions) (*tracing, error) {
	t := &tracing{o: o, line: &illustrate.Timeline{W: e.stderr, Fields: o.fields}}
	secret := o.unsafe != ""
	files := []struct {
		name   string
		secret bool
		file   **os.File
	}{
		{o.unsafe, true, &t.unsafe}, {o.keylog, true, &t.keylog}, {o.pcapng, secret, &t.pcapng}, {o.jsonl, false, &t.jsonl},
		{o.html, false, &t.html},
	}
	named := map[string]bool{}
	for _, f := range files {
		name, _ := filepath.Abs(f.name)
		if f.name != "" && named[name] {
			return nil, badUsage("%s: it cannot be two files at once", f.name)
		}
		named[name] = true
	}
	for _, f := range files {
		if f.name == "" {
			continue
		}
		file, err := o.create(f.name, f.secret)
		if err != nil {
			t.abandon()
			return nil, err
		}
		*f.file = file
		t.files = append(t.files, file)
		if f.secret {
			t.fresh = append(t.fresh, f.name)
		}
	}
	return t, nil
}

// abandon closes the files and takes the new ones away, with nothing in them: the next try
// would find them in its way.
func (t *tracing) abandon() {
	t.close()
	for _, name := range t.fresh {
		os.Remove(name)
	}
}

// create opens a file for writing. One for secrets must be new: nobody has it open, or has
// put a link there.
func (o *traceOptions) create(name string, secret bool) (*os.File, error) {
	if !secret {
		return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	}
	if tree := workTree(name); tree != "" && !o.yesReally {
		return nil, fmt.Errorf("%s: git would find the secrets there, in %s; --yes-really writes them all the same", name, tree)
	}
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

// workTree returns the work tree of git that a file is in, or "".
func workTree(name string) string {
	dir, err := filepath.EvalSymlinks(filepath.Dir(name))
	if err != nil {
		return "" // no file can be made there
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return ""
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		return ""
	}
}

// begin starts the recording of a connection.
func (t *tracing) begin(nc net.Conn) transport.Tracer {
	tiers := make(map[string]string)
	for _, s := range asm.Sets() {
		tiers[s.Name] = s.Active().String()
	}
	t.recorder = trace.NewRecorder(t.o.level(), trace.Begin{
		Program: strings.TrimSpace(version()), End: "client",
		Local: nc.LocalAddr().String(), Remote: nc.RemoteAddr().String(), Tiers: tiers,
	}, t.add)
	return t.recorder
}

// add takes a record. The recorder calls it with one after the other.
func (t *tracing) add(r trace.Record) {
	t.mu.Lock()
	defer t.mu.Unlock()
	shown := trace.Redact(r, t.o.shown())
	t.check(t.line.Add(shown))
	if t.jsonl != nil {
		t.check(trace.Write(t.jsonl, shown))
	}
	if t.unsafe != nil {
		t.check(trace.Write(t.unsafe, r))
	}
	if t.pcapng != nil || t.keylog != nil || t.html != nil {
		t.records = append(t.records, t.lean(r))
	}
}

// lean returns of a record what files written at the end need: a page everything, the
// others not what every byte of it means, which is many times as long.
func (t *tracing) lean(r trace.Record) trace.Record {
	p, ok := r.(*trace.Packet)
	if !ok || t.html != nil {
		return r
	}
	c := *p
	c.Layout = nil
	if c.Message == nil || c.Message.Number != byte(wire.MsgKexInit) { // the key log has its cookie
		c.Clear = nil
	}
	if t.pcapng == nil {
		c.Wire = nil
	}
	return &c
}

// check keeps the first error.
func (t *tracing) check(err error) {
	if t.err == nil {
		t.err = err
	}
}

// note adds what the program knows besides.
func (t *tracing) note(format string, args ...any) {
	if t != nil && t.recorder != nil {
		t.recorder.Note(format, args...)
	}
}

// end writes the last record, from the error that ended the connection, and the files that
// need all of them. Its error is one of writing.
func (t *tracing) end(err error) error {
	if t.recorder == nil {
		t.abandon()
		return nil
	}
	var status statusError
	if errors.As(err, &status) {
		err = nil
	}
	t.recorder.End(err)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.pcapng != nil {
		t.check(trace.WritePcapng(t.pcapng, t.records, t.o.format))
	}
	if t.keylog != nil {
		t.check(trace.WriteKeyLog(t.keylog, t.records, t.o.format))
	}
	if t.html != nil {
		t.check(t.writePage(t.html))
	}
	t.check(t.close())
	return t.err
}

func (t *tracing) close() (err error) {
	for _, f := range t.files {
		err = errors.Join(err, f.Close())
	}
	return err
}
