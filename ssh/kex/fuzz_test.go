package kex_test

import (
	"testing"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

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

// FuzzHandle gives any two payloads, one after the other, to a client and a server of
// each family.
func FuzzHandle(f *testing.F) {
	for i, name := range families {
		said := run(f, newClient(f, testConfig(f, name, fixedRand("client"))), newServer(f, testConfig(f, name, fixedRand("server"))))
		for j := range said {
			if j+2 < len(said) {
				f.Add(byte(i), said[j], said[j+2])
			}
			f.Add(byte(i), said[j], said[j])
		}
	}
	f.Fuzz(func(t *testing.T, family byte, first, second []byte) {
		client := testConfig(t, families[int(family)%len(families)], fixedRand("client"))
		server := *client
		server.Rand = fixedRand("server")
		c, s := newClient(t, client), newServer(t, &server)
		for _, side := range []struct {
			name   string
			handle func(dst, payload []byte) ([]byte, bool, error)
			result func() *kex.Result
		}{{"client", c.Handle, c.Result}, {"server", s.Handle, s.Result}} {
			over := false
			for _, payload := range [][]byte{first, second} {
				out, done, err := side.handle(nil, payload)
				if over && err == nil {
					t.Fatalf("the %s goes on behind the end", side.name)
				}
				if err != nil && (done || len(out) > 0) || err == nil && done != (side.result() != nil) {
					t.Fatalf("the %s: %x, %v, %v", side.name, out, done, err)
				}
				over = over || done || err != nil
			}
		}
	})
}
