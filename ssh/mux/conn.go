package mux

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
)

// MaxMessage bounds a message, in bytes, as OpenSSH's programs do.
const MaxMessage = 256 << 10

// A conn is one end of a control connection. It reads no byte before it is asked for:
// files come with bytes of their own, behind the message that they belong to.
type conn struct {
	nc *net.UnixConn

	mu sync.Mutex // serialises send
}

// send sends a message: its length, and what Append makes.
func (c *conn) send(m Message) error {
	framed := Append(make([]byte, 4, 64), m)
	n := len(framed) - 4
	if n > MaxMessage {
		return fmt.Errorf("mux: %v of %d bytes is longer than %d", m.kind(), n, MaxMessage)
	}
	binary.BigEndian.PutUint32(framed, uint32(n))
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.nc.Write(framed)
	return err
}

// receive waits for a message. io.EOF means that the other end closed the connection
// between two of them.
func (c *conn) receive() (Message, error) {
	var header [4]byte
	if _, err := io.ReadFull(c.nc, header[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(header[:])
	if n > MaxMessage {
		return nil, fmt.Errorf("mux: a message of %d bytes is longer than %d", n, MaxMessage)
	}
	payload := make([]byte, n)
	if _, err := io.ReadFull(c.nc, payload); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return Parse(payload)
}

// hello tells the version, and checks that of the other end.
func (c *conn) hello() error {
	if err := c.send(&Hello{Version: Version}); err != nil {
		return err
	}
	m, err := c.receive()
	if err != nil {
		return err
	}
	h, ok := m.(*Hello)
	if !ok {
		return fmt.Errorf("mux: %v in place of a HELLO", m.kind())
	}
	if h.Version != Version {
		return fmt.Errorf("mux: the other end speaks version %d of the protocol, not %d", h.Version, Version)
	}
	return nil
}
