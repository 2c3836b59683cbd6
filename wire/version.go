package wire

import (
	"bytes"
	"slices"
)

// A Version is the identification string that each side sends first
// (RFC 4253 §4.2):
//
//	SSH-protoversion-softwareversion SP comments CR LF
type Version struct {
	Proto    []byte // "2.0", or "1.99" from a server that knows SSH-1 too (§5.1)
	Software []byte // printable US-ASCII without space
	Comments []byte // without the space in front; may be empty
}

// Limits of the lines before the first packet (RFC 4253 §4.2 for the first; the
// others are OpenSSH's).
const (
	MaxVersion     = 255  // bytes that we send, with CR LF
	MaxVersionLine = 8192 // bytes that we take, with CR LF, for each line
	MaxBannerLines = 1024 // lines that a server may send before its version
)

const versionPart = "identification string"

// IsVersion reports whether a line is an identification string, and not one of
// the other lines that a server may send before it.
func IsVersion(line []byte) bool { return bytes.HasPrefix(line, []byte("SSH-")) }

// TrimVersion returns line without its LF, or CR LF. That is what goes into the
// exchange hash as V_C or V_S (RFC 4253 §8).
func TrimVersion(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte{'\n'})
	return bytes.TrimSuffix(line, []byte{'\r'})
}

// ParseVersion reads a line that starts with "SSH-", with or without its end. The
// version aliases it. A line over [MaxVersionLine], a control character or an
// empty softwareversion is a [*ParseError], and so is a protocol version other than
// 2.0 and 1.99, with the problem [Unsupported]. A softwareversion with a minus
// sign, and bytes that are not US-ASCII, are accepted: there are such peers.
func ParseVersion(line []byte) (Version, error) {
	fail := func(field string, offset int, p Problem) (Version, error) {
		return Version{}, &ParseError{Part: versionPart, Field: field, Offset: offset, Problem: p}
	}
	if len(line) > MaxVersionLine {
		return fail("", 0, TooLong)
	}
	line = TrimVersion(line)
	if !IsVersion(line) {
		return fail("", 0, BadText)
	}
	if i := slices.IndexFunc(line, isControl); i >= 0 {
		return fail("", i, BadText)
	}
	proto, text, found := bytes.Cut(line[4:], []byte{'-'})
	if !found {
		return fail("protoversion", 4, CutShort)
	}
	if string(proto) != "2.0" && string(proto) != "1.99" {
		return fail("protoversion", 4, Unsupported)
	}
	software, comments, _ := bytes.Cut(text, []byte{' '})
	if len(software) == 0 {
		return fail("softwareversion", len(line)-len(text), CutShort)
	}
	return Version{Proto: proto, Software: software, Comments: comments}, nil
}

func isControl(c byte) bool { return c < ' ' || c == 0x7f }

// AppendVersion appends the line for v, with CR LF. It panics if that is longer
// than [MaxVersion], if v holds a byte that is not printable US-ASCII, if Proto or
// Software is empty, or if one of them holds a space or a minus sign
// (RFC 4253 §4.2).
func AppendVersion(dst []byte, v Version) []byte {
	start := len(dst)
	for _, field := range [][]byte{v.Proto, v.Software} {
		if len(field) == 0 || bytes.ContainsAny(field, " -") {
			panic("wire: an identification string needs versions without space and minus sign")
		}
	}
	dst = append(dst, "SSH-"...)
	dst = append(dst, v.Proto...)
	dst = append(dst, '-')
	dst = append(dst, v.Software...)
	if len(v.Comments) > 0 {
		dst = append(dst, ' ')
		dst = append(dst, v.Comments...)
	}
	for _, c := range dst[start:] {
		if isControl(c) || c >= 0x80 {
			panic("wire: an identification string is printable US-ASCII")
		}
	}
	dst = append(dst, "\r\n"...)
	if len(dst)-start > MaxVersion {
		panic("wire: an identification string of more than 255 bytes")
	}
	return dst
}
