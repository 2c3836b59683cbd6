package main

import "io"

// Behind a line end, and at the start, a character begins a command for this program: ~
// unless EscapeChar says otherwise (ssh(1), ESCAPE CHARACTERS).
//
//	typed     ls⏎  ~?  ~~x⏎  ~q  a~.
//	to there  ls⏎      ~x⏎   ~q  a~.
//
// ~~ is one ~, a character that is no command goes there with its ~, and within a line
// there is nothing special. A command leaves off where it began: another one may follow.

// An escaper reads what is typed without the commands, which it runs as they come.
type escaper struct {
	r    io.Reader
	char byte
	run  func(key byte) bool // false: it is no command

	midLine bool // the last byte was no line end: no command begins here
	begun   bool // the last byte was char, and may begin one
	buf     [4096]byte
	out     []byte // what is not read yet; its memory is reused
	err     error  // behind it
}

// Read reads what is left of the input.
func (e *escaper) Read(p []byte) (int, error) {
	for len(e.out) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		var n int
		n, e.err = e.r.Read(e.buf[:])
		e.out = e.filter(e.out[:0], e.buf[:n])
	}
	n := copy(p, e.out)
	e.out = e.out[n:]
	return n, nil
}

// filter appends to dst what of p is no command.
func (e *escaper) filter(dst, p []byte) []byte {
	for _, c := range p {
		if e.begun {
			e.begun = false
			if c != e.char {
				if e.run(c) {
					continue // at a line's start still
				}
				dst = append(dst, e.char)
			}
		} else if !e.midLine && c == e.char {
			e.begun = true
			continue
		}
		e.midLine = c != '\r' && c != '\n'
		dst = append(dst, c)
	}
	return dst
}
