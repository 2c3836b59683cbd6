//go:build !purego

package aes

import "github.com/glassh/glassh/asm"

// CBCEncrypt encrypts the blocks of src into dst (SP 800-38A §6.2), where iv is the
// ciphertext before them, and sets iv to the last one. It returns len(src), or 0 on the
// generic tier. len(src) must be a multiple of 16, dst at least as long, and be the
// same or not overlap.
//
// All tiers have one kernel: each block waits for the one before, so that wider
// registers would be empty.
func CBCEncrypt(tier asm.Tier, k *Keys, iv *[16]byte, dst, src []byte) int {
	if tier == asm.Generic || len(src) == 0 {
		return 0
	}
	checkBlocks(dst, src)
	switch tier {
	case asm.AESNI, asm.VAESAVX2, asm.VAESAVX512:
		cbcEncryptAESNI(k, iv, &dst[0], &src[0], len(src))
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
	case asm.VAESAVX512:
		cbcDecryptVAESAVX512(k, iv, &dst[0], &src[0], len(src))
		return len(src)
	case asm.VAESAVX2:
		cbcDecryptVAESAVX2(k, iv, &dst[0], &src[0], len(src))
		return len(src)
	case asm.AESNI:
		cbcDecryptAESNI(k, iv, &dst[0], &src[0], len(src))
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
func cbcEncryptAESNI(keys *Keys, iv *[16]byte, dst, src *byte, n int)

//go:noescape
func cbcDecryptAESNI(keys *Keys, iv *[16]byte, dst, src *byte, n int)

//go:noescape
func cbcDecryptVAESAVX2(keys *Keys, iv *[16]byte, dst, src *byte, n int)

//go:noescape
func cbcDecryptVAESAVX512(keys *Keys, iv *[16]byte, dst, src *byte, n int)
