// Package protect seals and opens one binary packet (RFC 4253 §6), in place.
//
// Every packet has the same four parts, and up to three ways to protect them.
// Double lines are encrypted, and the bracket is what the tag authenticates; all
// but GCM authenticate the sequence number too: HMAC in front of it, UMAC and
// ChaCha20-Poly1305 as a nonce.
//
//	┌───────────────┬────────────────┬─────────┬─────────┐
//	│ packet_length │ padding_length │ payload │ padding │              none: before NEWKEYS
//	└───────────────┴────────────────┴─────────┴─────────┘
//	╔═══════════════╦════════════════╦═════════╦═════════╗─────┐
//	║ packet_length ║ padding_length ║ payload ║ padding ║ tag │        encrypt-and-MAC, RFC 4253 §6.4:
//	╚═══════════════╩════════════════╩═════════╩═════════╝─────┘        tag over the plaintext
//	└───────────────── authenticated ────────────────────┘
//	┌───────────────╔════════════════╦═════════╦═════════╗─────┐
//	│ packet_length ║ padding_length ║ payload ║ padding ║ tag │        encrypt-then-MAC, -etm@openssh.com, and
//	└───────────────╚════════════════╩═════════╩═════════╝─────┘        AES-GCM, RFC 5647 §7: tag over the ciphertext
//	└───────────────── authenticated ────────────────────┘
//	╔═══════════════╦════════════════╦═════════╦═════════╗─────┐
//	║ packet_length ║ padding_length ║ payload ║ padding ║ tag │        chacha20-poly1305@openssh.com: the length under
//	╚═══════════════╩════════════════╩═════════╩═════════╝─────┘        a key of its own; tag over the ciphertext
//	└───────────────── authenticated ────────────────────┘
//
// A [Sealer] serves one direction of one peer from one NEWKEYS to the next, and an
// [Opener] the other end of it. Neither allocates, reads or writes anything but the
// caller's buffer, except that the Sealer draws its padding from an injected source.
//
// What an Opener tells of a packet that does not authenticate is one opaque
// [ErrAuth]. Where packet_length is encrypted, it answers a length out of bounds with
// the same error: whoever alters a packet learns nothing of what the length became.
//
// Sources: RFC 4253 §6 (packet, MAC), RFC 4344 §4 (CTR), RFC 5647 with the names
// aes128-gcm@openssh.com and aes256-gcm@openssh.com (OpenSSH PROTOCOL §1.6), OpenSSH
// PROTOCOL §1.5 (encrypt-then-MAC) and PROTOCOL.chacha20poly1305, RFC 6668 (HMAC-SHA-2),
// draft-miller-secsh-umac (umac-64@openssh.com, umac-128@openssh.com).
package protect
