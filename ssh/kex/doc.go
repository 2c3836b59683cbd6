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
// # Methods
//
// The lines of Q_C and Q_S are what most methods do. There are four families, each in a
// file with its messages and its H:
//
//	ecdh.go           one string each way: curves, and hybrids of a KEM and a curve
//	fixedgroup.go     one number each way, modulo a prime that both know
//	groupexchange.go  the same modulo a prime that the server chooses, from Moduli
//	keytransport.go   RSA: the server sends a key, the client a secret encrypted to it
//
// The hybrids, with ML-KEM or sntrup761, come first in [Methods]: who records a
// connection today and has a quantum computer one day still has to break the KEM.
//
// K is part of H and of every key in its encoded form, length prefix included. For
// hybrids that is a string of fixed length. For the others it is an mpint, whose length
// depends on the leading zero bits of K: the protocol fixes this, and one exchange in
// 2⁸ differs in it by one byte.
//
// Sources: RFC 4253 §7 and §8 (the frame, and groups), RFC 5656 §4 and RFC 8731 (curves),
// RFC 9941 and RFC 10042 (hybrids), RFC 8268 (more groups), RFC 4419 and RFC 8270 (group
// exchange), RFC 4432 (RSA), RFC 9142 (which of them to use), RFC 8308 §2.1 and OpenSSH
// PROTOCOL §1.9 (names that are not methods).
package kex
