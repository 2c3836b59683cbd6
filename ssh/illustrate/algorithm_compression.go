package illustrate

import "github.com/glassh/glassh/ssh/compress"

// explainCompression explains what is done to payloads before they are encrypted.
func explainCompression(s *sheet, name string) bool {
	method, ok := compress.Lookup(name)
	if !ok {
		return false
	}
	if method == compress.None {
		s.head("none: no compression")
		s.row("what", "the payload of a packet is the message as it stands")
		s.row("source", "RFC 4253 §6.2")
		s.row("status", "offered first; behind zlib@openssh.com where compression is asked for (glassh ssh -C)")
		s.row("cipher", "a cipher and a MAC of this name exist as well (RFC 4253 §6.3, §6.4): neither is ever taken here")
		return true
	}
	s.head("%s: a method of compression", name)
	s.row("what", "each direction is one zlib stream: a message may repeat what was said up to 32 KiB before, in other packets, too")
	s.row("packets", "each ends with a flush, an empty block: sync here, on a whole byte; partial in OpenSSH, which leaves up to 7 bits for the next packet")
	s.row("bound", "a packet may decompress to %d KiB", compress.MaxMessage>>10)
	if method == compress.Delayed {
		s.row("begins", "behind USERAUTH_SUCCESS, so that nothing of an unknown peer is decompressed; anew behind each later NEWKEYS")
		s.row("source", "OpenSSH PROTOCOL §1.2, draft-miller-secsh-compression-delayed; RFC 4253 §6.2, RFC 1950, RFC 1951")
		s.row("status", "offered behind none; ahead of it with glassh ssh -C")
	} else {
		s.row("begins", "behind each NEWKEYS")
		s.row("source", "RFC 4253 §6.2, RFC 1950, RFC 1951")
		s.row("status", "not offered unless asked for in a program: peers are decompressed before they have logged in. OpenSSH has it no more")
	}
	s.row("leaks", "the lengths of packets tell how much of them is repeated: who can choose a part of what is sent learns about the rest")
	return true
}
