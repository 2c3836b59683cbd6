package wire

import (
	"fmt"
	"strconv"
)

// A ParseError says which field of which message is malformed, and how. It never
// holds content, so that its text is safe to log.
type ParseError struct {
	Message Number  // 0 outside of a message
	Part    string  // the structure inside or instead of the message: "pty-req"; may be ""
	Field   string  // in the words of the RFC; may be ""
	Offset  int     // where the field starts, in bytes from where parsing began
	Problem Problem // what is wrong with it
}

// Error describes the fault: "wire: SSH_MSG_CHANNEL_REQUEST pty-req: encoded
// terminal modes: cut short (at byte 20)".
func (e *ParseError) Error() string {
	where := e.Part
	if e.Message != 0 && messages[e.Message].Name != "" {
		where = e.Message.String()
		if e.Part != "" {
			where += " " + e.Part
		}
	}
	text := "wire: "
	if where != "" {
		text += where + ": "
	}
	if e.Field != "" {
		text += e.Field + ": "
	}
	return text + e.Problem.String() + " (at byte " + strconv.Itoa(e.Offset) + ")"
}

// A FrameError says why a packet's length or padding cannot be right
// (RFC 4253 §6).
type FrameError struct {
	Length  uint32 // packet_length
	Problem Problem
}

// Error describes the fault: "wire: packet of 4 bytes: too short".
func (e *FrameError) Error() string {
	return fmt.Sprintf("wire: packet of %d bytes: %v", e.Length, e.Problem)
}

// A Problem is what can be wrong with a field or a packet.
type Problem uint8

// The problems.
const (
	CutShort        Problem = iota + 1 // the input ends before the field does
	TrailingBytes                      // bytes follow the last field
	WrongNumber                        // the payload is another message
	BadNameList                        // an empty name, or a byte that no name may hold
	TooLong                            // more bytes, bits or items than the limit
	Negative                           // an mpint below zero
	NotMinimal                         // an mpint with an unnecessary leading byte
	BadText                            // text that breaks the syntax of its field
	Unsupported                        // a protocol version other than 2.0 and 1.99
	TooShort                           // packet_length below its least value
	NotMultiple                        // a packet that is not a multiple of the block size
	PaddingTooShort                    // padding_length below 4
	PaddingTooLong                     // padding_length that leaves no room for itself
	EmptyPayload                       // a packet without a message number
)

// String describes the problem.
func (p Problem) String() string {
	switch p {
	case CutShort:
		return "cut short"
	case TrailingBytes:
		return "trailing bytes"
	case WrongNumber:
		return "another message number"
	case BadNameList:
		return "malformed name-list"
	case TooLong:
		return "too long"
	case Negative:
		return "negative number"
	case NotMinimal:
		return "number with a needless leading byte"
	case BadText:
		return "malformed text"
	case Unsupported:
		return "unsupported protocol version"
	case TooShort:
		return "too short"
	case NotMultiple:
		return "not a multiple of the block size"
	case PaddingTooShort:
		return "less than 4 bytes of padding"
	case PaddingTooLong:
		return "more padding than packet"
	case EmptyPayload:
		return "empty payload"
	default:
		return "problem " + strconv.Itoa(int(p))
	}
}
