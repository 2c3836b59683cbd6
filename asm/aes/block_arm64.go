//go:build !purego

package aes

import "github.com/glassh/glassh/asm"

// Expand sets k to the key schedule of key, which has 16, 24 or 32 bytes, and reports
// whether tier has kernels at all: if not, k is not set.
func Expand(tier asm.Tier, k *Keys, key []byte) bool {
	switch tier {
	case asm.ARMCE, asm.SHA3CE:
		if len(key) != 16 && len(key) != 24 && len(key) != 32 {
			panic("aes: invalid key size")
		}
		k.Rounds = len(key)/4 + 6
		expandARMCE(k, &key[0], k.Rounds)
		return true
	}
	return false
}

// Encrypt encrypts the block src into dst, which may be the same, and reports whether
// it did: the generic tier does not.
func Encrypt(tier asm.Tier, k *Keys, dst, src *[16]byte) bool {
	switch tier {
	case asm.ARMCE, asm.SHA3CE:
		encryptARMCE(k, dst, src)
		return true
	}
	return false
}

// Decrypt undoes Encrypt, under the same rules.
func Decrypt(tier asm.Tier, k *Keys, dst, src *[16]byte) bool {
	switch tier {
	case asm.ARMCE, asm.SHA3CE:
		decryptARMCE(k, dst, src)
		return true
	}
	return false
}

//go:noescape
func expandARMCE(keys *Keys, key *byte, rounds int)

//go:noescape
func encryptARMCE(keys *Keys, dst, src *[16]byte)

//go:noescape
func decryptARMCE(keys *Keys, dst, src *[16]byte)
