package mux

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"

	"github.com/glassh/glassh/wire"
)

// Plain turns a connection in proxy mode into one that carries packets of RFC 4253 §6
// under the cipher "none", which transport.NewPlain speaks, and back:
//
//	uint32 n │ 0 │ message   ⇄   uint32 n+p │ p │ message │ p bytes of padding
//
// Its Read and its Write may each be called by one goroutine at a time.
func Plain(nc net.Conn) net.Conn {
	return &plain{Conn: nc, in: bufio.NewReaderSize(nc, 64<<10)}
}

type plain struct {
	net.Conn
	in   *bufio.Reader
	left []byte // of a packet that Read has returned a part of
	buf  []byte // holds it

	part []byte // of a packet that Write was given a part of
	out  []byte
}

var errPlain = errors.New("mux: not a packet of a connection in proxy mode")

// Read reads packets.
func (c *plain) Read(b []byte) (n int, err error) {
	for len(c.left) == 0 {
		if err := c.next(); err != nil {
			return 0, err
		}
	}
	n = copy(b, c.left)
	c.left = c.left[n:]
	return n, nil
}

// next reads a packet.
func (c *plain) next() error {
	var header [wire.HeaderLen]byte
	if _, err := io.ReadFull(c.in, header[:]); err != nil {
		return err
	}
	length := binary.BigEndian.Uint32(header[:])
	if length < 2 || length > wire.MaxPacket-wire.MaxPadding || header[4] != 0 {
		return errPlain
	}
	payload := int(length) - 1
	padding := wire.Padding(payload, 8, true)
	c.buf = append(c.buf[:0], make([]byte, wire.HeaderLen+payload+padding)...)
	binary.BigEndian.PutUint32(c.buf, uint32(1+payload+padding))
	c.buf[4] = byte(padding)
	if _, err := io.ReadFull(c.in, c.buf[wire.HeaderLen:wire.HeaderLen+payload]); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	c.left = c.buf
	return nil
}

// Write writes packets.
func (c *plain) Write(b []byte) (int, error) {
	c.out = c.out[:0]
	in := b
	if len(c.part) > 0 {
		c.part = append(c.part, b...)
		in = c.part
	}
	for len(in) >= wire.HeaderLen {
		length := int(binary.BigEndian.Uint32(in))
		if length > wire.MaxPacket || length < 2+int(in[4]) {
			return 0, errPlain
		}
		if len(in) < wire.LengthLen+length {
			break
		}
		payload := length - 1 - int(in[4])
		c.out = binary.BigEndian.AppendUint32(c.out, uint32(1+payload))
		c.out = append(append(c.out, 0), in[wire.HeaderLen:wire.HeaderLen+payload]...)
		in = in[wire.LengthLen+length:]
	}
	c.part = append(c.part[:0], in...)
	if _, err := c.Conn.Write(c.out); err != nil {
		return 0, err
	}
	return len(b), nil
}
