package wire

import "encoding/binary"

// A Reader takes fields off the front of a byte slice (RFC 4251 §5). Its first
// error sticks: every later read returns a zero value, so that a parser reads all
// its fields in a row and asks for the error once, at [Reader.End].
//
// What the methods return as []byte or [NameList] aliases the input, with its
// capacity cut off at its length.
type Reader struct {
	b       []byte // what is left; nil after an error
	size    int    // length of the whole input
	message Number
	part    string
	field   string
	err     *ParseError // the first one
}

// NewReader returns a Reader of b.
func NewReader(b []byte) Reader { return Reader{b: b, size: len(b)} }

// NewNamedReader returns a Reader of b whose errors say that b is a part: "OpenSSH
// private key".
func NewNamedReader(part string, b []byte) Reader {
	return Reader{b: b, size: len(b), part: part}
}

// openMessage returns a Reader behind the message number n, which must come first.
func openMessage(payload []byte, n Number) Reader { return openShared(payload, n, "") }

// openShared is openMessage for a number that several messages share: the
// message's own name is the part.
func openShared(payload []byte, n Number, name string) Reader {
	r := Reader{b: payload, size: len(payload), message: n, part: name, field: "message number"}
	r.number(n)
	return r
}

// number takes the message number, which must be n.
func (r *Reader) number(n Number) {
	switch {
	case len(r.b) == 0:
		r.Fail(CutShort)
	case Number(r.b[0]) != n:
		r.Fail(WrongNumber)
	default:
		r.b = r.b[1:]
	}
}

// openRest returns a Reader of what follows the head of message n.
func openRest(rest []byte, n Number, part string) Reader {
	return Reader{b: rest, size: len(rest), message: n, part: part}
}

// At names the field that is read next, for the error, and returns r:
//
//	m.Reason = r.At("reason code").Uint32()
func (r *Reader) At(field string) *Reader {
	r.field = field
	return r
}

// Fail makes the field named last the error, unless there is one already. A
// parser calls it for a value that it finds wrong.
//
//go:noinline
func (r *Reader) Fail(p Problem) {
	if r.err == nil {
		r.err = &ParseError{Message: r.message, Part: r.part, Field: r.field, Offset: r.size - len(r.b), Problem: p}
	}
	r.b = nil
}

// failAt is Fail for a field that has been read already. before is what was left
// then.
func (r *Reader) failAt(before []byte, p Problem) {
	r.b = before
	r.Fail(p)
}

// since returns what has been read since before was left, or nil after an error.
func (r *Reader) since(before []byte) []byte {
	if r.err != nil {
		return nil
	}
	n := len(before) - len(r.b)
	return before[:n:n]
}

// Byte reads a byte.
func (r *Reader) Byte() byte {
	if len(r.b) < 1 {
		r.Fail(CutShort)
		return 0
	}
	v := r.b[0]
	r.b = r.b[1:]
	return v
}

// Bool reads a boolean: any value but 0 is true.
func (r *Reader) Bool() bool { return r.Byte() != 0 }

// Uint32 reads a uint32.
func (r *Reader) Uint32() uint32 {
	if len(r.b) < 4 {
		r.Fail(CutShort)
		return 0
	}
	v := binary.BigEndian.Uint32(r.b)
	r.b = r.b[4:]
	return v
}

// Uint64 reads a uint64.
func (r *Reader) Uint64() uint64 {
	if len(r.b) < 8 {
		r.Fail(CutShort)
		return 0
	}
	v := binary.BigEndian.Uint64(r.b)
	r.b = r.b[8:]
	return v
}

// Fixed reads n bytes that have no length in front, or returns nil.
func (r *Reader) Fixed(n int) []byte {
	if len(r.b) < n {
		r.Fail(CutShort)
		return nil
	}
	v := r.b[:n:n]
	r.b = r.b[n:]
	return v
}

// Bytes reads a string, or returns nil.
func (r *Reader) Bytes() []byte {
	if len(r.b) < 4 {
		r.Fail(CutShort)
		return nil
	}
	n := binary.BigEndian.Uint32(r.b)
	if uint64(n) > uint64(len(r.b)-4) {
		r.Fail(CutShort)
		return nil
	}
	end := 4 + int(n)
	v := r.b[4:end:end]
	r.b = r.b[end:]
	return v
}

// Text reads a string into a Go string, which is a copy.
func (r *Reader) Text() string { return string(r.Bytes()) }

// NameList reads a name-list (RFC 4251 §5) and checks its form: no name is empty
// or holds a byte outside of printable US-ASCII, and the list stays within
// [MaxNameList] and [MaxNames].
func (r *Reader) NameList() NameList {
	before := r.b
	list := NameList(r.Bytes())
	if p := list.check(); p != 0 {
		r.failAt(before, p)
		return nil
	}
	return list
}

// MaxMpint is the longest magnitude that [Reader.Mpint] accepts: 2048 bytes,
// 16384 bits.
const MaxMpint = 2048

// Mpint reads an mpint that is not negative, and returns its magnitude: most
// significant byte first, without leading zeros, empty for zero. A form other than
// the shortest is an error (RFC 4251 §5), and so is more than [MaxMpint] bytes.
func (r *Reader) Mpint() []byte {
	before := r.b
	v := r.Bytes()
	var p Problem
	if len(v) > 0 && v[0] >= 0x80 {
		p = Negative
	} else if len(v) > 0 && v[0] == 0 {
		// A zero byte stands in front only to keep a set top bit from being the sign.
		if len(v) == 1 || v[1] < 0x80 {
			p = NotMinimal
		}
		v = v[1:]
	}
	if p == 0 && len(v) > MaxMpint {
		p = TooLong
	}
	if p != 0 {
		r.failAt(before, p)
		return nil
	}
	return v
}

// Rest takes everything that is left.
func (r *Reader) Rest() []byte {
	v := r.b
	r.b = v[len(v):]
	return v
}

// Len returns how many bytes are left: 0 after an error.
func (r *Reader) Len() int { return len(r.b) }

// Err returns the first error, a [*ParseError].
func (r *Reader) Err() error {
	if r.err == nil {
		return nil
	}
	return r.err
}

// End returns the first error, and makes it one if anything is left.
func (r *Reader) End() error {
	if len(r.b) > 0 {
		r.At("end").Fail(TrailingBytes)
	}
	return r.Err()
}
