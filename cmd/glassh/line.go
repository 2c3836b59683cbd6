package main

import (
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/mem"
)

// maxAnswer is the longest line that a user may type, in bytes.
const maxAnswer = 4096

var errTooLong = errors.New("the line is too long")

// readLine reads a line byte by byte, so that nothing behind it is lost, and
// returns it without its end. The buffer does not move while it grows: a password
// in it can be wiped. The end of the input ends a line, unless the line is empty.
func readLine(r io.Reader) ([]byte, error) {
	line := make([]byte, 0, maxAnswer)
	for {
		n, err := r.Read(line[len(line) : len(line)+1])
		if n == 1 {
			switch c := line[:len(line)+1][len(line)]; {
			case c == '\n':
				return trimCR(line), nil
			case len(line)+1 == maxAnswer:
				mem.Wipe(line[:cap(line)])
				return nil, errTooLong
			}
			line = line[:len(line)+1]
		}
		switch {
		case err == io.EOF && len(line) > 0:
			return trimCR(line), nil
		case err != nil:
			mem.Wipe(line[:cap(line)])
			return nil, err
		}
	}
}

func trimCR(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}
