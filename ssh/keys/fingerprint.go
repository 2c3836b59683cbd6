package keys

import (
	"encoding/base64"
	"encoding/hex"

	"github.com/glassh/glassh/primitives/md5"
	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
)

// Fingerprint returns "SHA256:" and the unpadded base64 of the SHA-256 hash of
// the blob: 50 characters. A certificate has that of the key that it certifies.
func (k *PublicKey) Fingerprint() string { return Fingerprint(k.Plain().blob) }

// Fingerprint returns the fingerprint of a public key blob, which need not be of
// a supported type.
func Fingerprint(blob []byte) string {
	sum := sha2.Sum256(blob)
	return prefixSHA256 + base64.RawStdEncoding.EncodeToString(sum[:])
}

// FingerprintMD5 returns the fingerprint of before OpenSSH 6.8: "MD5:" and the MD5 hash
// of the blob in hex, a colon between the bytes. It is for comparing with what is
// written somewhere: two keys with the same one can be made.
func FingerprintMD5(blob []byte) string {
	sum := md5.Sum(blob)
	text := []byte(prefixMD5)
	for i, b := range sum {
		if i > 0 {
			text = append(text, ':')
		}
		text = hex.AppendEncode(text, []byte{b})
	}
	return string(text)
}

const (
	prefixSHA256 = "SHA256:"
	prefixMD5    = "MD5:"
)

// FingerprintBubbleBabble returns the SHA-1 hash of the blob as a text that can be spoken,
// "xotep-diked-…-pexax", as ssh-keygen -B does (A. Huima, "The Bubble Babble Binary Data
// Encoding", draft-huima-01):
//
//	x  V C V C - C  …  V C V  x        two bytes in 2, 4, 2 bits, and 4, 4 bits
//
// V is a vowel, shifted by a checksum c over the bytes before; c starts with 1 and becomes
// 5c + 7·first + second modulo 36. The last three letters hold c alone, around an x.
func FingerprintBubbleBabble(blob []byte) string {
	const vowels, consonants = "aeiouy", "bcdfghklmnprstvzx"
	sum := sha1.Sum(blob)
	text, c := []byte{'x'}, 1
	for i := 0; i < len(sum); i += 2 { // 20 bytes: nothing is left over
		a, b := int(sum[i]), int(sum[i+1])
		text = append(text,
			vowels[(a>>6+c)%6], consonants[a>>2&15], vowels[(a&3+c/6)%6], consonants[b>>4], '-', consonants[b&15])
		c = (5*c + 7*a + b) % 36
	}
	return string(append(text, vowels[c%6], 'x', vowels[c/6], 'x'))
}
