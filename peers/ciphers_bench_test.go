package peers_test

import (
	stdaes "crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	stdsha256 "crypto/sha256"
	"encoding/binary"
	"hash"

	xchacha20 "golang.org/x/crypto/chacha20"
	xchacha20poly1305 "golang.org/x/crypto/chacha20poly1305"
	xpoly1305 "golang.org/x/crypto/poly1305"

	"github.com/glassh/glassh/aes"
	glasshchacha "github.com/glassh/glassh/chacha"
	glasshmac "github.com/glassh/glassh/hmac"
)

var (
	benchKey [64]byte
	benchIV  [16]byte
)

// orPanic is for constructors that only fail on a key of a wrong length.
func orPanic[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// aead is the method set that both implementations have.
type aead interface {
	Seal(dst, nonce, plaintext, ad []byte) []byte
	Open(dst, nonce, ciphertext, ad []byte) ([]byte, error)
}

func newStdGCM(key []byte) cipher.AEAD { return orPanic(cipher.NewGCM(orPanic(stdaes.NewCipher(key)))) }

// seal measures an AEAD with 4 bytes of additional data, as packets have, and another
// nonce for each message.
func seal(a aead) func(buf []byte) {
	var nonce [12]byte
	var ad [4]byte
	return func(buf []byte) {
		nonce[11]++
		a.Seal(buf[:0], nonce[:], buf, ad[:])
	}
}

// open measures the reverse on a message sealed before. It lies in the buffer's spare
// room, so that opening leaves it as it was: the output goes elsewhere.
func open(a aead) func(buf []byte) {
	var nonce [12]byte
	var ad [4]byte
	var sealed, out []byte
	return func(buf []byte) {
		if len(sealed) != len(buf)+16 {
			sealed = a.Seal(nil, nonce[:], buf, ad[:])
			out = make([]byte, 0, len(buf))
		}
		if _, err := a.Open(out, nonce[:], sealed, ad[:]); err != nil {
			panic(err)
		}
	}
}

func ourGCMSeal(size int) func() func([]byte) {
	return func() func([]byte) { return seal(aes.NewGCM(orPanic(aes.New(benchKey[:size])))) }
}

func stdGCMSeal(size int) func() func([]byte) {
	return func() func([]byte) { return seal(newStdGCM(benchKey[:size])) }
}

func ourGCMOpen(size int) func() func([]byte) {
	return func() func([]byte) { return open(aes.NewGCM(orPanic(aes.New(benchKey[:size])))) }
}

func stdGCMOpen(size int) func() func([]byte) {
	return func() func([]byte) { return open(newStdGCM(benchKey[:size])) }
}

func ourCTR(size int) func() func([]byte) {
	return func() func([]byte) {
		c := aes.NewCTR(orPanic(aes.New(benchKey[:size])), benchIV[:])
		return func(buf []byte) { c.XORKeyStream(buf, buf) }
	}
}

func stdCTR(size int) func() func([]byte) {
	return func() func([]byte) {
		c := cipher.NewCTR(orPanic(stdaes.NewCipher(benchKey[:size])), benchIV[:])
		return func(buf []byte) { c.XORKeyStream(buf, buf) }
	}
}

// whole is the part of buf that CBC can process.
func whole(buf []byte) []byte { return buf[:len(buf)&^15] }

func ourCBCDecrypt() func([]byte) {
	c := aes.NewCBCDecrypter(orPanic(aes.New(benchKey[:32])), benchIV[:])
	return func(buf []byte) { c.CryptBlocks(whole(buf), whole(buf)) }
}

func stdCBCDecrypt() func([]byte) {
	c := cipher.NewCBCDecrypter(orPanic(stdaes.NewCipher(benchKey[:32])), benchIV[:])
	return func(buf []byte) { c.CryptBlocks(whole(buf), whole(buf)) }
}

func ourCBCEncrypt() func([]byte) {
	c := aes.NewCBCEncrypter(orPanic(aes.New(benchKey[:32])), benchIV[:])
	return func(buf []byte) { c.CryptBlocks(whole(buf), whole(buf)) }
}

func stdCBCEncrypt() func([]byte) {
	c := cipher.NewCBCEncrypter(orPanic(stdaes.NewCipher(benchKey[:32])), benchIV[:])
	return func(buf []byte) { c.CryptBlocks(whole(buf), whole(buf)) }
}

// The stream cipher gets a key and a nonce for each message, as in a packet.

func ourChaCha20() func([]byte) {
	return func(buf []byte) { glasshchacha.New(benchKey[:32], benchIV[:12]).XORKeyStream(buf, buf) }
}

func xChaCha20() func([]byte) {
	return func(buf []byte) {
		orPanic(xchacha20.NewUnauthenticatedCipher(benchKey[:32], benchIV[:12])).XORKeyStream(buf, buf)
	}
}

var sink [16]byte

func ourPoly1305() func([]byte) {
	key := [32]byte(benchKey[:])
	return func(buf []byte) { sink = glasshchacha.SumPoly1305(&key, buf) }
}

func xPoly1305() func([]byte) {
	key := [32]byte(benchKey[:])
	return func(buf []byte) { xpoly1305.Sum(&sink, buf, &key) }
}

func ourAEADSeal() func([]byte) { return seal(glasshchacha.NewAEAD(benchKey[:32])) }
func xAEADSeal() func([]byte)   { return seal(orPanic(xchacha20poly1305.New(benchKey[:32]))) }
func ourAEADOpen() func([]byte) { return open(glasshchacha.NewAEAD(benchKey[:32])) }
func xAEADOpen() func([]byte)   { return open(orPanic(xchacha20poly1305.New(benchKey[:32]))) }

// ourSSHPacket seals a packet whose payload is buf: 4 bytes of length before it and a
// tag behind it take some of the buffer's spare room.
func ourSSHPacket() func([]byte) {
	c := glasshchacha.NewSSH(benchKey[:])
	var seq uint32
	return func(buf []byte) {
		seq++
		c.SealPacket(seq, buf[:4+len(buf)+16])
	}
}

// xSSHPacket does what writeCipherPacket of golang.org/x/crypto/ssh does between the
// copy of the payload and the write.
func xSSHPacket() func([]byte) {
	var seq uint32
	return func(buf []byte) {
		seq++
		packet := buf[:4+len(buf)+16]
		end := len(packet) - 16
		nonce := make([]byte, 12)
		binary.BigEndian.PutUint32(nonce[8:], seq)
		s := orPanic(xchacha20.NewUnauthenticatedCipher(benchKey[:32], nonce))
		var polyKey, discard [32]byte
		s.XORKeyStream(polyKey[:], polyKey[:])
		s.XORKeyStream(discard[:], discard[:])
		l := orPanic(xchacha20.NewUnauthenticatedCipher(benchKey[32:], nonce))
		l.XORKeyStream(packet, packet[:4])
		s.XORKeyStream(packet[4:], packet[4:end])
		var mac [16]byte
		xpoly1305.Sum(&mac, packet[:end], &polyKey)
		copy(packet[end:], mac[:])
	}
}

// encryptThenMAC measures the encryption of a packet and its MAC over sequence number and
// packet, as the -etm MACs of OpenSSH do.
func encryptThenMAC(c cipher.Stream, m hash.Hash) func([]byte) {
	var seq [4]byte
	var length [4]byte
	return func(buf []byte) {
		c.XORKeyStream(buf, buf)
		binary.BigEndian.PutUint32(seq[:], binary.BigEndian.Uint32(seq[:])+1)
		m.Reset()
		m.Write(seq[:])
		m.Write(length[:])
		m.Write(buf)
		m.Sum(buf[len(buf):])
	}
}

func ourEtM() func([]byte) {
	return encryptThenMAC(aes.NewCTR(orPanic(aes.New(benchKey[:16])), benchIV[:]), glasshmac.NewSHA256(benchKey[:32]))
}

func stdEtM() func([]byte) {
	return encryptThenMAC(cipher.NewCTR(orPanic(stdaes.NewCipher(benchKey[:16])), benchIV[:]), hmac.New(stdsha256.New, benchKey[:32]))
}
