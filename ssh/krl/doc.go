// Package krl says which keys and certificates must not be accepted any more: it
// reads, queries, builds and writes key revocation lists (OpenSSH's PROTOCOL.krl).
//
// A KRL revokes plain keys by their blobs or by hashes of them, and certificates by
// what their authority calls them, so that nobody needs to have kept a copy:
//
//	"SSHKRL\n\0" │ uint32 1 │ uint64 version │ uint64 time │ uint64 flags
//	             │ string reserved │ string comment │ sections
//
//	section   byte │ string content
//	          1  certificates of one authority: string its key, empty for any
//	             │ string reserved │ parts
//	          2  keys: string blob, …
//	          3  keys by SHA-1: string hash, …       5  by SHA-256
//	          4  a signature: refused                255  an extension
//
//	part      byte │ string content
//	          32  serial numbers: uint64, …
//	          33  a range of them: uint64 first │ uint64 last
//	          34  a bitmap: uint64 offset │ mpint, whose bit i is for offset + i
//	          35  key identifiers: string, …         57  an extension
//
// A certificate is revoked with its key, with its authority's key, by its serial
// number, or by its identifier. The writer chooses among the three forms of serial
// numbers as ssh-keygen does, to the byte.
//
//   - [KRL] is such a list. [KRL.Apply] adds what a specification says, the text that
//     ssh-keygen -k reads.
//   - [CheckFile] asks a file about a key, which may also be a plain list of public
//     keys: what the options RevokedKeys and RevokedHostKeys name.
package krl
