// Package blowfish is the password hash bcrypt and the key derivation bcrypt_pbkdf,
// and inside them the block cipher Blowfish, whose slow key setup they make slower
// yet.
//
// Blowfish (Schneier, "Description of a New Variable-Length Key, 64-Bit Block
// Cipher", 1993) is a Feistel network of 16 rounds with 18 subkeys P and four tables
// S of 256 words, 4 KiB in all:
//
//	L ← L ⊕ Pᵢ      F(x) = ((S₁[x₁] + S₂[x₂]) ⊕ S₃[x₃]) + S₄[x₄]
//	R ← R ⊕ F(L)    where x₁ … x₄ are the bytes of x, the highest first
//	L ↔ R           16 times; then the last exchange is undone, and the
//	                result is L ⊕ P₁₈, R ⊕ P₁₇
//
// The tables start as the digits of π. Setting up a key changes every word of them,
// by 521 encryptions each of whose results is the next two words.
//
// Bcrypt (Provos and Mazières, "A Future-Adaptable Password Scheme", USENIX 1999)
// does that 2·2^cost times, by turns with the password and with the salt, encrypts
// a constant text with the outcome, and writes
//
//	$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW
//	 ╿  ╿  ╰─────────┬──────────╯╰─────────────┬───────────────╯
//	 │  │            salt: 16 bytes              hash: 23 bytes, both in base64
//	 │  cost                                   of an alphabet of its own
//	 version: 2b; 2a and 2y are computed alike
//
// # Passwords
//
// Bcrypt looks at 72 bytes of a password, the NUL byte that C puts behind it
// included. [HashPassword] refuses a longer one, so that nobody relies on what is
// ignored; [ComparePassword] cuts it, as all others do, so that their hashes go on
// working. A NUL inside a password is refused by the one and never matches in the
// other: implementations in C stop there.
//
// Version 2x is the output of a program that took bytes above 7f for negative, and is
// refused. Against its collisions, crypt_blowfish (and so many a libc) computes 2a
// differently for a few passwords with such bytes; here 2a is what it is everywhere
// else.
//
// # Keys
//
// [PBKDF] is bcrypt_pbkdf(3) of OpenBSD (Ted Unangst, 2013), which makes the key that
// an OpenSSH private key file is encrypted with. It is PBKDF2 (RFC 8018 §5.2) with
// bcrypt for a hash and another order of the bytes:
//
//	S   = SHA-512(salt ‖ b)                       for each block b = 1, 2, … n
//	U₁  = bhash(SHA-512(password), S)
//	Uᵢ  = bhash(SHA-512(password), SHA-512(Uᵢ₋₁))
//	T_b = U₁ ⊕ U₂ ⊕ … ⊕ U_rounds                  32 bytes
//	key = T₁[0] ‖ T₂[0] ‖ … ‖ T_n[0] ‖ T₁[1] ‖ T₂[1] ‖ …
//
// In PBKDF2, which puts the blocks one behind the other, somebody who needs only the
// front of the key to try a password saves the work of the rest. bhash is bcrypt's key
// setup at cost 6, with 64 bytes each of password and salt, and a text of 32 bytes.
//
// # Time
//
// Table indexes depend on a secret here: the lookups in S are what the algorithm
// consists of, and the tables are rewritten all the time, so that no bitsliced form
// exists. Functions that do so have VarTime in their name. They may, because bcrypt
// runs on the machine that keeps the hashes or the key files, takes its time from the
// cost and not from the password, and works in 4 or 8 KiB that lie in the first-level
// cache throughout; and because there is no other way to check the hashes and to read
// the files that exist. Whether the computed hash is the stored one is compared in
// constant time. The cipher is not exported: for encryption, use package aes or chacha.
package blowfish
