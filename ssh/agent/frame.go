package agent

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/glassh/glassh/primitives/mem"
)

// A message on its way (RFC 9987 §3):
//
//	uint32 length │ byte number │ fields
const headerLen = 4

// readMessage reads one message into buf if that is large enough, and else into a
// buffer of its own. io.EOF means that there was none; the end within one is
// io.ErrUnexpectedEOF.
func readMessage(r io.Reader, buf []byte) ([]byte, error) {
	var header [headerLen]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(header[:])
	if n == 0 {
		return nil, errEmpty
	}
	if n > MaxMessage {
		return nil, tooLong(int(min(n, 1<<31-1)))
	}
	if uint32(cap(buf)) < n {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	if _, err := io.ReadFull(r, buf); err != nil {
		mem.Wipe(buf)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return buf, nil
}

var errEmpty = errors.New("agent: a message without a number")

func tooLong(n int) error {
	return fmt.Errorf("agent: a message of %d bytes is longer than %d", n, MaxMessage)
}

// startMessage returns a buffer for a message of at most n bytes, with room for its
// length in front.
func startMessage(n int) []byte { return make([]byte, headerLen, headerLen+n) }

// writeMessage writes what was appended to the buffer of startMessage.
func writeMessage(w io.Writer, framed []byte) error {
	n := len(framed) - headerLen
	if n > MaxMessage {
		return tooLong(n)
	}
	binary.BigEndian.PutUint32(framed, uint32(n))
	_, err := w.Write(framed)
	return err
}
