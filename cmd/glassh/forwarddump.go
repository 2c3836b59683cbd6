package main

import (
	"fmt"
	"io/fs"
	"net"
	"strings"

	"github.com/glassh/glassh/ssh"
)

// What -G of the client and -T of the server print of forwarding, as ssh and sshd do.

// dumpForwards are the forwardings of one kind.
func dumpForwards(kind byte) func(*sshOptions) []string {
	return func(o *sshOptions) (lines []string) {
		for _, s := range o.forwards {
			line := s.listen.dump(false)
			if s.kind != kind || o.clearForwards {
				continue
			}
			if kind != 'D' {
				line += " " + s.connect.dump(true)
			}
			lines = append(lines, line)
		}
		return lines
	}
}

// dump writes an endpoint; one that is connected to has a host in any case.
func (p endpoint) dump(target bool) string {
	switch {
	case p.path != "":
		return p.path
	case target && p == endpoint{}:
		return "[socks]:0"
	case target || p.hasHost:
		return fmt.Sprintf("[%s]:%d", p.host, p.port)
	}
	return fmt.Sprint(p.port)
}

func dumpMask(mask fs.FileMode) string { return fmt.Sprintf("0%o", mask) }

// dump is all of it in one line.
func (p permits) dump() string {
	var words []string
	for _, q := range p.list {
		words = append(words, net.JoinHostPort(q.host, q.port))
	}
	switch {
	case p.none:
		return "none"
	case len(words) == 0:
		return "any"
	}
	return strings.Join(words, " ")
}

func showAllowed(get func(*serveOptions) allowForwarding) printer {
	return func(o *serveOptions) []string { return []string{[...]string{"no", "local", "remote", "yes"}[get(o)]} }
}

func showGateway(o *serveOptions) []string {
	return []string{map[ssh.GatewayPorts]string{ssh.LoopbackOnly: "no", ssh.AnyAddress: "yes", ssh.AsAsked: "clientspecified"}[o.gatewayPorts]}
}
