package kex_test

import (
	"bytes"
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

func ExampleNegotiate() {
	client := &wire.KexInit{
		KexAlgorithms:             wire.Names("mlkem768x25519-sha256", "curve25519-sha256", kex.ExtInfoClient),
		HostKeyAlgorithms:         wire.Names("ssh-ed25519"),
		CiphersClientToServer:     wire.Names("chacha20-poly1305@openssh.com", "aes128-ctr"),
		CiphersServerToClient:     wire.Names("aes128-ctr"),
		MACsClientToServer:        wire.Names("hmac-sha2-256"),
		MACsServerToClient:        wire.Names("hmac-sha2-256"),
		CompressionClientToServer: wire.Names("none"),
		CompressionServerToClient: wire.Names("none"),
	}
	server := *client
	server.KexAlgorithms = wire.Names("curve25519-sha256", kex.StrictServer)

	a, err := kex.Negotiate(client, &server)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Kex, a.HostKey)
	fmt.Printf("%v\n%v\n", a.ClientToServer, a.ServerToClient)

	server.KexAlgorithms = wire.Names("diffie-hellman-group1-sha1")
	_, err = kex.Negotiate(client, &server)
	fmt.Println(err)
	// Output:
	// curve25519-sha256 ssh-ed25519
	// chacha20-poly1305@openssh.com
	// aes128-ctr with hmac-sha2-256
	// kex: no common key exchange method: the client offers mlkem768x25519-sha256, curve25519-sha256, ext-info-c; the server offers diffie-hellman-group1-sha1
}

// One exchange, and the keys of one direction.
func Example() {
	method, _ := kex.LookupMethod("curve25519-sha256")
	transcript := kex.Transcript{
		ClientVersion: []byte("SSH-2.0-client"), ServerVersion: []byte("SSH-2.0-server"),
		ClientInit: []byte("…"), ServerInit: []byte("…"), // the payloads of both KEXINITs
	}
	client, err := kex.NewClient(&kex.Config{Method: method, Transcript: transcript, Rand: rand.Reader})
	if err != nil {
		fmt.Println(err)
		return
	}
	server, err := kex.NewServer(&kex.Config{
		Method: method, Transcript: transcript, Rand: rand.Reader, HostKey: []byte("host key blob"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	_, done, err := server.Handle(nil, client.Init(nil))
	fmt.Println(done, err)
	signature := []byte("signature of H") // by the host key
	_, done, err = client.Handle(nil, server.Reply(nil, signature))
	fmt.Println(done, err)

	// The client verifies the signature, and that the host key is the right one.
	result := client.Result()
	fmt.Printf("%q %q\n", result.HostKey, result.Signature)

	suite, _ := protect.Lookup("aes128-ctr", "hmac-sha2-256")
	ours := result.KDF(result.H).ClientToServer(suite)
	theirs := server.Result().KDF(server.Result().H).ClientToServer(suite)
	fmt.Println(len(ours.Key), len(ours.IV), len(ours.MACKey), bytes.Equal(ours.Key, theirs.Key))
	// Output:
	// true <nil>
	// true <nil>
	// "host key blob" "signature of H"
	// 16 16 32 true
}
