package dissect

import "github.com/glassh/glassh/wire"

// RFC 8308: what each side can do beyond the RFCs before.

var extensionMessages = []message{
	{number: wire.MsgExtInfo, fields: []Field{
		{Name: "nr-extensions", Type: Uint32},
		{Name: "extension", Type: List, Count: "nr-extensions", Most: wire.MaxExtensions, Each: []Field{
			{Name: "extension-name", Type: String},
			{Name: "extension-value", Type: String, Holds: extensionValue},
		}},
	}},
	{number: wire.MsgNewCompress, note: func(Side) string {
		return "The last message of this direction without compression."
	}},
}

// extensionValue is what an extension's value holds.
const extensionValue = "the value of that extension"

var extensionStructures = []Layout{
	{Name: extensionValue, Source: "RFC 8308 §2.3", Fields: []Field{
		{Name: "extension-specific data", Type: Choice, On: "extension-name", Cases: extensions,
			Note: "This extension is not known here."},
	}},
}

var extensions = []Layout{
	{Name: "server-sig-algs", Source: "RFC 8308 §3.1", Fields: []Field{
		{Name: "public-key-algorithms-accepted", Type: Names,
			Note: "How a client's key may sign. Without it, a client could only guess whether the server takes rsa-sha2-256."},
	}},
	{Name: "delay-compression", Source: "RFC 8308 §3.2", Fields: []Field{
		{Name: "compression_algorithms_client_to_server", Type: NameList},
		{Name: "compression_algorithms_server_to_client", Type: NameList},
	}},
	{Name: "no-flow-control", Source: "RFC 8308 §3.3", Fields: []Field{
		{Name: "choice", Type: Text, Note: "p: preferred. s: supported. Windows count for nothing if both sides say so, one of them with p."},
	}},
	{Name: "elevation", Source: "RFC 8308 §3.4", Fields: []Field{
		{Name: "choice", Type: Text, Note: "y, n or d: whether the session should be elevated, or as the server thinks best."},
	}},
	{Name: "publickey-hostbound@openssh.com", Source: "OpenSSH PROTOCOL §3.1", Fields: []Field{{Name: "version", Type: Text}}},
	{Name: "ping@openssh.com", Source: "OpenSSH PROTOCOL §1.8", Fields: []Field{{Name: "version", Type: Text}}},
	{Name: "ext-info-in-auth@openssh.com", Source: "OpenSSH PROTOCOL §1.10", Fields: []Field{{Name: "version", Type: Text}}},
	{Name: "agent-forward", Source: "RFC 9987", Fields: []Field{{Name: "version", Type: Text}}},
}
