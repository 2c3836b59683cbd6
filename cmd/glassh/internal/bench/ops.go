package bench

import (
	"slices"
	"strings"

	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/primitives/sha3"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/umac"
)

// A Kind is what several algorithms do, and can be compared in.
type Kind struct {
	Name  string // "aead-seal"
	Bench string // of Go's benchmark text: "AEADSeal"
	Title string
	Means string // what one operation is, exactly
	Bulk  bool   // it takes bytes, and there are sizes
}

// An Operation is one algorithm doing what a kind says.
type Operation struct {
	*Kind
	Alg  string
	Sets []string // the families of tiers that decide how fast it is

	// prepare makes all that is not measured, keys and buffers, for messages of that
	// size, on the tiers that are in force. step is one operation. It returns its
	// output, valid until the next step, which the first time depends on nothing but
	// the size.
	prepare func(size int) (step func() []byte)

	checks []string // the published vectors that concern it, by the names in vectorChecks
	unit   int      // sizes are a multiple of this, if it is not 0
	most   int      // sizes are not above this, if it is not 0

	// Measures is the family that this operation stands for in a list of families, or "":
	// the first of Sets.
	Measures string
}

var (
	aeadSeal = &Kind{"aead-seal", "AEADSeal", "AEAD seal", "a message is encrypted in place and its tag appended; 4 bytes of additional data, or SSH's 4 bytes of length", true}
	aeadOpen = &Kind{"aead-open", "AEADOpen", "AEAD open", "the tag of a message is verified, and the plaintext written to another buffer; 4 bytes of additional data", true}
	packet   = &Kind{"packet-seal", "PacketSeal", "SSH packet seal", "a payload becomes a packet, with padding and tag, in place, as a connection does it", true}
	twoWay   = &Kind{"packet-both", "PacketBoth", "SSH packet seal and open", "a payload becomes a packet, and the packet a payload again, in place", true}
	stream   = &Kind{"stream", "Stream", "stream cipher", "a buffer is encrypted in place, the key stream going on from the last", true}
	cbcEnc   = &Kind{"cbc-encrypt", "CBCEncrypt", "CBC encrypt", "whole blocks are encrypted in place", true}
	cbcDec   = &Kind{"cbc-decrypt", "CBCDecrypt", "CBC decrypt", "whole blocks are decrypted in place", true}
	mac      = &Kind{"mac", "MAC", "MAC", "one message is authenticated under a key that is set up (Poly1305: under a new key)", true}
	hash     = &Kind{"hash", "Hash", "hash", "one message is hashed", true}
	expand   = &Kind{"expand", "Expand", "extendable output", "bytes are squeezed out of a seed of 32 bytes; with x8, of eight seeds at a time, and the bytes are those of all", true}
	keySetup = &Kind{"key-setup", "KeySetup", "key setup", "an object is made of a key, ready to seal", false}
	keyGen   = &Kind{"key-generation", "KeyGeneration", "key generation", "the public key is computed from the secret", false}
	keyAgree = &Kind{"key-agreement", "KeyAgreement", "key agreement", "the shared secret is computed from a peer's public key", false}
	sign     = &Kind{"sign", "Sign", "sign", "a message of 32 bytes is signed", false}
	verify   = &Kind{"verify", "Verify", "verify", "a signature of a message of 32 bytes is verified", false}
)

// Kinds are all kinds, in the order in which they are shown.
var Kinds = []*Kind{aeadSeal, aeadOpen, packet, twoWay, stream, cbcEnc, cbcDec, mac, hash, expand, keySetup, keyGen, keyAgree, sign, verify}

