package kex_test

import (
	"bytes"
	"testing"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

// seed is a fixed source of ephemeral keys.
func seed() *bytes.Reader { return bytes.NewReader(bytes.Repeat([]byte{0x42}, 64)) }

// FuzzNegotiate negotiates between any two KEXINITs. What comes out was offered by both.
func FuzzNegotiate(f *testing.F) {
	f.Add(offer("a,b,ext-info-c", "h", "aes128-ctr,c", "m", "none").Append(nil), offer("b,a", "h", "c,aes128-ctr", "m", "none").Append(nil))
	f.Add(offer("a", "h", "aes128-gcm@openssh.com", "", "none").Append(nil), offer("a", "h", "aes128-gcm@openssh.com", "m", "none").Append(nil))
	f.Fuzz(func(t *testing.T, c, s []byte) {
		var client, server wire.KexInit
		if client.Parse(c) != nil || server.Parse(s) != nil {
			return
		}
		right := kex.GuessRight(&client, &server)
		a, err := kex.Negotiate(&client, &server)
		if err != nil {
			if len(err.Error()) > 3000 {
				t.Fatalf("text of %d bytes", len(err.Error()))
			}
			return
		}
		if right && (a.HostKey != client.HostKeyAlgorithms.First() || !kex.IsMethod(a.Kex)) {
			t.Fatalf("a right guess, but %+v", a)
		}
		for _, x := range []struct {
			name           string
			client, server wire.NameList
		}{
			{a.Kex, client.KexAlgorithms, server.KexAlgorithms},
			{a.HostKey, client.HostKeyAlgorithms, server.HostKeyAlgorithms},
			{a.ClientToServer.Cipher, client.CiphersClientToServer, server.CiphersClientToServer},
			{a.ServerToClient.Cipher, client.CiphersServerToClient, server.CiphersServerToClient},
			{a.ClientToServer.Compression, client.CompressionClientToServer, server.CompressionClientToServer},
			{a.ServerToClient.Compression, client.CompressionServerToClient, server.CompressionServerToClient},
		} {
			if !x.client.Contains(x.name) || !x.server.Contains(x.name) {
				t.Fatalf("%q was not offered by both", x.name)
			}
		}
	})
}

// FuzzHandle gives any payload to a client and a server.
func FuzzHandle(f *testing.F) {
	m := mustMethod(f, "curve25519-sha256")
	public := make([]byte, 32)
	public[0] = 9
	f.Add((&wire.KexECDHInit{ClientPublic: public}).Append(nil))
	f.Add((&wire.KexECDHReply{HostKey: []byte("K_S"), ServerPublic: public, Signature: []byte("s")}).Append(nil))
	f.Fuzz(func(t *testing.T, payload []byte) {
		c, err := kex.NewClient(m, kex.Transcript{}, seed())
		if err != nil {
			t.Fatal(err)
		}
		if _, done, err := c.Handle(nil, payload); done != (err == nil) || done != (c.Result() != nil) {
			t.Fatal("the client:", done, err)
		}
		s, err := kex.NewServer(m, kex.Transcript{}, nil, seed())
		if err != nil {
			t.Fatal(err)
		}
		if _, done, err := s.Handle(nil, payload); done != (err == nil) || done != (s.Result() != nil) {
			t.Fatal("the server:", done, err)
		}
	})
}
