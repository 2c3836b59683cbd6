// Package sha2 is the hash functions SHA-256, SHA-384 and SHA-512 of FIPS 180-4.
//
// The message M is padded to whole blocks of 64 (or 128) bytes, and each block is
// mixed into a chaining value of eight words of 32 (or 64) bits by 64 (or 80)
// rounds:
//
//	M ‖ 80 ‖ 00 … 00 ‖ length of M in bits (8 or 16 bytes)  =  M⁽¹⁾ ‖ M⁽²⁾ ‖ … ‖ M⁽ᴺ⁾
//
//	H⁽ⁱ⁾ = H⁽ⁱ⁻¹⁾ + rounds(H⁽ⁱ⁻¹⁾, M⁽ⁱ⁾)                  SHA-2(M) = H⁽ᴺ⁾
//
//	┌───┬───┬───┬───┬───┬───┬───┬───┐  T₁ = h + Σ₁(e) + Ch(e,f,g) + Kₜ + Wₜ
//	│ a │ b │ c │ d │ e │ f │ g │ h │  T₂ = Σ₀(a) + Maj(a,b,c)
//	└───┴───┴───┴───┴───┴───┴───┴───┘  (a…h) ← (T₁+T₂, a, b, c, d+T₁, e, f, g)
//
// SHA-384 is SHA-512 with other initial values, cut to 48 bytes. The two word sizes
// have one file each for the stream (digest256.go, digest512.go) and for the rounds
// (block256.go, block512.go), and share no code.
//
// The time taken depends on the length of the message only.
package sha2
