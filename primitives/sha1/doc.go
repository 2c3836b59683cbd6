// Package sha1 is the hash function SHA-1 of FIPS 180-4, 20 bytes long.
//
// The message M is padded to whole blocks of 64 bytes, and each block is mixed
// into a chaining value of five words of 32 bits by 80 rounds:
//
//	M ‖ 80 ‖ 00 … 00 ‖ length of M in bits (8 bytes)  =  M⁽¹⁾ ‖ M⁽²⁾ ‖ … ‖ M⁽ᴺ⁾
//
//	H⁽ⁱ⁾ = H⁽ⁱ⁻¹⁾ + rounds(H⁽ⁱ⁻¹⁾, M⁽ⁱ⁾)            SHA-1(M) = H⁽ᴺ⁾
//
//	┌───┬───┬───┬───┬───┐
//	│ a │ b │ c │ d │ e │      T = a⋘5 + fₜ(b,c,d) + e + Kₜ + Wₜ
//	└───┴───┴───┴───┴───┘      then (a,b,c,d,e) ← (T, a, b⋘30, c, d)
//
// Collisions of SHA-1 can be computed; it must not be used where they matter, such
// as in signatures. SSH still meets it in HMAC (hmac-sha1), which does not depend on
// collisions being hard to find, and in the formats of old keys and host hashes.
//
// The time taken depends on the length of the message only.
package sha1
