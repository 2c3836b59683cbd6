package ssh

import "net"

// A network is the connection below: a net.Conn, and its socket where that can be had
// (network_unix.go). A socket can say at once that it takes or gives no more bytes,
// where Write and Read of a net.Conn wait. Without one, everything goes through drain,
// and a buffer waits for input.
type network struct {
	net.Conn
	in     *input
	socket socket
}

func (n *network) init(nc net.Conn, in *input) {
	n.Conn, n.in = nc, in
	n.socket.init(nc, in)
}

// tryWrite writes as much of p as the network takes at once.
func (n *network) tryWrite(p []byte) (int, error) {
	if n.socket.usable() {
		return n.socket.tryWrite(p)
	}
	return 0, nil
}

// fill reads to the input what there is, and waits until that is at least one byte, which
// is likely to come soon or not.
func (n *network) fill(soon bool) error {
	if n.socket.usable() {
		return n.socket.fill(soon)
	}
	k, err := n.Conn.Read(n.in.space())
	n.in.filled(k)
	if k > 0 {
		return nil
	}
	return err
}
