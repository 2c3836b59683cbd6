// Package transport is the SSH transport protocol (RFC 4253) as a state machine
// without input or output: bytes go in, events and bytes come out.
//
//	         client                                server
//	Ident    SSH-2.0-…  ────────────────────────▶
//	                    ◀────────────────────────  SSH-2.0-…
//	KexInit  KEXINIT    ────────────────────────▶
//	                    ◀────────────────────────  KEXINIT
//	Kex      ECDH_INIT  ────────────────────────▶
//	                    ◀────────────────────────  ECDH_REPLY  K_S, Q_S, signature
//	NewKeys             ◀────────────────────────  NEWKEYS     and EXT_INFO
//	         NEWKEYS    ────────────────────────▶
//	Service  SERVICE_REQUEST ───────────────────▶
//	                    ◀────────────────────────  SERVICE_ACCEPT
//	Auth     messages 50…79 both ways
//	Running  messages 80…127 both ways; KEXINIT by either side starts again
//
// ECDH_INIT and ECDH_REPLY are those of most key exchange methods. Others have more
// messages, and in one the server speaks first: package kex knows.
//
// A [Machine] never blocks, sleeps, locks or looks at a clock, and takes its
// random bytes from its [Config]: equal configuration and equal input give equal
// output. What it needs to know from its caller (is this host key right?) is an
// event that must be answered before it goes on.
//
// # Two halves
//
// The inbound half (opener, sequence number, state) belongs to whoever reads the
// connection, the outbound half (sealer, sequence number, output buffer) to
// whoever holds the right to write. [Machine.NextData] touches only the inbound
// half; what it cannot handle alone it leaves, and says so with [Control], for
// [Machine.Next], which needs both. NEWKEYS switches each half exactly where
// RFC 4253 §7.3 says: the outbound half behind the NEWKEYS that was sent, the
// inbound half behind the one received. Compression begins anew with either, or
// behind USERAUTH_SUCCESS, which then switches both halves (compress.go).
//
// # What is legal when
//
// One table (state.go) says which message may arrive in which state, for both
// roles. Known attacks are rows of it:
//   - Terrapin (CVE-2023-48795): with strict key exchange nothing but the
//     exchange's own messages may arrive in the first exchange, KEXINIT must be
//     packet 0, and NEWKEYS sets the sequence number back to 0.
//   - CVE-2018-10933: a server has no state in which USERAUTH_SUCCESS is legal.
//   - No message of the connection protocol is legal before authentication.
//   - A second KEXINIT before NEWKEYS is refused. Behind the login, messages of the connection
//     protocol are taken there, though RFC 4253 §7.1 has none: two libraries send them.
package transport
