package main

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
)

// Whatever is said stays in its line, and leaves the terminal alone.
func TestTalkDoesNotSteerTheTerminal(t *testing.T) {
	const evil = "\x1b]0;a\u009b2J\u202eb"
	const shown = `\x1b]0;a\u009b2J\u202eb`
	var out strings.Builder
	newLogger(&out, slog.LevelInfo).Warn(evil, "text", evil, "words", "a "+evil)
	if want := shown + " text=" + shown + " words=\"a " + shown + "\"\n"; out.String() != want {
		t.Errorf("a log: want %q, got %q", want, out.String())
	}
	if got := oneLine(errors.New(evil + "x")); got != shown+"x" {
		t.Errorf("an error: got %q", got)
	}
	e, _, stderr := testEnv(t, "")
	(&dialer{o: sshDefaults(), e: e}).say("%s", evil)
	if stderr.String() != shown+"\n" {
		t.Errorf("words of ssh: got %q", stderr.String())
	}
}
