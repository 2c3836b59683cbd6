// Package compress compresses the payloads of packets, and undoes it (RFC 4253 §6.2).
//
//	packet 1                        packet 2
//	┌────────┬─────────┬───────┐    ┌─────────┬───────┬─ ─
//	│ header │ block … │ flush │    │ block … │ flush │      one zlib stream a direction
//	└────────┴─────────┴───────┘    └─────────┴───────┴─ ─
//	 RFC 1950  RFC 1951
//
// A stream begins behind a NEWKEYS, or with zlib@openssh.com behind USERAUTH_SUCCESS where
// that comes later, and goes on to the next NEWKEYS. A message may repeat what earlier ones
// said, up to 32 KiB back. Each packet holds all of its message: who compresses ends it
// with a flush, an empty block.
//
// There are two such blocks. A sync flush ends on a whole byte, and a partial flush, which
// OpenSSH sends, up to 7 bits short of its own end: those come in the next packet. So an
// [Inflater] stops between any two bits and goes on there, which Go's compress/flate
// does not: it takes the end of its input for the end of everything, and keeps what it has
// decompressed to itself.
//
// A [Deflater] stands on compress/flate, and ends its packets with a sync flush.
//
// What an Inflater makes of one packet is bounded by [MaxMessage]: a peer has nothing of a
// packet that decompresses to a thousand times its size.
//
// Sources: RFC 4253 §6.2, RFC 1950 (zlib), RFC 1951 (deflate), and for the name
// zlib@openssh.com OpenSSH PROTOCOL §1.2 and draft-miller-secsh-compression-delayed.
package compress
