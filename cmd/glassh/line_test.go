package main

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestReadLineTakesOneLineAndNoMore(t *testing.T) {
	for _, c := range []struct{ text, line, rest string }{
		{"one\ntwo\n", "one", "two\n"},
		{"one\r\ntwo", "one", "two"},
		{"\nx", "", "x"},
		{"one", "one", ""},
		{"a\rb\n", "a\rb", ""},
		{strings.Repeat("x", maxAnswer-1) + "\n", strings.Repeat("x", maxAnswer-1), ""},
	} {
		r := strings.NewReader(c.text)
		line, err := readLine(iotest.DataErrReader(r))
		if err != nil || string(line) != c.line {
			t.Errorf("%.20q: want %.20q, got %.20q, %v", c.text, c.line, line, err)
		}
	}
	r := strings.NewReader("one\ntwo\n")
	if _, err := readLine(r); err != nil {
		t.Fatal(err)
	}
	if rest, _ := io.ReadAll(r); string(rest) != "two\n" {
		t.Errorf("want the second line left, got %q", rest)
	}
	for text, want := range map[string]error{"": io.EOF, strings.Repeat("x", maxAnswer) + "\n": errTooLong} {
		if line, err := readLine(strings.NewReader(text)); err != want {
			t.Errorf("%.20q: want %v, got %q, %v", text, want, line, err)
		}
	}
}
