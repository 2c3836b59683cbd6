package wire

import "encoding/binary"

// AppendBool appends a boolean: 1 for true (RFC 4251 §5).
func AppendBool(dst []byte, v bool) []byte {
	if v {
		return append(dst, 1)
	}
	return append(dst, 0)
}

// AppendUint32 appends a uint32, 4 bytes.
func AppendUint32(dst []byte, v uint32) []byte { return binary.BigEndian.AppendUint32(dst, v) }

// AppendUint64 appends a uint64, 8 bytes.
func AppendUint64(dst []byte, v uint64) []byte { return binary.BigEndian.AppendUint64(dst, v) }

// AppendString appends a string: 4 bytes of length, then s, which is shorter than
// 4 GiB.
func AppendString(dst, s []byte) []byte {
	return append(AppendUint32(dst, uint32(len(s))), s...)
}

// AppendText is [AppendString] for a Go string.
func AppendText(dst []byte, s string) []byte {
	return append(AppendUint32(dst, uint32(len(s))), s...)
}

// AppendNameList appends a name-list: 4 bytes of length, then the names as they
// stand in l.
func AppendNameList(dst []byte, l NameList) []byte { return AppendString(dst, l) }

// AppendMpint appends the number whose bytes, most significant first, are
// magnitude, as an mpint of the shortest form. Leading zeros of magnitude count
// for nothing.
//
// The length of an mpint depends on its value, and so does the time this takes.
// SSH accepts that for the shared secret of a key exchange (RFC 4253 §8).
func AppendMpint(dst, magnitude []byte) []byte {
	for len(magnitude) > 0 && magnitude[0] == 0 {
		magnitude = magnitude[1:]
	}
	if len(magnitude) > 0 && magnitude[0] >= 0x80 {
		dst = AppendUint32(dst, uint32(len(magnitude)+1))
		return append(append(dst, 0), magnitude...)
	}
	return AppendString(dst, magnitude)
}

// appendNumber starts a payload.
func appendNumber(dst []byte, n Number) []byte { return append(dst, byte(n)) }
