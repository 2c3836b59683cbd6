// Package wire is the language of SSH: its data types, every message as a
// struct, the table of message numbers, and the framing of packets.
//
//	packet    uint32 packet_length │ byte padding_length │ payload │ padding │ MAC
//	payload   byte message number  │ fields
//
//	field     byte, boolean (1 byte) · uint32, uint64 (big-endian)
//	          string    = uint32 length ‖ bytes
//	          name-list = string of names joined by commas
//	          mpint     = string, a two's complement number, most significant byte first
//
// (RFC 4253 §6, RFC 4251 §5, RFC 4250 §4.1.)
//
// # Messages
//
// A message is a struct named as in its RFC, without SSH_MSG_: [KexInit],
// [ChannelData]. Append writes the whole payload behind dst and returns the
// extended slice. Parse reads a whole payload: another number, a malformed field
// or a byte too many is a [*ParseError], which names message and field and never
// quotes their content.
//
// Parsed []byte and [NameList] fields alias the payload, so Parse allocates
// nothing; who keeps a field longer than the payload lives copies it. After an
// error the fields before the one at fault are set.
//
// Four messages carry a name that decides what follows: [UserauthRequest],
// [GlobalRequest], [ChannelOpen] and [ChannelRequest]. They have the common part
// as fields and the remainder as Rest, and the remainders are structs too, with
// Append and Parse of their own. Written in sequence they make one payload:
//
//	head := wire.ChannelRequest{Recipient: 7, Type: []byte(wire.RequestExec), WantReply: true}
//	exec := wire.ExecRequest{Command: []byte("uptime")}
//	payload = exec.Append(head.Append(payload))
//
// # Text from a peer
//
// Descriptions, banners, names and prompts stay bytes here, whatever they hold.
// Before a person sees them they go through [Escape] or [Printable] (RFC 4251 §9.2).
package wire
