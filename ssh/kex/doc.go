// Package kex agrees on algorithms and keys (RFC 4253 §7 and §8), without input or
// output.
//
//	client                                     server
//	  I_C = KEXINIT ────────────────────────▶
//	                ◀──────────────────────── KEXINIT = I_S      Negotiate
//	  Q_C           ────────────────────────▶
//	                ◀──────────────────────── K_S, Q_S, signature of H
//
//	K = the secret that Q_C and Q_S agree on
//	H = HASH(V_C ‖ V_S ‖ I_C ‖ I_S ‖ K_S ‖ Q_C ‖ Q_S ‖ K)        Client, Server
//	key of letter X = HASH(K ‖ H ‖ X ‖ session_id)               KDF
//
// The first H of a connection is its session_id. [Negotiate] reads both KEXINITs;
// a [Client] and a [Server] are the two ends of one exchange, fed with payloads; a
// [KDF] turns what they agree on into the keys of package protect.
//
// K is part of H and of every key in its encoded form, length prefix included. For
// X25519 that is an mpint, whose length depends on the leading zero bits of K: the
// protocol fixes this, and one exchange in 2⁸ differs in it by one byte.
//
// Sources: RFC 4253 §7 and §8, RFC 5656 §4 and RFC 8731 (the exchange), RFC 8308 §2.1
// and OpenSSH PROTOCOL §1.9 (names that are not methods).
package kex
