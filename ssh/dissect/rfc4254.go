package dissect

import (
	"slices"

	"github.com/glassh/glassh/wire"
)

// RFC 4254: channels, and what moves in them. Requests, and types of channels, are in
// rfc4254_session.go and rfc4254_forward.go; OpenSSH's are in openssh.go.

var globalMessages = []message{
	{number: wire.MsgGlobalRequest, fields: []Field{
		{Name: "request name", Type: String},
		{Name: "want reply", Type: Boolean,
			Note: "Replies have no number of what they answer: they come in the order of the requests."},
		{Name: "request-specific data", Type: Choice, On: "request name",
			Cases: slices.Concat(forwardRequests, opensshGlobalRequests), Note: unknownRequest},
	}},
	{number: wire.MsgRequestSuccess, fields: []Field{
		{Name: "response specific data", Type: Choice, On: onRequest, Cases: slices.Concat(forwardReplies, opensshReplies),
			Note: "Which request this answers is not known, or not what its answers hold."},
	}},
	{number: wire.MsgRequestFailure},
}

const unknownRequest = "Request-specific data, which no table here has under this name."

const (
	senderNote = "The sender's own number for the channel: the other side gives it another."
	windowNote = "How many bytes of data the other side may send before it waits for a window adjustment."
)

var channelMessages = []message{
	{number: wire.MsgChannelOpen, fields: []Field{
		{Name: "channel type", Type: String},
		{Name: "sender channel", Type: Uint32, Note: senderNote},
		{Name: "initial window size", Type: Uint32, Note: windowNote},
		{Name: "maximum packet size", Type: Uint32, Note: "Bytes of data in one message, not in one packet."},
		{Name: "channel type specific data", Type: Choice, On: "channel type",
			Cases: slices.Concat(channelTypes, opensshChannelTypes),
			Note:  "Channel type specific data, which no table here has under this name."},
	}},
	{number: wire.MsgChannelOpenConfirmation, fields: []Field{
		{Name: "recipient channel", Type: Uint32, Note: "The number that the opener gave: whoever gets a message finds its own number in it."},
		{Name: "sender channel", Type: Uint32, Note: senderNote},
		{Name: "initial window size", Type: Uint32, Note: windowNote},
		{Name: "maximum packet size", Type: Uint32},
		{Name: "channel type specific data", Type: Bytes, Kind: Unknown,
			Note: "None of the channel types that are known here has anything in its confirmation."},
	}},
	{number: wire.MsgChannelOpenFailure, fields: []Field{
		{Name: "recipient channel", Type: Uint32},
		{Name: "reason code", Type: Uint32, Source: "RFC 4250 §4.3", words: wordsOf[wire.OpenReason]},
		{Name: "description", Type: String},
		{Name: "language tag", Type: String},
	}},
	{number: wire.MsgChannelWindowAdjust, fields: []Field{
		{Name: "recipient channel", Type: Uint32},
		{Name: "bytes to add", Type: Uint32, Note: "On top of what is left of the window: it is a sum, not a new size."},
	}},
	{number: wire.MsgChannelData, fields: []Field{
		{Name: "recipient channel", Type: Uint32},
		{Name: "data", Type: String, Holds: rawBytes, Kind: Data,
			Note: "These bytes, without their length, are taken off the window."},
	}},
	{number: wire.MsgChannelExtendedData, fields: []Field{
		{Name: "recipient channel", Type: Uint32},
		{Name: "data_type_code", Type: Uint32, Source: "RFC 4250 §4.4", words: wordsOf[wire.DataType]},
		{Name: "data", Type: String, Holds: rawBytes, Kind: Data,
			Note: "It shares the window with the data of other kinds."},
	}},
	{number: wire.MsgChannelEOF, fields: []Field{
		{Name: "recipient channel", Type: Uint32, Note: "No data follows in this direction; the other one goes on."},
	}},
	{number: wire.MsgChannelClose, fields: []Field{
		{Name: "recipient channel", Type: Uint32, Note: "The channel ends once both sides have sent this, and the numbers are free."},
	}},
	{number: wire.MsgChannelRequest, fields: []Field{
		{Name: "recipient channel", Type: Uint32},
		{Name: "request type", Type: String},
		{Name: "want reply", Type: Boolean},
		{Name: "type-specific data", Type: Choice, On: "request type",
			Cases: slices.Concat(sessionRequests, opensshChannelRequests), Note: unknownRequest},
	}},
	{number: wire.MsgChannelSuccess, fields: []Field{{Name: "recipient channel", Type: Uint32}}},
	{number: wire.MsgChannelFailure, fields: []Field{{Name: "recipient channel", Type: Uint32}}},
}
