package dissect

import "github.com/glassh/glassh/wire"

// OpenSSH's extensions of the connection protocol (its file PROTOCOL), and those of the
// agent's RFC.

var pingMessages = []message{
	{number: wire.MsgPing, fields: []Field{{Name: "data", Type: String, Holds: rawBytes,
		Note: "It comes back as it is. Clients send it as chaff, so that nobody can tell keystrokes from their times."}}},
	{number: wire.MsgPong, fields: []Field{{Name: "data", Type: String, Holds: rawBytes}}},
}

var opensshGlobalRequests = []Layout{
	{Name: "keepalive@openssh.com", Source: "OpenSSH ssh_config(5), ServerAliveInterval"},
	{Name: "no-more-sessions@openssh.com", Source: "OpenSSH PROTOCOL §2.2"},
	{Name: wire.RequestStreamlocalForward, Source: "OpenSSH PROTOCOL §2.4", Fields: []Field{{Name: "socket path", Type: String}}},
	{Name: wire.RequestCancelStreamlocalForward, Source: "OpenSSH PROTOCOL §2.4", Fields: []Field{{Name: "socket path", Type: String}}},
	{Name: "hostkeys-00@openssh.com", Source: "OpenSSH PROTOCOL §2.5", Fields: hostKeys},
	{Name: hostKeysProve, Source: "OpenSSH PROTOCOL §2.5", Fields: hostKeys},
}

const hostKeysProve = "hostkeys-prove-00@openssh.com"

var hostKeys = []Field{{Name: "host keys", Type: List, Each: []Field{{Name: "host key", Type: String, Holds: publicKey}}}}

var opensshReplies = []Layout{
	{Name: hostKeysProve, Source: "OpenSSH PROTOCOL §2.5", Fields: []Field{
		{Name: "signatures", Type: List, Each: []Field{
			{Name: "signature", Type: String, Holds: signature,
				Note: "Made over the strings " + hostKeysProve + ", session_id and the host key, each with its length."},
		}},
	}},
}

var opensshChannelTypes = []Layout{
	{Name: wire.ChannelTypeDirectStreamlocal, Source: "OpenSSH PROTOCOL §2.4", Fields: []Field{
		{Name: "socket path", Type: String},
		{Name: "reserved", Type: String},
		{Name: "reserved", Type: Uint32},
	}},
	{Name: wire.ChannelTypeForwardedStreamlocal, Source: "OpenSSH PROTOCOL §2.4", Fields: []Field{
		{Name: "socket path", Type: String},
		{Name: "reserved for future use", Type: String},
	}},
	{Name: "tun@openssh.com", Source: "OpenSSH PROTOCOL §2.3", Fields: []Field{
		{Name: "tunnel mode", Type: Uint32, words: tunnelMode},
		{Name: "remote unit number", Type: Uint32, words: tunnelUnit},
	}},
	{Name: "auth-agent@openssh.com", Source: "RFC 9987"},
	{Name: "agent-connect", Source: "RFC 9987"},
}

func tunnelMode(v uint64) string {
	switch v {
	case 1:
		return "layer 3 packets"
	case 2:
		return "layer 2 frames"
	}
	return ""
}

func tunnelUnit(v uint64) string {
	if v == 0x7fffffff {
		return "any"
	}
	return ""
}

var opensshChannelRequests = []Layout{
	{Name: "eow@openssh.com", Source: "OpenSSH PROTOCOL §2.1"},
	{Name: "keepalive@openssh.com", Source: "OpenSSH ssh_config(5), ServerAliveInterval"},
	{Name: "auth-agent-req@openssh.com", Source: "RFC 9987"},
	{Name: "agent-req", Source: "RFC 9987"},
}
