package main

import "errors"

// A limited Writer holds what a command prints, which is an error from most bytes on.
type limited struct {
	text []byte
	most int
}

var errPrints = errors.New("the output is too long")

// Write keeps b, as far as there is room.
func (l *limited) Write(b []byte) (int, error) {
	n := min(len(b), l.most-len(l.text))
	l.text = append(l.text, b[:n]...)
	if n < len(b) {
		return n, errPrints
	}
	return n, nil
}
