package rsa

import (
	"bytes"
	"crypto"
)

// digestInfo is the DER encoding that stands before the digest (RFC 8017 §9.2,
// note 1): SEQUENCE { SEQUENCE { OID of the hash function, NULL }, OCTET STRING }.
func digestInfo(hash crypto.Hash) []byte {
	switch hash {
	case crypto.SHA1: // 1.3.14.3.2.26
		return []byte{0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14}
	case crypto.SHA256: // 2.16.840.1.101.3.4.2.1
		return []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}
	case crypto.SHA512: // 2.16.840.1.101.3.4.2.3
		return []byte{0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40}
	}
	panic("rsa: no such hash function")
}

// encodePKCS1v15 is EMSA-PKCS1-v1_5-ENCODE (RFC 8017 §9.2) for a modulus of size
// bytes, at least 128, which leaves room for every digest. It panics if the digest
// is not one of that hash function.
func encodePKCS1v15(size int, hash crypto.Hash, digest []byte) []byte {
	info := digestInfo(hash)
	if len(digest) != hash.Size() {
		panic("rsa: the digest is not as long as the hash function's")
	}
	em := make([]byte, 0, size)
	em = append(em, 0, 1)
	em = append(em, bytes.Repeat([]byte{0xff}, size-3-len(info)-len(digest))...)
	em = append(em, 0)
	em = append(em, info...)
	return append(em, digest...)
}

// SignPKCS1v15 returns the signature RSASSA-PKCS1-v1_5 of a digest (RFC 8017
// §8.2.1), as long as n. hash is SHA-256 or SHA-512; it panics for another, and if
// the digest has another length. It fails only if the computation went wrong, and
// then gives nothing away.
func SignPKCS1v15(priv *PrivateKey, hash crypto.Hash, digest []byte) ([]byte, error) {
	if hash == crypto.SHA1 {
		panic("rsa: SHA-1 is not signed with")
	}
	return priv.operate(encodePKCS1v15(priv.public.Size(), hash, digest))
}

// VerifyPKCS1v15 reports whether sig is pub's signature RSASSA-PKCS1-v1_5 of a
// digest (RFC 8017 §8.2.2). A signature that is not as long as n, or not below it,
// is not valid. hash is SHA-256 or SHA-512; it panics for another, and if the
// digest has another length. Its time depends on all of them, which are public.
func VerifyPKCS1v15(pub *PublicKey, hash crypto.Hash, digest, sig []byte) bool {
	if hash == crypto.SHA1 {
		panic("rsa: SHA-1 is verified by VerifyInsecureSHA1 only")
	}
	return verify(pub, hash, digest, sig)
}

// VerifyInsecureSHA1 is [VerifyPKCS1v15] with SHA-1, as old peers sign with ssh-rsa
// (RFC 4253 §6.6). Collisions of SHA-1 can be made, so that a signature may have
// been given for another message than the one it is shown with.
func VerifyInsecureSHA1(pub *PublicKey, digest, sig []byte) bool {
	return verify(pub, crypto.SHA1, digest, sig)
}

func verify(pub *PublicKey, hash crypto.Hash, digest, sig []byte) bool {
	want := encodePKCS1v15(pub.Size(), hash, digest)
	if len(sig) != pub.Size() {
		return false
	}
	em, err := pub.operate(sig)
	return err == nil && bytes.Equal(want, em)
}
