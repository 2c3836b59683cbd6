package kex

// String returns the choice in one line, the directions together where they agree.
func (a *Algorithms) String() string {
	s := "kex " + a.Kex + ", host key " + a.HostKey + ", "
	if a.ClientToServer == a.ServerToClient {
		return s + a.ClientToServer.String()
	}
	return s + "to server " + a.ClientToServer.String() + ", to client " + a.ServerToClient.String()
}

// String returns the cipher, and the MAC if there is one.
func (d Direction) String() string {
	s := d.Cipher
	if d.MAC != "" {
		s += " with " + d.MAC
	}
	if d.Compression != "none" {
		s += ", compression " + d.Compression
	}
	return s
}
