package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"

	"github.com/glassh/glassh/wire"
)

// A lineHandler writes each record as one line, in the manner of OpenSSH, in which nothing
// steers a terminal, whoever the words are from:
//
//	debug1: transport: negotiated kex curve25519-sha256, …
//	connecting address=127.0.0.1:22
type lineHandler struct {
	mu    *sync.Mutex // guards w
	w     io.Writer
	level slog.Leveler
	attrs string // of With, each behind a space
}

func newLogger(w io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(&lineHandler{mu: new(sync.Mutex), w: w, level: level})
}

// Enabled reports whether records of that level are written.
func (h *lineHandler) Enabled(_ context.Context, l slog.Level) bool { return l >= h.level.Level() }

// Handle writes a record.
func (h *lineHandler) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	if r.Level < slog.LevelInfo {
		b.WriteString("debug1: ")
	}
	b.WriteString(r.Message)
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "event" { // of the machines: a sentence of its own
			fmt.Fprintf(&b, ": %v", a.Value)
			return true
		}
		b.WriteString(attr(a))
		return true
	})
	b.WriteString(h.attrs)
	line := append(wire.Printable(nil, []byte(b.String())), '\n')
	h.mu.Lock()
	defer h.mu.Unlock()
	if w, ok := h.w.(leveledWriter); ok {
		return w.writeLevel(r.Level, string(line))
	}
	_, err := h.w.Write(line)
	return err
}

// attr renders name=value, quoted where it has blanks.
func attr(a slog.Attr) string {
	v := a.Value.String()
	if strings.ContainsAny(v, " \"\t\n") || v == "" {
		return fmt.Sprintf(" %s=%q", a.Key, v)
	}
	return " " + a.Key + "=" + v
}

// WithAttrs returns a handler that adds attributes to each record.
func (h *lineHandler) WithAttrs(as []slog.Attr) slog.Handler {
	n := *h
	for _, a := range as {
		n.attrs += attr(a)
	}
	return &n
}

// WithGroup returns h: there are no groups here.
func (h *lineHandler) WithGroup(string) slog.Handler { return h }
