package dissect

import (
	"slices"

	"github.com/glassh/glassh/wire"
)

// RFC 4252: user authentication, and its methods; OpenSSH's method stands among them.

var userauthMessages = []message{
	{number: wire.MsgUserauthRequest, fields: []Field{
		{Name: "user name", Type: String},
		{Name: "service name", Type: String, Note: "What is to start once the user is in."},
		{Name: "method name", Type: String},
		{Name: "method-specific fields", Type: Choice, On: "method name", Kind: Secret,
			Cases: slices.Concat(authMethods, interactiveMethods),
			Note:  "What this method has here is not known: it may be secret, and is not shown."},
	}},
	{number: wire.MsgUserauthFailure, fields: []Field{
		{Name: "authentications that can continue", Type: NameList},
		{Name: "partial success", Type: Boolean,
			Note: "TRUE: the request was good, and another one by these methods is needed as well."},
	}},
	{number: wire.MsgUserauthSuccess},
	{number: wire.MsgUserauthBanner, fields: []Field{
		{Name: "message", Type: String},
		{Name: "language tag", Type: String},
	}},
	{number: wire.MsgUserauthPKOK, method: wire.MethodPublicKey, fields: []Field{
		{Name: "public key algorithm name from the request", Type: String},
		{Name: "public key blob from the request", Type: String, Holds: publicKey,
			Note: "The key would do: the client asks its owner for the signature only now."},
	}},
	{number: wire.MsgUserauthPasswdChangeReq, method: wire.MethodPassword, fields: []Field{
		{Name: "prompt", Type: String},
		{Name: "language tag", Type: String},
	}},
}

const userSignatureNote = "Made over the string session_id and this payload up to here: " +
	"it is of use in this connection only. SSH-1 had the client decrypt a challenge instead."

var authMethods = []Layout{
	{Name: wire.MethodNone, Source: "RFC 4252 §5.2"},
	{Name: wire.MethodPublicKey, Source: "RFC 4252 §7", Fields: []Field{
		{Name: "has signature", Type: Boolean, Note: "FALSE: would this key do?"},
		{Name: "public key algorithm name", Type: String, Note: "How it signs, which need not be the type of the key."},
		{Name: "public key blob", Type: String, Holds: publicKey},
		{Name: "signature", Type: String, Holds: signature, When: "has signature", Note: userSignatureNote},
	}},
	{Name: wire.MethodPublicKeyHostBound, Source: "OpenSSH PROTOCOL §3.1", Fields: []Field{
		{Name: "has signature", Type: Boolean, Note: "FALSE: would this key do?"},
		{Name: "public key algorithm name", Type: String},
		{Name: "public key blob", Type: String, Holds: publicKey},
		{Name: "server host key", Type: String, Holds: publicKey,
			Note: "K_S as the client saw it: an agent that signs learns which host it signs for."},
		{Name: "signature", Type: String, Holds: signature, When: "has signature", Note: userSignatureNote},
	}},
	{Name: wire.MethodPassword, Source: "RFC 4252 §8", Fields: []Field{
		{Name: "change", Type: Boolean},
		{Name: "password", Type: String, Kind: Secret,
			Note: "As it was typed: only the packet's encryption hides it, and the server reads it. Padding hides how long it is."},
		{Name: "new password", Type: String, Kind: Secret, When: "change"},
	}},
	{Name: wire.MethodHostbased, Source: "RFC 4252 §9", Fields: []Field{
		{Name: "public key algorithm for host key", Type: String},
		{Name: "public host key and certificates for client host", Type: String, Holds: publicKey},
		{Name: "client host name", Type: String},
		{Name: "user name on the client host", Type: String},
		{Name: "signature", Type: String, Holds: signature,
			Note: "By the client host's key, over the string session_id and this payload up to here: the host vouches for its user."},
	}},
}
