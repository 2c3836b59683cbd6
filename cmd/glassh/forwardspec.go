package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strconv"
	"strings"
)

// A forwardSpec is one forwarding, as -L, -R and -D say it (ssh(1)):
//
//	-L [bind:]port:host:hostport   -R the same   listen here or there, connect there or here
//	-L path:path, path:host:port   …             Unix sockets on either side, or both
//	-D [bind:]port, -R [bind:]port               whoever connects says where to, by SOCKS
type forwardSpec struct {
	kind    byte // 'L', 'R' or 'D'
	listen  endpoint
	connect endpoint // the zero value: by SOCKS
}

// An endpoint is a Unix socket or a TCP port.
type endpoint struct {
	path    string
	host    string
	hasHost bool // a host was given, which may be empty: all addresses
	port    int
}

// network and addr are those of package net.
func (p endpoint) network() string {
	if p.path != "" {
		return "unix"
	}
	return "tcp"
}

func (p endpoint) addr() string {
	if p.path != "" {
		return p.path
	}
	return net.JoinHostPort(p.host, strconv.Itoa(p.port))
}

// String returns the target as OpenSSH prints it.
func (p endpoint) String() string {
	switch {
	case p == endpoint{}:
		return "socks:0"
	case p.path != "":
		return p.path
	}
	return p.host + ":" + strconv.Itoa(p.port)
}

// dynamic says that those who connect name their target, by SOCKS.
func (s forwardSpec) dynamic() bool { return s.connect == endpoint{} }

var errSpec = errors.New("not of the form [BIND:]PORT:HOST:PORT, with paths of sockets on either side")

// parseForward reads the specification of -L, -R or -D, and is as strict as ssh.
func parseForward(kind byte, text string) (s forwardSpec, err error) {
	fields, err := splitForward(strings.TrimLeft(text, blanks))
	if err != nil {
		return s, err
	}
	s.kind = kind
	// What listens is the first field if that is a path, and otherwise a port with or
	// without a host in front; what is connected to is the rest.
	n := 1
	switch {
	case fields[0].path:
		s.listen.path = fields[0].text
	case len(fields) == 4, len(fields) == 3 && fields[2].path, len(fields) == 2 && !fields[1].path:
		s.listen.host, s.listen.hasHost = fields[0].text, true
		n = 2
	}
	if s.listen.path == "" {
		if s.listen.port, err = forwardPort(fields[n-1].text, kind == 'R'); err != nil {
			return s, err
		}
	}
	switch rest := fields[n:]; {
	case len(rest) == 0 && kind != 'L':
	case len(rest) == 1 && rest[0].path && kind != 'D':
		s.connect.path = rest[0].text
	case len(rest) == 2 && !rest[0].path && kind != 'D':
		s.connect.host, s.connect.hasHost = rest[0].text, true
		if s.connect.port, err = forwardPort(rest[1].text, false); err != nil {
			return s, err
		}
	default:
		return s, errSpec
	}
	if strings.HasPrefix(s.listen.path, "@") && kind != 'R' || strings.HasPrefix(s.connect.path, "@") && kind == 'R' {
		return s, errors.New("abstract sockets are not forwarded") // as package net understands it
	}
	return s, nil
}

// A forwardField is a part of a specification; path says that it is one of a socket.
type forwardField struct {
	text string
	path bool
}

// splitForward splits at colons. Brackets hold an IPv6 address together, a backslash
// takes the next character as it is, and what has a slash is a path.
func splitForward(text string) (fields []forwardField, err error) {
	for more := true; more; {
		if len(fields) == 4 {
			return nil, errSpec
		}
		var f forwardField
		if literal, ok := strings.CutPrefix(text, "["); ok {
			if f.text, text, ok = strings.Cut(literal, "]"); !ok {
				return nil, errSpec
			}
			if text, more = strings.CutPrefix(text, ":"); !more && text != "" {
				return nil, errSpec
			}
		} else {
			f.text, f.path, text, more = cutField(text)
		}
		fields = append(fields, f)
	}
	return fields, nil
}

