// Package sshsig signs messages that are not SSH logins, files and commits say,
// with SSH keys, and decides whom such signatures are from (OpenSSH's
// PROTOCOL.sshsig; draft-josefsson-sshsig-format).
//
// What the key signs is not the message M, but
//
//	"SSHSIG" │ string namespace │ string reserved │ string hash name │ string H(M)
//	          "file", "git", …    empty             sha512 or sha256
//
// No login request starts with those six bytes (RFC 4252 §7 puts a string with the
// session identifier in front), so that neither kind of signature can be passed off
// as the other. The namespace does the same among uses: a signed file is not a signed
// commit. As only the hash is signed, M may be a stream of any length. The signature
// goes its way with all that verifying needs besides M, in an armour of base64:
//
//	"SSHSIG" │ uint32 1 │ string public key │ string namespace │ string reserved
//	         │ string hash name │ string signature (RFC 4253 §6.6)
//
// A signature that verifies was made by the key that stands in it; whose that is, is
// another question:
//
//   - [Sign], [Signature] and [Parse] are the format.
//   - [AllowedSigners] says which keys belong to whom, for what, and when: it is the
//     file of ssh-keygen(1), ALLOWED SIGNERS.
package sshsig
