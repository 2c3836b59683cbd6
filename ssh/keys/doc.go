// Package keys holds SSH's public keys, private keys and signatures, and reads
// and writes the texts that carry them: .pub lines, authorized_keys files, and key
// files of every kind. Certificates, which are public keys that an authority has
// signed, are in the files cert*.go.
//
// A public key and a signature each travel as one string of bytes, a blob, that
// names its own type first (RFC 4253 §6.6; for Ed25519, RFC 8709 §4 and §6; for
// ECDSA, RFC 5656 §3.1; for RSA, RFC 8332 §3):
//
//	public key  ┌────────────────────┬──────────────┐
//	            │ string ssh-ed25519 │ string A (32)│
//	            └────────────────────┴──────────────┘
//	signature   ┌────────────────────┬──────────────────┐
//	            │ string ssh-ed25519 │ string R‖S (64)  │
//	            └────────────────────┴──────────────────┘
//
// What people compare is the hash of the first, its fingerprint:
//
//	SHA256:base64(SHA-256(blob)), without the padding
//
// The type of a key and the algorithm of a signature are two names. They are the
// same for Ed25519, and not for RSA, whose keys of type ssh-rsa sign as
// rsa-sha2-256 or rsa-sha2-512 (RFC 8332 §3). The table in types.go has a row for
// each type: a further type is a row there, and a file like ed25519.go. ssh-rsa as a
// signature algorithm, which is SHA-1, is verified on demand only, and never made.
//
// Two kinds of keys have more to them. A key in a FIDO device (fido.go, webauthn.go;
// OpenSSH's PROTOCOL.u2f) says behind its signature whether somebody touched it, which
// [PublicKey.Verify] asks for and [PublicKey.VerifyPresence] tells. And a key of
// ML-DSA-44 and Ed25519 (mldsa.go) is two, both of which sign.
//
// A private key file is found out by its first line:
//
//	                              plain      encrypted   in
//	OpenSSH, openssh-key-v1       read, made read, made  openssh.go, opensshcipher.go
//	PKCS#8                        read, made read, made  pkcs8.go, pbes2.go
//	PEM: PKCS#1, SEC 1            read, made read, made  pkcs1.go, sec1.go, dek.go
//	PuTTY's PPK, versions 2 and 3 read       read        ppk.go, ppkkdf.go
//
// The last three are for keys of the types that other programs have as well: RSA, ECDSA,
// Ed25519 and Ed448 (PEM: the first two). Public keys of those are read and made as SPKI and
// PKCS#1 too (spki.go), and all public keys in the form of RFC 4716 (rfc4716.go).
//
// The package does no I/O. Texts come in and go out as bytes. Private keys are
// decoded in constant time, base64 included.
package keys
