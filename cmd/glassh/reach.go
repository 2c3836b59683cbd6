package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/glassh/glassh/ssh"
)

// reach is how a server is reached, as far as options say.
type reach struct {
	bindAddress, bindInterface string // where connections come from; "" is the system's choice
	attempts                   int    // ConnectionAttempts
	tcpKeepAlive               bool
	qos                        qos
	alive                      ssh.KeepAlive // ServerAliveInterval and ServerAliveCountMax

	proxyCommand string // run it in place of TCP; "" or "none" is no command
	proxyJump    string // go through these hosts; "" or "none" is none
	fdpass       bool   // ProxyCommand passes a connected socket, and ends
}

func (r *reach) jumps() bool { return r.proxyJump != "" && !strings.EqualFold(r.proxyJump, "none") }

func (r *reach) commands() bool {
	return r.proxyCommand != "" && !strings.EqualFold(r.proxyCommand, "none")
}

// connect reaches the server: by TCP, or as ProxyJump or ProxyCommand say.
func (d *dialer) connect(ctx context.Context, addr string) (net.Conn, error) {
	switch {
	case d.o.jumps():
		return d.jump(ctx)
	case d.o.commands():
		return d.proxy(ctx)
	}
	var err error
	for i := range d.o.attempts {
		if i > 0 {
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		}
		var nc net.Conn
		if nc, err = d.tcp(ctx, addr); err == nil {
			return nc, nil
		}
		d.log.Info("connection failed", "address", addr, "error", unwrapOp(err))
	}
	return nil, fmt.Errorf("connect to host %s port %d: %w", d.o.hostName, d.o.port, unwrapOp(err))
}

// tcp connects once, from each local address that is asked for.
func (d *dialer) tcp(ctx context.Context, addr string) (net.Conn, error) {
	nd := net.Dialer{Timeout: d.o.timeout, KeepAliveConfig: net.KeepAliveConfig{
		Enable: d.o.tcpKeepAlive, Idle: -1, Interval: -1, Count: -1, // the system's times
	}}
	if !d.o.tcpKeepAlive {
		nd.KeepAlive = -1
	}
	if d.o.bindAddress == "" && d.o.bindInterface == "" {
		return nd.DialContext(ctx, d.o.family.network(), addr)
	}
	from, err := d.o.localAddresses(ctx)
	if err != nil {
		return nil, err
	}
	for _, ip := range from {
		nd.LocalAddr = &net.TCPAddr{IP: ip}
		family := ipv6
		if ip.To4() != nil {
			family = ipv4
		}
		var nc net.Conn
		if nc, err = nd.DialContext(ctx, family.network(), addr); err == nil {
			return nc, nil
		}
	}
	return nil, err
}

// localAddresses are those of BindAddress, or of BindInterface, in the family to use: one
// of each.
func (o *sshOptions) localAddresses(ctx context.Context) (list []net.IP, err error) {
	var all []net.IP
	if o.bindAddress != "" {
		if all, err = net.DefaultResolver.LookupIP(ctx, strings.Replace(o.family.network(), "tcp", "ip", 1), o.bindAddress); err != nil {
			return nil, err
		}
	} else {
		i, err := net.InterfaceByName(o.bindInterface)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.bindInterface, unwrapOp(err))
		}
		addrs, err := i.Addrs()
		if err != nil {
			return nil, err
		}
		for _, a := range addrs {
			if n, ok := a.(*net.IPNet); ok && !n.IP.IsLinkLocalUnicast() {
				all = append(all, n.IP)
			}
		}
	}
	have := map[bool]bool{}
	for _, ip := range all {
		is4 := ip.To4() != nil
		if have[is4] || o.family == ipv4 && !is4 || o.family == ipv6 && is4 {
			continue
		}
		have[is4] = true
		list = append(list, ip)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s has no address to connect from", cmp.Or(o.bindAddress, o.bindInterface))
	}
	return list, nil
}

// finishProxy fills in the tokens of ProxyCommand and ProxyJump.
func (o *sshOptions) finishProxy(e *env) (err error) {
	if o.jumps() {
		if o.proxyJump, err = expand(o.proxyJump, o.proxyTokens()); err != nil {
			return err
		}
		hops, err := parseJump(o.proxyJump)
		if err != nil {
			return err
		}
		last := hops[len(hops)-1]
		if strings.EqualFold(last.host, o.hostName) && cmp.Or(last.port, "22") == fmt.Sprint(o.port) && cmp.Or(last.user, e.user) == o.user {
			return fmt.Errorf("jumphost loop via %s", last.host)
		}
	}
	if o.fdpass && !canPassSockets {
		return errors.New("ProxyUseFdpass: this system cannot pass sockets between programs")
	}
	return nil
}
