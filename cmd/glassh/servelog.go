package main

import (
	"cmp"
	"io"
	"log/slog"
	"os"
	"sync"
)

// A logWriter is where the lines of a server's log go: standard error, the file of -E, which
// SIGHUP opens anew, so that another program may move it away before, or the system's log,
// if SyslogFacility is given.
type logWriter struct {
	mu sync.Mutex // guards w and f
	w  io.Writer
	f  *os.File // nil: w is not a file of ours
}

// A leveledWriter takes lines with their level besides.
type leveledWriter interface {
	io.Writer
	writeLevel(l slog.Level, line string) error
}

// open goes over to what the options say, or stays. What inetd starts has no standard error
// but the connection, so that it logs to the system, or nowhere.
func (l *logWriter) open(o *serveOptions) error {
	file := o.logFile
	if file == "" {
		if o.stderr || o.once || o.facility == "" && !o.inetd || o.test {
			return nil
		}
		w, err := openSyslog(cmp.Or(o.facility, "AUTH"))
		l.mu.Lock()
		defer l.mu.Unlock()
		switch {
		case err == nil:
			l.w = w
		case o.inetd:
			l.w = io.Discard
		}
		return nil // who has no log of the system has it elsewhere
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.f != nil {
		l.f.Close()
	}
	l.w, l.f = f, f
	return nil
}

// Write writes a line.
func (l *logWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// writeLevel writes a line with its level, where that counts.
func (l *logWriter) writeLevel(level slog.Level, line string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if w, ok := l.w.(leveledWriter); ok {
		return w.writeLevel(level, line)
	}
	_, err := io.WriteString(l.w, line)
	return err
}

// newLogger makes the server's log: lines for people, or with --log-json for programs.
func (o *serveOptions) newLogger(w io.Writer) *slog.Logger {
	level := o.logLevel.slog(slog.LevelInfo)
	if o.logJSON {
		return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
	}
	return newLogger(w, level)
}
