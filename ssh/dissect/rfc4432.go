package dissect

import "github.com/glassh/glassh/wire"

// RFC 4432: a key exchange in which the client makes the secret, and encrypts it.

const rsaExample = "rsa2048-sha256"

var kexRSAMessages = []message{
	{number: wire.MsgKexRSAPublicKey, method: rsaExample, fields: []Field{
		{Name: "K_S", Type: String, Holds: publicKey, Note: hostKeyNote},
		{Name: "K_T", Type: String, Holds: publicKey,
			Note: "A transient key, and not the host key: who gets its private half later can read this connection."},
	}},
	{number: wire.MsgKexRSASecret, method: rsaExample, fields: []Field{
		{Name: "RSAES-OAEP-ENCRYPT(K_T, K)", Type: String, Holds: rawBytes, Kind: Encrypted,
			Note: "As long as K_T's modulus. Inside is the mpint K, with its length."},
	}},
	{number: wire.MsgKexRSADone, method: rsaExample, fields: []Field{
		{Name: "signature of H", Type: String, Holds: signature, Note: signatureNote},
	}},
}
