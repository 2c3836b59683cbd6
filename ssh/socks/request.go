package socks

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"time"
)

// A Request is what a client asks for: to be connected to a host.
type Request struct {
	Version byte   // 4 or 5
	Host    string // an IP address or a name, of at most 255 bytes that may be in a host
	Port    uint16
}

// Addr returns host:port.
func (r *Request) Addr() string { return net.JoinHostPort(r.Host, strconv.Itoa(int(r.Port))) }

// Errors of Read, beside those of reading and writing.
var (
	ErrVersion = errors.New("socks: neither version 4 nor 5")
	ErrMethod  = errors.New("socks: the client insists on a proof of who it is, and there is none here")
	ErrCommand = errors.New("socks: a command other than CONNECT")
	ErrAddress = errors.New("socks: no address to connect to")
)

// maxText bounds names and user names: what the length of version 5 can say.
const maxText = 255

// Accept reads a request from nc, and gives up after a time. The client waits for Reply
// then, but for an error: those, it was told.
func Accept(nc net.Conn, within time.Duration) (*Request, error) {
	nc.SetDeadline(time.Now().Add(within))
	r, err := Read(nc)
	nc.SetDeadline(time.Time{})
	return r, err
}

// Read reads a request, and no byte behind it. It tells the client of an error that is
// the client's.
func Read(rw io.ReadWriter) (*Request, error) {
	var version [1]byte
	if _, err := io.ReadFull(rw, version[:]); err != nil {
		return nil, err
	}
	switch version[0] {
	case 4:
		return read4(rw)
	case 5:
		return read5(rw)
	}
	return nil, fmt.Errorf("%w: %d", ErrVersion, version[0])
}

// read4 reads a request of version 4 behind its version. An address 0.0.0.x says that
// a name follows: that is 4a.
//
//	byte 4 │ byte 1 (CONNECT) │ uint16 port │ uint32 address │ user ‖ 0 │ name ‖ 0
func read4(rw io.ReadWriter) (*Request, error) {
	var head [7]byte
	if _, err := io.ReadFull(rw, head[:]); err != nil {
		return nil, err
	}
	if _, err := readText(rw); err != nil { // the user, whom nobody knows here
		return nil, err
	}
	ip := [4]byte(head[3:])
	r := &Request{Version: 4, Port: binary.BigEndian.Uint16(head[1:]), Host: netip.AddrFrom4(ip).String()}
	if ip[0] == 0 && ip[1] == 0 && ip[2] == 0 && ip[3] != 0 {
		name, err := readText(rw)
		if err != nil {
			return nil, err
		}
		r.Host = string(name)
	}
	switch {
	case head[0] != 1:
		return nil, r.refuse(rw, CommandNotSupported, ErrCommand)
	case !isHost(r.Host):
		return nil, r.refuse(rw, GeneralFailure, ErrAddress)
	}
	return r, nil
}

// readText reads a text up to its 0.
func readText(r io.Reader) ([]byte, error) {
	var text []byte
	var b [1]byte
	for {
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return nil, err
		}
		if b[0] == 0 {
			return text, nil
		}
		if text = append(text, b[0]); len(text) > maxText {
			return nil, ErrAddress
		}
	}
}

// read5 agrees on no authentication, and reads a request of version 5 (RFC 1928 §3, §4).
//
//	byte 5 │ byte n │ n methods
//	byte 5 │ byte 1 (CONNECT) │ byte 0 │ byte type │ address │ uint16 port
func read5(rw io.ReadWriter) (*Request, error) {
	var b [maxText + 2]byte // also holds the longest address, with the port
	if _, err := io.ReadFull(rw, b[:1]); err != nil {
		return nil, err
	}
	methods := b[1 : 1+int(b[0])]
	if _, err := io.ReadFull(rw, methods); err != nil {
		return nil, err
	}
	const noAuthentication, noneOfThem = 0, 0xff
	if bytes.IndexByte(methods, noAuthentication) < 0 {
		rw.Write([]byte{5, noneOfThem})
		return nil, ErrMethod
	}
	if _, err := rw.Write([]byte{5, noAuthentication}); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(rw, b[:4]); err != nil {
		return nil, err
	}
	if b[0] != 5 {
		return nil, fmt.Errorf("%w: %d", ErrVersion, b[0])
	}
	r := &Request{Version: 5}
	command, kind := b[1], b[3]
	size := map[byte]int{1: 4, 4: 16}[kind] // RFC 1928 §5
	if kind == 3 {
		if _, err := io.ReadFull(rw, b[:1]); err != nil {
			return nil, err
		}
		size = int(b[0])
	}
	if size == 0 {
		return nil, r.refuse(rw, AddressNotSupported, ErrAddress)
	}
	rest := b[:size+2]
	if _, err := io.ReadFull(rw, rest); err != nil {
		return nil, err
	}
	r.Host, r.Port = string(rest[:size]), binary.BigEndian.Uint16(rest[size:])
	if ip, ok := netip.AddrFromSlice(rest[:size]); ok && kind != 3 {
		r.Host = ip.Unmap().String()
	}
	switch {
	case command != 1:
		return nil, r.refuse(rw, CommandNotSupported, ErrCommand)
	case !isHost(r.Host):
		return nil, r.refuse(rw, AddressNotSupported, ErrAddress)
	}
	return r, nil
}

// isHost says whether a text can be a host: control characters, blanks and brackets are
// in none.
func isHost(name string) bool {
	for i := range len(name) {
		if c := name[i]; c <= ' ' || c == 0x7f || c == '[' || c == ']' {
			return false
		}
	}
	return name != ""
}
