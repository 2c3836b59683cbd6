// Package md5 is the hash function MD5 of RFC 1321, 16 bytes long.
//
// The message M is padded to whole blocks of 64 bytes, and each block is mixed
// into a chaining value of four words of 32 bits by 64 steps. Numbers have their
// low byte first:
//
//	M ‖ 80 ‖ 00 … 00 ‖ length of M in bits (8 bytes)  =  M⁽¹⁾ ‖ M⁽²⁾ ‖ … ‖ M⁽ᴺ⁾
//
//	H⁽ⁱ⁾ = H⁽ⁱ⁻¹⁾ + steps(H⁽ⁱ⁻¹⁾, M⁽ⁱ⁾)              MD5(M) = H⁽ᴺ⁾
//
//	┌───┬───┬───┬───┐
//	│ a │ b │ c │ d │      t = b + (a + f(b,c,d) + X[k] + T[i]) ⋘ s
//	└───┴───┴───┴───┘      then (a,b,c,d) ← (d, t, b, c)
//
// MD5 is broken: anyone can make two messages with one hash in seconds (RFC 6151), and
// nothing may rely on it. SSH still shows it in fingerprints of old, which people
// compare with what they wrote down, and the encrypted PEM files of old private keys
// make their key with it (OpenSSL's EVP_BytesToKey). For anything else, use package
// sha2.
//
// The time taken depends on the length of the message only.
package md5
