package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestEscapesAreTakenOffTheInput(t *testing.T) {
	for _, c := range []struct{ typed, there, run string }{
		{"", "", ""},
		{"ls\r~?ls", "ls\rls", "?"},
		{"~.", "", "."}, // at the start
		{"a~.", "a~.", ""},
		{"a\n~.b", "a\nb", "."},
		{"~~.", "~.", ""},
		{"~~\r~.", "~\r", "."},
		{"~q~.", "~q~.", ""},
		{"~\r~.", "~\r", "."}, // a line end is no command
		{"~?~?x~?", "x~?", "??"},
		{"\r~", "\r", ""}, // it waits for what follows
		{"\r\n~\x1a~R", "\r\n", "\x1aR"},
		{"\x00~.\xff\n~.", "\x00~.\xff\n", "."},
	} {
		for name, input := range map[string]func(io.Reader) io.Reader{
			"in one go": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader, "in halves": iotest.HalfReader,
			"with the end": iotest.DataErrReader,
		} {
			var run []byte
			e := &escaper{r: input(strings.NewReader(c.typed)), char: '~', run: func(key byte) bool {
				if strings.IndexByte("?.R\x1a", key) < 0 {
					return false
				}
				run = append(run, key)
				return true
			}}
			got, err := io.ReadAll(iotest.OneByteReader(e))
			if err != nil || string(got) != c.there || string(run) != c.run {
				t.Errorf("%q %s: want %q and %q, got %q and %q, %v", c.typed, name, c.there, c.run, got, run, err)
			}
		}
	}
}

// What is typed is never longer than what goes there, and the same in pieces.
func FuzzEscapes(f *testing.F) {
	f.Add([]byte("a\n~.~~\r~x"), 3)
	f.Fuzz(func(t *testing.T, typed []byte, at int) {
		filter := func(parts ...[]byte) (out []byte, keys string) {
			e := &escaper{char: '~', run: func(key byte) bool {
				if key%2 == 0 {
					keys += string(rune(key))
				}
				return key%2 == 0
			}}
			for _, p := range parts {
				out = e.filter(out, p)
			}
			return out, keys
		}
		at = max(0, min(at, len(typed)))
		whole, keys := filter(typed)
		parts, again := filter(typed[:at], typed[at:])
		if !bytes.Equal(whole, parts) || keys != again || len(whole) > len(typed) {
			t.Errorf("%q at %d: %q and %q, %q and %q", typed, at, whole, parts, keys, again)
		}
	})
}
