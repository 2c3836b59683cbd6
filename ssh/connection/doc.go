// Package connection is the SSH connection protocol (RFC 4254) as a state machine
// without input or output: one authenticated connection carries many channels,
// each a pair of byte streams with a window of its own.
//
//	   ours                                        theirs
//	   CHANNEL_OPEN  type, our number, window ──▶
//	◀── CHANNEL_OPEN_CONFIRMATION  their number, window
//	   CHANNEL_REQUEST  "exec", want reply ─────▶
//	◀── CHANNEL_SUCCESS
//	◀── CHANNEL_DATA ─── spends our window
//	   CHANNEL_WINDOW_ADJUST ───────────────────▶  as the data is read
//	◀── CHANNEL_EOF          no more data
//	◀── CHANNEL_CLOSE
//	   CHANNEL_CLOSE ───────────────────────────▶  the numbers are free again
//
// # Two halves
//
// As in package transport, the reader of the connection owns the inbound half and
// the holder of the right to write the outbound half. [Machine.NextData] handles
// data with the inbound half alone, [Machine.Next] any message with both; every
// other method needs the outbound half.
//
// The credit that we grant belongs to the outbound half, what has come in to the
// inbound one. The inbound half keeps a copy of the credit as of the last time it
// had both; only when that is spent does it need the other half to see what was
// granted since.
//
// # Bounds
//
// A peer can make the machine hold no more than the channels of [Config], and a fixed
// number of unanswered requests; and the caller no more unread data than the Budget of
// [Config] and 32 KiB for each channel. Replies that nobody waits for, and messages to channels
// that do not exist, are dropped.
package connection
