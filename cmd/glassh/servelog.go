package main

import (
	"io"
	"log/slog"
	"os"
	"sync"
)

// A logWriter is where the lines of a server's log go: standard error, or the file of -E,
// which SIGHUP opens anew, so that another program may move it away before.
type logWriter struct {
	mu sync.Mutex // guards w and f
	w  io.Writer
	f  *os.File // nil: w is not a file of ours
}

// open appends to a file; "" leaves it at w.
func (l *logWriter) open(file string) error {
	if file == "" {
		return nil
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

// newLogger makes the server's log: lines for people, or with --log-json for programs.
func (o *serveOptions) newLogger(w io.Writer) *slog.Logger {
	level := o.logLevel.slog(slog.LevelInfo)
	if o.logJSON {
		return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
	}
	return newLogger(w, level)
}