// Operations returns everything that can be measured, those of one kind together.
func Operations() []Operation {
	list := []Operation{
		{Kind: aeadSeal, Alg: "aes128-gcm", Sets: split("aes"), prepare: sealGCM(16), checks: split("gcm"), Measures: "aes"},
		{Kind: aeadSeal, Alg: "aes256-gcm", Sets: split("aes"), prepare: sealGCM(32), checks: split("gcm")},
		{Kind: aeadSeal, Alg: "chacha20-poly1305", Sets: split("chacha poly1305"), prepare: sealChaCha, checks: split("chacha20-poly1305")},
		{Kind: aeadSeal, Alg: "chacha20-poly1305-ssh", Sets: split("chacha poly1305"), prepare: sealSSH, checks: split("ssh")},

		{Kind: aeadOpen, Alg: "aes128-gcm", Sets: split("aes"), prepare: openGCM(16), checks: split("gcm")},
		{Kind: aeadOpen, Alg: "aes256-gcm", Sets: split("aes"), prepare: openGCM(32), checks: split("gcm")},
		{Kind: aeadOpen, Alg: "chacha20-poly1305", Sets: split("chacha poly1305"), prepare: openChaCha, checks: split("chacha20-poly1305")},

		{Kind: stream, Alg: "aes128-ctr", Sets: split("aes"), prepare: ctr(16), checks: split("ctr")},
		{Kind: stream, Alg: "aes256-ctr", Sets: split("aes"), prepare: ctr(32), checks: split("ctr")},
		{Kind: stream, Alg: "chacha20", Sets: split("chacha"), prepare: chacha20, checks: split("chacha20"), Measures: "chacha"},

		{Kind: cbcEnc, Alg: "aes128-cbc", Sets: split("aes"), prepare: cbcEncrypt(16), checks: split("cbc"), unit: 16},
		{Kind: cbcEnc, Alg: "aes256-cbc", Sets: split("aes"), prepare: cbcEncrypt(32), checks: split("cbc"), unit: 16},
		{Kind: cbcDec, Alg: "aes128-cbc", Sets: split("aes"), prepare: cbcDecrypt(16), checks: split("cbc"), unit: 16},
		{Kind: cbcDec, Alg: "aes256-cbc", Sets: split("aes"), prepare: cbcDecrypt(32), checks: split("cbc"), unit: 16},

		{Kind: mac, Alg: "poly1305", Sets: split("poly1305"), prepare: poly1305, checks: split("poly1305"), Measures: "poly1305"},
		{Kind: mac, Alg: "umac-64", Sets: split("umac aes"), prepare: universal(umac.New64), checks: split("umac"), Measures: "umac"},
		{Kind: mac, Alg: "umac-128", Sets: split("umac aes"), prepare: universal(umac.New128), checks: split("umac")},
		{Kind: mac, Alg: "hmac-sha1", Sets: split("sha1"), prepare: keyed(hmac.NewSHA1, 20), checks: split("hmac-sha1")},
		{Kind: mac, Alg: "hmac-sha256", Sets: split("sha256"), prepare: keyed(hmac.NewSHA256, 32), checks: split("hmac-sha256")},
		{Kind: mac, Alg: "hmac-sha512", Sets: split("sha512"), prepare: keyed(hmac.NewSHA512, 64), checks: split("hmac-sha512")},

		{Kind: hash, Alg: "sha1", Sets: split("sha1"), prepare: hashed(sha1.New), checks: split("sha1"), Measures: "sha1"},
		{Kind: hash, Alg: "sha256", Sets: split("sha256"), prepare: hashed(sha2.New256), checks: split("sha256"), Measures: "sha256"},
		{Kind: hash, Alg: "sha512", Sets: split("sha512"), prepare: hashed(sha2.New512), checks: split("sha512"), Measures: "sha512"},
		{Kind: hash, Alg: "sha3-256", Sets: split("keccak"), prepare: hashed(sha3.New256), checks: split("sha3-256")},
		{Kind: hash, Alg: "sha3-512", Sets: split("keccak"), prepare: hashed(sha3.New512), checks: split("sha3-512")},

		{Kind: expand, Alg: "shake128", Sets: split("keccak"), prepare: shake(sha3.NewShake128), checks: split("shake128")},
		{Kind: expand, Alg: "shake256", Sets: split("keccak"), prepare: shake(sha3.NewShake256), checks: split("shake256")},
		{Kind: expand, Alg: "shake128x8", Sets: split("keccak"), prepare: shakes(sha3.NewShakes128), checks: split("shakes128"), unit: sha3.MaxShakes, Measures: "keccak"},
		{Kind: expand, Alg: "shake256x8", Sets: split("keccak"), prepare: shakes(sha3.NewShakes256), checks: split("shakes256"), unit: sha3.MaxShakes},

		{Kind: keySetup, Alg: "aes128-gcm", Sets: split("aes"), prepare: setUpGCM(16), checks: split("gcm")},
		{Kind: keySetup, Alg: "aes256-gcm", Sets: split("aes"), prepare: setUpGCM(32), checks: split("gcm")},
		{Kind: keyGen, Alg: "x25519", Sets: split("field25519"), prepare: generateX25519, checks: split("x25519")},
		{Kind: keyGen, Alg: "ed25519", Sets: split("field25519 sha512"), prepare: generateEd25519, checks: split("ed25519")},
		{Kind: keyAgree, Alg: "x25519", Sets: split("field25519"), prepare: agreeX25519, checks: split("x25519"), Measures: "field25519"},
		{Kind: sign, Alg: "ed25519", Sets: split("field25519 sha512"), prepare: signEd25519, checks: split("ed25519")},
		{Kind: verify, Alg: "ed25519", Sets: split("field25519 sha512"), prepare: verifyEd25519, checks: split("ed25519")},
	}
	list = append(list, packets("aes128-gcm", "aes128-gcm@openssh.com", "", "aes", "gcm")...)
	list = append(list, packets("aes256-gcm", "aes256-gcm@openssh.com", "", "aes", "gcm")...)
	list = append(list, packets("chacha20-poly1305", "chacha20-poly1305@openssh.com", "", "chacha poly1305", "ssh")...)
	list = append(list, packets("aes128-ctr-hmac-sha256-etm", "aes128-ctr", "hmac-sha2-256-etm@openssh.com", "aes sha256", "ctr hmac-sha256")...)
	list = append(list, packets("aes256-ctr-hmac-sha512-etm", "aes256-ctr", "hmac-sha2-512-etm@openssh.com", "aes sha512", "ctr hmac-sha512")...)
	list = append(list, packets("aes128-ctr-umac64-etm", "aes128-ctr", "umac-64-etm@openssh.com", "aes umac", "ctr umac")...)
	slices.SortStableFunc(list, func(a, b Operation) int { return slices.Index(Kinds, a.Kind) - slices.Index(Kinds, b.Kind) })
	return list
}

// packets are the operations of a pair of a cipher and a MAC, by SSH's names. There
// are none if this program does not have the pair.
func packets(alg, cipher, mac, sets, checks string) []Operation {
	suite, ok := protect.Lookup(cipher, mac)
	if !ok {
		return nil
	}
	o := Operation{Alg: alg, Sets: split(sets), checks: split(checks), most: protect.MaxPayload}
	o.Kind, o.prepare = packet, sealPacket(suite)
	both := o
	both.Kind, both.prepare = twoWay, sealAndOpenPacket(suite)
	return []Operation{o, both}
}

// split splits names at spaces.
func split(names string) []string { return strings.Fields(names) }
