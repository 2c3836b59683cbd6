package peers_test

import (
	"crypto/hmac"
	stdsha1 "crypto/sha1"
	stdsha256 "crypto/sha256"
	stdsha3 "crypto/sha3"
	stdsha512 "crypto/sha512"
	"hash"

	glasshmac "github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/primitives/sha3"
)

// digest measures a hash function on one message after the other.
func digest(h hash.Hash) func([]byte) {
	var sum [64]byte
	return func(buf []byte) {
		h.Reset()
		h.Write(buf)
		h.Sum(sum[:0])
	}
}

func ourSHA1() func([]byte)   { return digest(sha1.New()) }
func stdSHA1() func([]byte)   { return digest(stdsha1.New()) }
func ourSHA256() func([]byte) { return digest(sha2.New256()) }
func stdSHA256() func([]byte) { return digest(stdsha256.New()) }
func ourSHA512() func([]byte) { return digest(sha2.New512()) }
func stdSHA512() func([]byte) { return digest(stdsha512.New()) }

func ourHMACSHA1() func([]byte)   { return digest(glasshmac.NewSHA1(benchKey[:20])) }
func stdHMACSHA1() func([]byte)   { return digest(hmac.New(stdsha1.New, benchKey[:20])) }
func ourHMACSHA256() func([]byte) { return digest(glasshmac.NewSHA256(benchKey[:32])) }
func stdHMACSHA256() func([]byte) { return digest(hmac.New(stdsha256.New, benchKey[:32])) }
func ourHMACSHA512() func([]byte) { return digest(glasshmac.NewSHA512(benchKey[:64])) }
func stdHMACSHA512() func([]byte) { return digest(hmac.New(stdsha512.New, benchKey[:64])) }

func ourSHA3() func([]byte) { return digest(sha3.New256()) }
func stdSHA3() func([]byte) { return digest(stdsha3.New256()) }

// ourSHAKE128 and stdSHAKE128 measure the output of one stream.
func ourSHAKE128() func([]byte) {
	return func(buf []byte) { sha3.SumShake128(buf, benchKey[:34]) }
}

func stdSHAKE128() func([]byte) {
	h := stdsha3.NewSHAKE128()
	return func(buf []byte) {
		h.Reset()
		h.Write(benchKey[:34])
		h.Read(buf)
	}
}

// ourShakes measures eight streams that share the buffer, as the matrix of ML-KEM
// is made. The peer makes them one after the other.
func ourShakes() func([]byte) {
	h := sha3.NewShakes128(sha3.MaxShakes)
	var in, out [sha3.MaxShakes][]byte
	for i := range in {
		in[i] = benchKey[:34]
	}
	return func(buf []byte) {
		for i := range out {
			out[i] = share(buf, i)
		}
		h.Reset()
		h.Write(in[:])
		h.Read(out[:])
	}
}

func stdShakes() func([]byte) {
	one := stdSHAKE128()
	return func(buf []byte) {
		for i := range sha3.MaxShakes {
			one(share(buf, i))
		}
	}
}

// share is the i-th of eight equal parts of buf.
func share(buf []byte, i int) []byte {
	n := len(buf) / sha3.MaxShakes
	return buf[i*n:][:n]
}
