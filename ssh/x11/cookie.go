package x11

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
)

// Protocol is the only way to authenticate that is forwarded: with a cookie.
const Protocol = "MIT-MAGIC-COOKIE-1"

// maxCookie bounds the bytes of a cookie. Those of MIT-MAGIC-COOKIE-1 have 16.
const maxCookie = 256

// Cookies are the true cookie of a display and the one that stands for it abroad.
// They have the same length. They may be used from several goroutines.
type Cookies struct {
	mu         sync.Mutex // guards both
	real, fake []byte     // nil once they are wiped
}

// NewCookies takes the true cookie, in hexadecimal digits as xauth prints it, and makes
// up the other one from rand. Without one, "", the true one is made up as well: an X
// server that asks for none ignores it.
func NewCookies(rand io.Reader, hexReal string) (*Cookies, error) {
	c := new(Cookies)
	var err error
	if c.real, err = hex.DecodeString(hexReal); err != nil || len(c.real) > maxCookie {
		return nil, errors.New("x11: the cookie is malformed") // and no word of what it is
	}
	if len(c.real) == 0 {
		c.real = make([]byte, 16)
		if _, err := io.ReadFull(rand, c.real); err != nil {
			return nil, err
		}
	}
	c.fake = make([]byte, len(c.real))
	if _, err := io.ReadFull(rand, c.fake); err != nil {
		return nil, err
	}
	return c, nil
}

// Fake returns the cookie for the server, in hexadecimal digits.
func (c *Cookies) Fake() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return hex.EncodeToString(c.fake)
}

// Wipe forgets the cookies: no connection is right any more.
func (c *Cookies) Wipe() {
	c.mu.Lock()
	defer c.mu.Unlock()
	mem.Wipe(c.real)
	mem.Wipe(c.fake)
	c.real, c.fake = nil, nil
}

// ErrCookie says that a connection does not begin with the cookie that was made up.
var ErrCookie = errors.New("x11: wrong authentication")

// Setup reads the first packet of a connection, from r, and returns it with the true
// cookie in the place of the other one. It reads no byte more than that packet; and the
// lengths in it must be those of the cookie, so that a peer decides on no amount.
//
//	'B' or 'l' │ 0 │ major │ minor │ n │ d │ 0 0 │ n bytes name │ pad │ d bytes data │ pad
//
// The numbers have 2 bytes, in the order that the first byte says; pads reach to the
// next multiple of 4.
func (c *Cookies) Setup(r io.Reader) ([]byte, error) {
	var head [12]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, unexpected(err)
	}
	var number func(at int) int
	switch head[0] {
	case 'B':
		number = func(at int) int { return int(head[at])<<8 | int(head[at+1]) }
	case 'l':
		number = func(at int) int { return int(head[at+1])<<8 | int(head[at]) }
	default:
		return nil, fmt.Errorf("x11: the byte order is neither B nor l, but 0x%02x", head[0])
	}
	c.mu.Lock()
	size := len(c.fake)
	c.mu.Unlock()
	if number(6) != len(Protocol) || number(8) != size || size == 0 {
		return nil, ErrCookie
	}
	name, data := pad(len(Protocol)), pad(size)
	packet := make([]byte, len(head)+name+data)
	copy(packet, head[:])
	if _, err := io.ReadFull(r, packet[len(head):]); err != nil {
		return nil, unexpected(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.fake) != size {
		return nil, ErrCookie
	}
	cookie := packet[len(head)+name:][:size]
	right := ct.Equal(cookie, c.fake).Public()
	if !right || !bytes.HasPrefix(packet[len(head):], []byte(Protocol)) {
		return nil, ErrCookie
	}
	copy(cookie, c.real)
	return packet, nil
}

func pad(n int) int { return (n + 3) &^ 3 }

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// ParseList returns the cookie in what "xauth list DISPLAY" prints, lines of a display, a
// protocol and hexadecimal digits: that of the first line with the right protocol, or
// "" if there is none.
func ParseList(output []byte) (cookie string) {
	for line := range bytes.Lines(output) {
		f := bytes.Fields(line)
		if len(f) == 3 && string(f[1]) == Protocol && len(f[2]) <= 2*maxCookie {
			if _, err := hex.DecodeString(string(f[2])); err == nil {
				return string(f[2])
			}
		}
	}
	return ""
}
