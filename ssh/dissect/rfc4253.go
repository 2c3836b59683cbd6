package dissect

import (
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

// RFC 4253: the transport layer's messages, and the key exchange by Diffie-Hellman.

var transportMessages = []message{
	{number: wire.MsgDisconnect, fields: []Field{
		{Name: "reason code", Type: Uint32, Source: "RFC 4250 §4.2.2", words: wordsOf[wire.Reason]},
		{Name: "description", Type: String, Note: "The peer may have written anything here: it is escaped before it is shown."},
		{Name: "language tag", Type: String},
	}},
	{number: wire.MsgIgnore, fields: []Field{
		{Name: "data", Type: String, Holds: rawBytes, Kind: Random,
			Note: "It means nothing. Sending it hides how long other packets are, and when they come."},
	}},
	{number: wire.MsgUnimplemented, fields: []Field{
		{Name: "packet sequence number of rejected message", Type: Uint32,
			Note: "Packets are counted on both sides; the number itself is never sent but here."},
	}},
	{number: wire.MsgDebug, fields: []Field{
		{Name: "always_display", Type: Boolean},
		{Name: "message", Type: String},
		{Name: "language tag", Type: String},
	}},
	{number: wire.MsgServiceRequest, fields: []Field{{Name: "service name", Type: String}}},
	{number: wire.MsgServiceAccept, fields: []Field{{Name: "service name", Type: String}}},
}

var kexInitMessages = []message{
	{number: wire.MsgKexInit, note: kexInitNote, fields: []Field{
		{Name: "cookie", Type: Bytes, Size: 16, Kind: Random,
			Note: "With random bytes from both sides in it, H is never the same again."},
		{Name: "kex_algorithms", Type: NameList, about: aboutKex,
			Note: "The first of the client's names that the server has as well is taken: so it is with all these lists."},
		{Name: "server_host_key_algorithms", Type: NameList,
			Note: "How the server may sign, which is not the type of its key: an ssh-rsa key signs as rsa-sha2-256 as well."},
		{Name: "encryption_algorithms_client_to_server", Type: NameList,
			Note: "Each direction is negotiated by itself, and could get another cipher."},
		{Name: "encryption_algorithms_server_to_client", Type: NameList},
		{Name: "mac_algorithms_client_to_server", Type: NameList,
			Note: "This counts for nothing if the cipher that is taken authenticates by itself, as GCM and ChaCha20-Poly1305 do."},
		{Name: "mac_algorithms_server_to_client", Type: NameList},
		{Name: "compression_algorithms_client_to_server", Type: NameList},
		{Name: "compression_algorithms_server_to_client", Type: NameList},
		{Name: "languages_client_to_server", Type: NameList},
		{Name: "languages_server_to_client", Type: NameList},
		{Name: "first_kex_packet_follows", Type: Boolean,
			Note: "TRUE: the sender guessed what would be negotiated, and its next packet is ignored if it guessed wrong."},
		{Name: "reserved", Type: Uint32, Note: "0, and four bytes of H like all others: it is often forgotten."},
	}},
	{number: wire.MsgNewKeys, note: newKeysNote},
}

func kexInitNote(s Side) string {
	as := "I_C from the client, and as I_S from the server"
	switch s {
	case Client:
		as = "I_C"
	case Server:
		as = "I_S"
	}
	return "The payload, from this byte to the last, enters the exchange hash H as " + as + "."
}

func newKeysNote(Side) string {
	return "The last message of this direction under the old keys. With strict key exchange the sequence number of the next is 0."
}

// aboutKex is the note of a name in kex_algorithms that is not one of a method.
func aboutKex(name string) string {
	switch name {
	case kex.ExtInfoClient, kex.ExtInfoServer:
		return "No method: the sender takes an SSH_MSG_EXT_INFO (RFC 8308 §2.1)."
	case kex.Guess2:
		return "No method: between two that say so a guess is right if its names are the ones chosen, whatever the server prefers (dropbear)."
	case kex.StrictClient, kex.StrictServer:
		return "No method: the sender can do strict key exchange, against prefix truncation (OpenSSH PROTOCOL §1.9)."
	}
	return ""
}

const (
	hostKeyNote = "The string, with its length, enters H. Whether this key is the server's, nothing in this message says."
	// signatureNote is about the signature that ends a key exchange.
	signatureNote = "Made over H, not over these bytes: whoever can make it has the private key, and saw the same exchange."
	enterNote     = "The mpint, with its length, enters H."
)

var kexDHMessages = []message{
	{number: wire.MsgKexDHInit, method: "diffie-hellman-group14-sha256", fields: []Field{
		{Name: "e", Type: Mpint, Note: enterNote + " e = gˣ mod p, and the client keeps x."},
	}},
	{number: wire.MsgKexDHReply, method: "diffie-hellman-group14-sha256", fields: dhReply},
}

var dhReply = []Field{
	{Name: "K_S", Type: String, Holds: publicKey, Note: hostKeyNote},
	{Name: "f", Type: Mpint, Note: enterNote + " f = gʸ mod p, and K = fˣ = eʸ mod p."},
	{Name: "signature of H", Type: String, Holds: signature, Note: signatureNote},
}
