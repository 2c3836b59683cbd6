// Package dissect says what every byte is: of a message, of a packet, of a key, of a key
// file.
//
//	32 │ 00 00 00 03 │ 61 6e 6e │ 00 00 00 0e │ 73 73 68 2d …
//	     length: 3     content    length: 14    content
//	   └──── user name: ann ────┴── service name: ssh-connection
//
// Each run of bytes is a [Span]. Spans tile what was given, and the spans inside of a span
// tile it: no byte is left out, and none is explained twice. What the tables here do not
// explain is an error; or, where the protocol lets anybody have requests, algorithms and
// extensions of their own, one span that says so. Nothing is guessed.
//
// # Tables
//
// A message is a table of its fields, in a file named for its RFC:
//
//	{number: wire.MsgChannelWindowAdjust, fields: []Field{
//		{Name: "recipient channel", Type: Uint32},
//		{Name: "bytes to add", Type: Uint32, Note: "On top of what is left of the window: …"},
//	}},
//
// A [Field] may ask for another one that has been read: what follows in a request depends
// on its name, whether a signature does on a boolean, how many prompts there are on a
// number. What strings hold (keys, signatures, certificates, terminal modes) has a table of
// its own, which is looked up by name. One cursor walks along all of them.
//
// Names and numbers of messages are package wire's, and so is what is accepted.
//
// # Secrets
//
// Passwords, answers that are not to be shown, and private keys are spans of the kind
// [Secret], with all that is inside of them. Their Value is empty. The bytes themselves are
// the caller's, and so are its manners: Off and Len say what to take out.
package dissect
