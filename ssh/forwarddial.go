package ssh

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"github.com/glassh/glassh/wire"
)

// DialContext connects from the server, as package net does from here: the networks are
// "tcp", with host:port, whose name the server looks up (RFC 4254 §7.2), and "unix", with
// the path of a socket there (OpenSSH, PROTOCOL §2.4). ctx covers the connecting and no
// more. The error may hold an *OpenError. The connection is a *Conn.
func (cl *Client) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	nc, err := cl.DialFor(ctx, nil, network, addr)
	if err != nil {
		return nil, err
	}
	return nc, nil
}

// DialFor is DialContext for somebody else, who connected here from origin: the server
// is told. nil stands for nobody.
func (cl *Client) DialFor(ctx context.Context, origin net.Addr, network, addr string) (*Conn, error) {
	kind, rest, err := direct(origin, network, addr)
	remote := forwardAddr(network, addr)
	var ch *Channel
	if err == nil {
		ch, err = cl.Open(ctx, kind, rest, nil)
	}
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: remote, Err: err}
	}
	if origin == nil {
		origin = cl.c.nc.LocalAddr()
	}
	return &Conn{Channel: ch, local: origin, remote: remote}, nil
}

// direct returns the type of a channel that connects to addr, and what depends on it.
func direct(origin net.Addr, network, addr string) (kind string, rest []byte, err error) {
	switch network {
	case "tcp":
		host, port, err := splitHostPort(addr)
		if err != nil {
			return "", nil, err
		}
		m := wire.OpenDirectTCPIP{Host: []byte(host), Port: port}
		m.OriginAddress, m.OriginPort = originator(origin)
		return wire.ChannelTypeDirectTCPIP, m.Append(nil), nil
	case "unix":
		m := wire.OpenDirectStreamlocal{Path: []byte(addr)}
		return wire.ChannelTypeDirectStreamlocal, m.Append(nil), nil
	}
	return "", nil, net.UnknownNetworkError(network)
}

// splitHostPort reads host:port with a port in digits: names of services belong to the
// machine that looks them up.
func splitHostPort(addr string) (host string, port uint32, err error) {
	host, text, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, err
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return "", 0, &net.AddrError{Err: "the port is no number from 0 to 65535", Addr: addr}
	}
	return host, uint32(n), nil
}

// originator returns who connected, as it stands in messages. Servers exist that refuse
// what is no address (OpenSSH, channels.c): so it is always one.
func originator(origin net.Addr) (address []byte, port uint32) {
	if tcp, ok := origin.(*net.TCPAddr); ok && tcp != nil {
		if ip, ok := netip.AddrFromSlice(tcp.IP); ok {
			return []byte(ip.Unmap().String()), uint32(tcp.Port)
		}
	}
	return []byte("127.0.0.1"), 65535
}

// A Conn is a Channel with addresses: a net.Conn through the other end.
type Conn struct {
	*Channel
	local, remote net.Addr
}

// LocalAddr returns the address at this end: where the connection came from that the
// channel was opened for, or where it came to.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr returns the address at the far end, as far as it is known here.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// A namedAddr is an address that package net has no type for: its host is a name that
// the peer looks up.
type namedAddr struct{ network, text string }

// Network returns "tcp".
func (a namedAddr) Network() string { return a.network }

// String returns host:port, escaped.
func (a namedAddr) String() string { return a.text }

// forwardAddr returns an address of the peer's as a *net.TCPAddr or *net.UnixAddr, where
// it can be one.
func forwardAddr(network, addr string) net.Addr {
	if network == "unix" {
		return &net.UnixAddr{Net: "unix", Name: addr}
	}
	if host, port, err := splitHostPort(addr); err == nil {
		if ip, err := netip.ParseAddr(host); err == nil {
			return net.TCPAddrFromAddrPort(netip.AddrPortFrom(ip, uint16(port)))
		}
		if host == "" {
			return &net.TCPAddr{Port: int(port)}
		}
	}
	return namedAddr{network, wire.Escape([]byte(addr))}
}

// hostPort puts an address of a message together.
func hostPort(host []byte, port uint32) string {
	return net.JoinHostPort(string(host), fmt.Sprint(port))
}
