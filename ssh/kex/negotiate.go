package kex

import (
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// Algorithms is what two KEXINITs agree on.
type Algorithms struct {
	Kex            string // the key exchange method
	HostKey        string // the host key algorithm
	ClientToServer Direction
	ServerToClient Direction
}

// A Direction is what protects the packets of one direction.
type Direction struct {
	Cipher      string
	MAC         string // "" if the cipher is an AEAD
	Compression string
}

// Negotiate chooses in each category the first name of the client that the server has
// too (RFC 4253 §7.1). No MAC is chosen for a direction whose cipher is an AEAD, and
// languages are ignored. If a category has no such name, the error is a
// [*NegotiationError].
//
// RFC 4253 §7.1 lets a method also ask for a host key that can sign; all of ours do, and
// every host key algorithm can.
func Negotiate(client, server *wire.KexInit) (*Algorithms, error) {
	var n negotiation
	a := &Algorithms{
		Kex:     n.choose("key exchange method", client.KexAlgorithms, server.KexAlgorithms),
		HostKey: n.choose("host key algorithm", client.HostKeyAlgorithms, server.HostKeyAlgorithms),
	}
	c2s, s2c := &a.ClientToServer, &a.ServerToClient
	c2s.Cipher = n.choose("cipher from client to server", client.CiphersClientToServer, server.CiphersClientToServer)
	s2c.Cipher = n.choose("cipher from server to client", client.CiphersServerToClient, server.CiphersServerToClient)
	if needsMAC(c2s.Cipher) {
		c2s.MAC = n.choose("MAC from client to server", client.MACsClientToServer, server.MACsClientToServer)
	}
	if needsMAC(s2c.Cipher) {
		s2c.MAC = n.choose("MAC from server to client", client.MACsServerToClient, server.MACsServerToClient)
	}
	c2s.Compression = n.choose("compression from client to server",
		client.CompressionClientToServer, server.CompressionClientToServer)
	s2c.Compression = n.choose("compression from server to client",
		client.CompressionServerToClient, server.CompressionServerToClient)
	if n.err != nil {
		return nil, n.err
	}
	return a, nil
}

// GuessRight reports whether a key exchange packet sent on a guess, with
// first_kex_packet_follows, counts (RFC 4253 §7): both peers must prefer the same method
// and the same host key algorithm. A wrong guess is to be ignored, whatever the
// negotiation ends in.
//
// Between two that both say [Guess2], the client's preference is enough, as it is for the
// negotiation itself: its first names must be among the server's.
func GuessRight(client, server *wire.KexInit) bool {
	method, hostKey := preferred(client.KexAlgorithms), client.HostKeyAlgorithms.First()
	if client.KexAlgorithms.Contains(Guess2) && server.KexAlgorithms.Contains(Guess2) {
		return method != "" && server.KexAlgorithms.Contains(method) && IsMethod(hostKey) && server.HostKeyAlgorithms.Contains(hostKey)
	}
	return same(method, preferred(server.KexAlgorithms)) && same(hostKey, server.HostKeyAlgorithms.First())
}

func same(x, y string) bool { return x == y && x != "" }

// preferred returns the first name that can be chosen.
func preferred(methods wire.NameList) string {
	for name := range methods.All() {
		if IsMethod(string(name)) {
			return string(name)
		}
	}
	return ""
}

// A negotiation remembers the first category that failed.
type negotiation struct{ err error }

func (n *negotiation) choose(category string, client, server wire.NameList) string {
	if n.err != nil {
		return ""
	}
	// Both lists are the peers' and may be long: one pass over each.
	offered := make(map[string]bool, server.Len())
	for name := range server.All() {
		offered[string(name)] = true
	}
	for name := range client.All() {
		if offered[string(name)] && IsMethod(string(name)) {
			return string(name)
		}
	}
	n.err = &NegotiationError{Category: category, Client: client.Strings(), Server: server.Strings()}
	return ""
}

// needsMAC reports whether a MAC is negotiated beside the cipher.
func needsMAC(cipher string) bool {
	c, _ := protect.LookupCipher(cipher)
	return !c.AEAD
}
