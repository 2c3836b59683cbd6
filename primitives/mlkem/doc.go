// Package mlkem is ML-KEM, the module-lattice key encapsulation of FIPS 203, with the
// parameter sets ML-KEM-768 and ML-KEM-1024. SSH combines it with a curve in
// mlkem768x25519-sha256 and its relatives (RFC 10042).
//
//	owner of the key pair                       peer
//	GenerateKey768
//	                  ── encapsulation key ──▶  NewEncapsulationKey768
//	                                            Encapsulate
//	Decapsulate       ◀──── ciphertext ───────
//	shared key                                  the same shared key
//
// All happens in the ring of polynomials f = f₀ + f₁X + … + f₂₅₅X²⁵⁵ over the
// integers modulo q = 3329, with X²⁵⁶ = −1. Below, Â, t̂, ŝ … are vectors and matrices
// of transformed polynomials (see the NTT in ntt.go), with k = 3 or 4 rows; s, e, r,
// e₁ and e₂ are small: their coefficients are −2 to 2.
//
//	key pair      t̂ = Âŝ + ê                    Â from the seed ρ
//	encrypt m     u = NTT⁻¹(Âᵀr̂) + e₁           v = NTT⁻¹(t̂ᵀr̂) + e₂ + m⌈q/2⌋
//	decrypt       v − NTT⁻¹(ŝᵀû) = m⌈q/2⌋ + small, rounded to m
//
//	                                ML-KEM-768    ML-KEM-1024
//	encapsulation key   t̂, ρ        1184 bytes    1568 bytes
//	ciphertext          u, v        1088          1568          rounded to 10 and 4,
//	                                                            or 11 and 5 bits
//	seed                d ‖ z         64            64
//	shared key                        32            32
//
// The randomness of encryption is a hash of m and the key. Decapsulate encrypts what
// it has decrypted once more, and where that is not the ciphertext it was given, the
// shared key is a hash of z and that ciphertext: a wrong ciphertext is not refused
// but gives a key that the peer does not have, and nothing tells the cases apart.
//
// The time taken depends on what is public only: the parameter set, ρ, and the
// lengths. Nothing secret is divided, not even by a constant (KyberSlash).
package mlkem
