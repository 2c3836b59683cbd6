// Package chacha is the stream cipher ChaCha20, the authenticator Poly1305, and
// two ways to seal a message with both: the AEAD of RFC 8439, and the packets of
// chacha20-poly1305@openssh.com.
//
// ChaCha20 computes each 64 bytes of keystream from key, nonce and the number of
// the block alone, by 20 rounds of additions, rotations and exclusive ors on a
// matrix of 32-bit words:
//
//	┌──────────────────────┐
//	│ "expand 32-byte k"   │       column rounds and diagonal rounds by turns,
//	│ key       …          │  ──►  10 of each, then the matrix from before is added
//	│ …         key        │
//	│ counter       nonce  │
//	└──────────────────────┘
//
// Its author gave counter and nonce 64 bits each; RFC 8439 §2.3 gives them 32 and
// 96. [Cipher] is both. Poly1305 evaluates the message as a polynomial modulo
// 2¹³⁰ - 5 at a secret point ([Poly1305]).
//
// [AEAD] takes block 0 for the Poly1305 key and encrypts from block 1 on
// (RFC 8439 §2.8):
//
//	MAC over   additional data ‖ 0… ‖ ciphertext ‖ 0… ‖ both lengths, 64 bits each
//	sealed     ciphertext ‖ tag
//
// [SSH] does this with the original cipher, for one packet, and encrypts the length
// with a key of its own, so that it can be read before the tag has arrived
// (draft-ietf-sshm-chacha20-poly1305; OpenSSH's PROTOCOL.chacha20poly1305):
//
//	         K_1, block 0       K_2, from block 1 on
//	        ┌───────────────┐┌────────────────────────────────────────┐
//	        │ packet_length ││ padding_length │ payload │ padding     │   tag
//	        └───────────────┘└────────────────────────────────────────┘
//	bytes         4                       packet_length                   16
//	        ╰────────────── MAC under K_2, block 0 ───────────────────╯
//
// The nonce of both keys is the packet's sequence number.
//
// Everything runs in time that depends on lengths only, and allocates nothing but
// what is appended beyond the capacity of dst.
package chacha
