package socks

import "io"

// A Code answers a request (RFC 1928 §6).
type Code byte

// The codes. Version 4 knows two: granted and not.
const (
	Granted             Code = 0
	GeneralFailure      Code = 1
	NotAllowed          Code = 2
	NetworkUnreachable  Code = 3
	HostUnreachable     Code = 4
	ConnectionRefused   Code = 5
	CommandNotSupported Code = 7
	AddressNotSupported Code = 8
)

// Reply answers the request: behind Granted data follows, behind all others the end. The
// address that it would tell of is left out, as nobody here knows it.
//
//	version 4: byte 0 │ byte 90 granted, 91 not │ uint16 port │ uint32 address
//	version 5: byte 5 │ byte code │ byte 0 │ byte 1 │ uint32 address │ uint16 port
func (r *Request) Reply(w io.Writer, code Code) error {
	reply := []byte{5, byte(code), 0, 1, 0, 0, 0, 0, 0, 0}
	if r.Version == 4 {
		reply = []byte{0, 90, 0, 0, 0, 0, 0, 0}
		if code != Granted {
			reply[1] = 91
		}
	}
	_, err := w.Write(reply)
	return err
}

// refuse tells the client why it is refused, and returns err.
func (r *Request) refuse(w io.Writer, code Code, err error) error {
	r.Reply(w, code)
	return err
}
