package ssh

import (
	"bytes"
	"context"
	"errors"
	"net"
	"syscall"
	"time"

	"github.com/glassh/glassh/wire"
)

// A Forwarding says what the users of a Server may forward (RFC 4254 §7; OpenSSH,
// PROTOCOL §2.4). Addresses are those of the client's request: "tcp" and host:port, with
// any bytes for a host, or "unix" and a path. An error refuses; its text is for the log.
type Forwarding struct {
	// PermitDial says whether a user may have the server connect to addr. nil: nobody.
	PermitDial func(sc *ServerConn, network, addr string) error
	// PermitListen says whether a user may have the server listen at addr. The host of
	// GatewayPorts is bound whatever addr has. nil: nobody.
	PermitListen func(sc *ServerConn, network, addr string) error
	// GatewayPorts says where listeners of the user are bound. nil: at loopback addresses.
	GatewayPorts func(sc *ServerConn) GatewayPorts

	// Dial and Listen do it, as the user where the server serves many. nil stands for
	// package net. Listen gets an address to bind, an IP address or "", and the network of
	// ListenNetwork.
	Dial   func(ctx context.Context, sc *ServerConn, network, addr string) (net.Conn, error)
	Listen func(ctx context.Context, sc *ServerConn, network, addr string) (net.Listener, error)
}

// Forward lets users forward what f permits.
func (s *Server) Forward(f *Forwarding) {
	if f.PermitDial != nil {
		s.HandleChannel(wire.ChannelTypeDirectTCPIP, f.directTCPIP)
		s.HandleChannel(wire.ChannelTypeDirectStreamlocal, f.directStreamlocal)
	}
	if f.PermitListen != nil {
		s.HandleRequest(wire.RequestTCPIPForward, f.tcpipForward)
		s.HandleRequest(wire.RequestStreamlocalForward, f.streamlocalForward)
		s.HandleRequest(wire.RequestCancelTCPIPForward, f.cancelTCPIP)
		s.HandleRequest(wire.RequestCancelStreamlocalForward, f.cancelStreamlocal)
	}
}

// dialTime bounds how long a connection to somewhere may take.
const dialTime = 2 * time.Minute

func (f *Forwarding) directTCPIP(sc *ServerConn, in *Incoming) {
	var m wire.OpenDirectTCPIP
	if err := m.Parse(in.Data); err != nil || m.Port > 65535 {
		in.Reject(wire.OpenConnectFailed, "malformed")
		return
	}
	f.direct(sc, in, "tcp", hostPort(m.Host, m.Port))
}

func (f *Forwarding) directStreamlocal(sc *ServerConn, in *Incoming) {
	var m wire.OpenDirectStreamlocal
	if err := m.Parse(in.Data); err != nil {
		in.Reject(wire.OpenConnectFailed, "malformed")
		return
	}
	path, ok := unixPath(m.Path)
	if !ok {
		in.Reject(wire.OpenConnectFailed, "malformed")
		return
	}
	f.direct(sc, in, "unix", path)
}

// unixPath returns the path of a socket that a client names. Package net would take @ and
// 0 in front for an abstract socket of Linux, which is in no file system and guarded by
// nobody's rights.
func unixPath(name []byte) (path string, ok bool) {
	if len(name) == 0 || bytes.IndexByte(name, 0) >= 0 {
		return "", false
	}
	if name[0] == '@' {
		return "./" + string(name), true
	}
	return string(name), true
}

// direct connects to addr for the client, and copies until the end.
func (f *Forwarding) direct(sc *ServerConn, in *Incoming, network, addr string) {
	log := sc.c.log.With("user", wire.Escape([]byte(sc.info.User)), "address", wire.Escape([]byte(addr)))
	if err := f.PermitDial(sc, network, addr); err != nil {
		log.Warn("connection not forwarded", "error", err)
		in.Reject(wire.OpenAdministrativelyProhibited, "open failed")
		return
	}
	ctx, cancel := context.WithTimeout(sc.ctx, dialTime)
	defer cancel()
	nc, err := f.dial(ctx, sc, network, addr)
	if err != nil {
		log.Info("connection not forwarded", "error", err)
		in.Reject(wire.OpenConnectFailed, reasonFor(err))
		return
	}
	defer nc.Close()
	ch, err := in.Accept(nil)
	if err != nil {
		return
	}
	log.Info("connection forwarded")
	begin := time.Now()
	ch.Splice(nc)
	log.Info("forwarded connection ended", "duration", time.Since(begin).Round(time.Millisecond))
}

func (f *Forwarding) dial(ctx context.Context, sc *ServerConn, network, addr string) (net.Conn, error) {
	if f.Dial != nil {
		return f.Dial(ctx, sc, network, addr)
	}
	var d net.Dialer
	return d.DialContext(ctx, network, addr)
}

// reasonFor says to a client why its connection failed, in the system's words, as
// OpenSSH does, and nothing of what stood around them: no address of ours.
func reasonFor(err error) string {
	var errno syscall.Errno
	var dns *net.DNSError
	switch {
	case errors.As(err, &errno):
		return errno.Error()
	case errors.As(err, &dns) && dns.IsNotFound:
		return "the name is not known"
	case errors.Is(err, context.DeadlineExceeded):
		return "it takes too long"
	}
	return "connect failed"
}
