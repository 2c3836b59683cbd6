package dissect

import "github.com/glassh/glassh/wire"

// RFC 4254 §5.1, §6 and §7: types of channels, and the requests for ports.

var channelTypes = []Layout{
	{Name: wire.ChannelTypeSession, Source: "RFC 4254 §6.1"},
	{Name: wire.ChannelTypeX11, Source: "RFC 4254 §6.3.2", Fields: []Field{
		{Name: "originator address", Type: String},
		{Name: "originator port", Type: Uint32},
	}},
	{Name: wire.ChannelTypeForwardedTCPIP, Source: "RFC 4254 §7.2", Fields: []Field{
		{Name: "address that was connected", Type: String, Note: "As it stood in the tcpip-forward request: by it and the port, the client finds that again."},
		{Name: "port that was connected", Type: Uint32},
		{Name: "originator IP address", Type: String},
		{Name: "originator port", Type: Uint32},
	}},
	{Name: wire.ChannelTypeDirectTCPIP, Source: "RFC 4254 §7.2", Fields: []Field{
		{Name: "host to connect", Type: String, Note: "A name is looked up by the server, not by the client."},
		{Name: "port to connect", Type: Uint32},
		{Name: "originator IP address", Type: String},
		{Name: "originator port", Type: Uint32},
	}},
}

var forwardRequests = []Layout{
	{Name: wire.RequestTCPIPForward, Source: "RFC 4254 §7.1", Fields: []Field{
		{Name: "address to bind", Type: String, Note: "Empty: all addresses. localhost: the loopback ones."},
		{Name: "port number to bind", Type: Uint32, Note: "0 lets the server choose, which then tells in its reply."},
	}},
	{Name: wire.RequestCancelTCPIPForward, Source: "RFC 4254 §7.1", Fields: []Field{
		{Name: "address to bind", Type: String},
		{Name: "port number to bind", Type: Uint32},
	}},
}

var forwardReplies = []Layout{
	{Name: wire.RequestTCPIPForward, Source: "RFC 4254 §7.1", Fields: []Field{
		{Name: "port that was bound on the server", Type: Uint32, Optional: true,
			Note: "Only where the request had the port 0."},
	}},
	{Name: wire.RequestCancelTCPIPForward, Source: "RFC 4254 §7.1"},
}
