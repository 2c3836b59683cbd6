package dissect

import "github.com/glassh/glassh/wire"

// RFC 4419: Diffie-Hellman in a group that the server chooses.

const gexExample = "diffie-hellman-group-exchange-sha256"

var kexGexMessages = []message{
	{number: 30, method: gexExample, fields: []Field{
		{Name: "n", Type: Uint32, Note: "Bits that the group should have; servers before RFC 4419 knew no minimum and maximum."},
	}},
	{number: wire.MsgKexDHGexRequest, method: gexExample, fields: []Field{
		{Name: "min", Type: Uint32, Note: "In bits. These three numbers enter H, so that nobody on the way can ask for less."},
		{Name: "n", Type: Uint32},
		{Name: "max", Type: Uint32},
	}},
	{number: wire.MsgKexDHGexGroup, method: gexExample, fields: []Field{
		{Name: "p", Type: Mpint, Note: enterNote + " It should be a safe prime, which a client can hardly check in time."},
		{Name: "g", Type: Mpint, Note: enterNote},
	}},
	{number: wire.MsgKexDHGexInit, method: gexExample, fields: []Field{
		{Name: "e", Type: Mpint, Note: enterNote + " e = gˣ mod p, and the client keeps x."},
	}},
	{number: wire.MsgKexDHGexReply, method: gexExample, fields: dhReply},
}
