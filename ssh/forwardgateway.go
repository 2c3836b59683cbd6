package ssh

import "net"

// GatewayPorts says which addresses a forwarding is bound to (sshd_config(5)): who else
// than the machine itself can connect to it.
type GatewayPorts int

const (
	// LoopbackOnly binds the loopback addresses, whatever is asked for.
	LoopbackOnly GatewayPorts = iota
	// AnyAddress binds all addresses, whatever is asked for.
	AnyAddress
	// AsAsked binds what is asked for.
	AsAsked
)

// Bind returns the hosts to bind for one that was asked for: IP addresses, or "" for all
// addresses. As in OpenSSH a loopback address is what it is even where others are not
// listened to, and "localhost" is both of them (channels.c).
func (g GatewayPorts) Bind(asked string) []string {
	ip := net.ParseIP(asked)
	switch {
	case g == AnyAddress:
		return []string{""}
	case ip != nil && (ip.IsLoopback() || g == AsAsked):
		return []string{asked}
	case g == AsAsked && (asked == "" || asked == "*"):
		return []string{""}
	case g == AsAsked && asked != "localhost":
		return []string{asked} // a name of this machine
	}
	return []string{"127.0.0.1", "::1"}
}

// ListenNetwork returns the network at which to listen for a host that Bind returned, or
// that a user has written. To package net, 0.0.0.0 and :: are all addresses of both families;
// to SSH each is those of its own (RFC 4254 §7.1).
func ListenNetwork(host string) string {
	ip := net.ParseIP(host)
	switch {
	case !ip.IsUnspecified(): // which nil is not
		return "tcp"
	case ip.To4() != nil:
		return "tcp4"
	}
	return "tcp6"
}
