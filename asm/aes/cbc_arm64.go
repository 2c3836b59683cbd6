//go:build !purego

package aes

import "github.com/glassh/glassh/asm"

// CBCEncrypt encrypts the blocks of src into dst (SP 800-38A §6.2), where iv is the
// ciphertext before them, and sets iv to the last one. It returns len(src), or 0 on the
// generic tier. len(src) must be a multiple of 16, dst at least as long, and be the
// same or not overlap.
//
// Both tiers have one kernel: each block waits for the one before, and rounds are all that
// it waits for.
func CBCEncrypt(tier asm.Tier, k *Keys, iv *[16]byte, dst, src []byte) int {
	if tier == asm.Generic || len(src) == 0 {
		return 0
	}
	checkBlocks(dst, src)
	switch tier {
	case asm.ARMCE, asm.SHA3CE:
		cbcEncryptARMCE(k, iv, &dst[0], &src[0], len(src))
		return len(src)
	}
	return 0
}

// CBCDecrypt undoes CBCEncrypt, under the same rules; iv is again the ciphertext before
// src, and then the last block of it.
func CBCDecrypt(tier asm.Tier, k *Keys, iv *[16]byte, dst, src []byte) int {
	if tier == asm.Generic || len(src) == 0 {
		return 0
	}
	checkBlocks(dst, src)
	switch tier {
	case asm.SHA3CE:
		cbcDecryptSHA3CE(k, iv, &dst[0], &src[0], len(src))
		return len(src)
	case asm.ARMCE:
		cbcDecryptARMCE(k, iv, &dst[0], &src[0], len(src))
		return len(src)
	}
	return 0
}

func checkBlocks(dst, src []byte) {
	if len(src)%16 != 0 || len(dst) < len(src) {
		panic("aes: invalid length")
	}
}

//go:noescape
func cbcEncryptARMCE(keys *Keys, iv *[16]byte, dst, src *byte, n int)

//go:noescape
func cbcDecryptARMCE(keys *Keys, iv *[16]byte, dst, src *byte, n int)

//go:noescape
func cbcDecryptSHA3CE(keys *Keys, iv *[16]byte, dst, src *byte, n int)