func cutField(text string) (field string, path bool, rest string, more bool) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case ':':
			return b.String(), path, text[i+1:], true
		case '\\':
			if i++; i == len(text) {
				return b.String(), path, "", false
			}
		case '/':
			path = true
		}
		b.WriteByte(text[i])
	}
	return b.String(), path, "", false
}

func forwardPort(text string, zero bool) (int, error) {
	if zero {
		return parseListenPort(text)
	}
	return parsePort(text)
}

// addForward is the setter of -L, -R and -D.
func addForward(kind byte, name string) func(*sshOptions, string) error {
	return func(o *sshOptions, text string) error {
		s, err := parseForward(kind, text)
		if err != nil {
			return badUsage("Bad %s forwarding specification '%s'", name, oneLine(errors.New(text)))
		}
		o.forwards = append(o.forwards, s)
		return nil
	}
}

// forwardKeyword is the setter of LocalForward, RemoteForward and DynamicForward: what
// listens, and then what is connected to.
func forwardKeyword(kind byte) setter[sshOptions] {
	return func(o *sshOptions, words []string) error {
		switch {
		case len(words) > 2 || len(words) == 2 && kind == 'D':
			return errors.New("there is one value too many")
		case len(words) == 1 && kind == 'L':
			return errors.New("Missing target argument.")
		}
		s, err := parseForward(kind, strings.Join(words, ":"))
		if err != nil {
			return errors.New("Bad forwarding specification.")
		}
		o.forwards = append(o.forwards, s)
		return nil
	}
}

// stdioForward is the setter of -W: host:port, or a path.
func stdioForward(o *sshOptions, text string) error {
	s, err := parseForward('D', text)
	if err != nil || s.listen.path == "" && (!s.listen.hasHost || s.listen.host == "") {
		return badUsage("Bad stdio forwarding specification '%s'", oneLine(errors.New(text)))
	}
	if o.stdio != (endpoint{}) {
		return badUsage("Cannot specify multiple -W")
	}
	o.stdio = s.listen
	for _, option := range [][2]string{{"SessionType", "none"}, {"RequestTTY", "no"}} {
		if err := o.option(option[0], option[1]); err != nil {
			return err
		}
	}
	return nil
}

// parsePermits reads the targets of PermitRemoteOpen and the like: any, none, or
// host:port with * for either.
func parsePermits(words []string) (permits, error) {
	if len(words) == 1 && (strings.EqualFold(words[0], "any") || strings.EqualFold(words[0], "none")) {
		return permits{none: strings.EqualFold(words[0], "none")}, nil
	}
	var p permits
	for _, word := range words {
		host, port, err := net.SplitHostPort(word)
		if err != nil || host == "" {
			return p, fmt.Errorf("%q is not of the form HOST:PORT", word)
		}
		if port != "*" {
			if _, err := parsePort(port); err != nil {
				return p, err
			}
		}
		p.list = append(p.list, permit{host, port})
	}
	return p, nil
}

// permits are the hosts and ports that may be connected to; the zero value is all.
type permits struct {
	none bool
	list []permit
}

type permit struct{ host, port string } // * is any

// allow says whether an address is among them, by the name that was asked for.
func (p permits) allow(addr string) bool {
	if p.none {
		return false
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	for _, q := range p.list {
		if (q.host == "*" || q.host == host) && (q.port == "*" || q.port == port) {
			return true
		}
	}
	return len(p.list) == 0
}

// forwarding are the options of a client for ports and sockets.
type forwarding struct {
	forwards         []forwardSpec
	stdio            endpoint // -W; the zero value is none
	gatewayPorts     bool
	exitOnForward    bool
	clearForwards    bool
	permitRemoteOpen permits     // of -R with SOCKS
	bindMask         fs.FileMode // StreamLocalBindMask
	bindUnlink       bool
}

// defaultBindMask leaves sockets to their user.
const defaultBindMask fs.FileMode = 0o177

// parseMask reads an octal mask.
func parseMask(s string) (fs.FileMode, error) {
	n, err := strconv.ParseUint(s, 8, 32)
	if err != nil || n > 0o777 {
		return 0, fmt.Errorf("%q is no mask from 0 to 0777", s)
	}
	return fs.FileMode(n), nil
}
