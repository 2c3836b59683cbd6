package protect

import (
	"encoding/binary"

	"github.com/glassh/glassh/aes"
	"github.com/glassh/glassh/chacha"
	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/umac"
)

// A Suite is what protects one direction: a cipher and, unless it is an AEAD, a MAC.
// The zero Suite is no protection at all: the packets before NEWKEYS.
type Suite struct {
	Cipher Cipher
	MAC    MAC
}

// Lookup returns the suite of a negotiated cipher and MAC. The name of the MAC is
// ignored if the cipher is an AEAD, as its negotiation is. ok is false if a name that
// counts is unknown.
func Lookup(cipher, mac string) (s Suite, ok bool) {
	if s.Cipher, ok = LookupCipher(cipher); !ok {
		return Suite{}, false
	}
	if s.Cipher.AEAD {
		return s, true
	}
	if s.MAC, ok = LookupMAC(mac); !ok {
		return Suite{}, false
	}
	return s, true
}

// form returns how the suite lays out a packet.
func (s Suite) form() form {
	if s.Cipher.form == formEncryptAndMAC && s.MAC.EtM {
		return formEncryptThenMAC
	}
	return s.Cipher.form
}

// block returns the multiple to which a packet is padded: RFC 4253 §6, eight at least.
func (s Suite) block() int { return max(8, s.Cipher.BlockSize) }

// Keys are the secrets of one direction, as RFC 4253 §7.2 derives them. Their lengths
// are Cipher.KeySize, Cipher.IVSize and MAC.KeySize of the suite.
type Keys struct {
	Key, IV, MACKey []byte
}

// Wipe overwrites the secrets with zeros.
func (k Keys) Wipe() {
	mem.Wipe(k.Key)
	mem.Wipe(k.IV)
	mem.Wipe(k.MACKey)
}

// state is what both ends of a direction hold: the suite and its key schedules. Those
// that the form does not use are nil.
type state struct {
	form  form
	block int
	tag   int

	chacha *chacha.SSH
	aes    *aes.Block // what gcm and ctr stand on
	gcm    *aes.GCM
	ctr    *aes.CTR
	hmac   *hmac.MAC
	umac   *umac.MAC

	// nonce is the IV of the next packet under GCM, RFC 5647 §7.1:
	//
	//	fixed (4 bytes) ‖ invocation_counter (8 bytes, big-endian)
	nonce [12]byte

	// Room for the MAC's input and output, so that neither is moved to the heap. seq is
	// the sequence number in 8 bytes.
	seq [8]byte
	sum [maxTag]byte
}

const maxTag = 64 // HMAC-SHA-512

// newState copies the keys into their schedules.
func newState(s Suite, k Keys) state {
	if len(k.Key) != s.Cipher.KeySize || len(k.IV) != s.Cipher.IVSize || len(k.MACKey) != s.MAC.KeySize {
		panic("protect: keys of the wrong size for the suite")
	}
	st := state{form: s.form(), block: s.block(), tag: s.Cipher.TagSize + s.MAC.TagSize}
	switch st.form {
	case formNone:
		if s.MAC != (MAC{}) {
			panic("protect: a MAC without a cipher")
		}
	case formChaCha:
		st.chacha = chacha.NewSSH(k.Key)
	case formGCM:
		st.aes = newBlock(k.Key)
		st.gcm = aes.NewGCM(st.aes)
		copy(st.nonce[:], k.IV)
	case formEncryptAndMAC, formEncryptThenMAC:
		st.aes = newBlock(k.Key)
		st.ctr = aes.NewCTR(st.aes, k.IV)
		st.setMAC(s.MAC, k.MACKey)
	}
	if s.Cipher.AEAD && s.MAC != (MAC{}) {
		panic("protect: a MAC beside an AEAD cipher")
	}
	return st
}

func newBlock(key []byte) *aes.Block {
	b, err := aes.New(key)
	if err != nil {
		panic("protect: " + err.Error()) // newState has checked the size
	}
	return b
}

func (st *state) setMAC(m MAC, key []byte) {
	switch m.alg {
	case macSHA1:
		st.hmac = hmac.NewSHA1(key)
	case macSHA256:
		st.hmac = hmac.NewSHA256(key)
	case macSHA512:
		st.hmac = hmac.NewSHA512(key)
	case macUMAC64:
		st.umac = umac.New64(key)
	case macUMAC128:
		st.umac = umac.New128(key)
	default:
		panic("protect: a cipher without a MAC")
	}
}

// lengthInCipher says that packet_length is encrypted together with the rest, and
// counts in the multiple of the block size.
func (st *state) lengthInCipher() bool {
	return st.form == formNone || st.form == formEncryptAndMAC
}

// authenticate returns the tag of a packet in st.sum:
//
//	mac = HMAC(key, sequence_number ‖ packet)        RFC 4253 §6.4
//	mac = UMAC(key, packet, nonce)                   draft-miller-secsh-umac §3
//
// where packet is plaintext or ciphertext, as the form says, and UMAC's nonce the
// sequence number in 8 bytes.
func (st *state) authenticate(seq uint32, packet []byte) []byte {
	binary.BigEndian.PutUint64(st.seq[:], uint64(seq))
	if st.umac != nil {
		return st.umac.Tag(st.sum[:0], st.seq[:], packet)
	}
	st.hmac.Reset()
	st.hmac.Write(st.seq[4:])
	st.hmac.Write(packet)
	return st.hmac.Sum(st.sum[:0])
}

// nextNonce counts one invocation of GCM, modulo 2⁶⁴.
func (st *state) nextNonce() {
	counter := st.nonce[4:]
	binary.BigEndian.PutUint64(counter, binary.BigEndian.Uint64(counter)+1)
}

// wipe overwrites the key schedules with zeros.
func (st *state) wipe() {
	if st.chacha != nil {
		st.chacha.Wipe()
	}
	if st.gcm != nil {
		st.gcm.Wipe()
	}
	if st.ctr != nil {
		st.ctr.Wipe()
	}
	if st.aes != nil {
		st.aes.Wipe()
	}
	if st.hmac != nil {
		st.hmac.Wipe()
	}
	if st.umac != nil {
		st.umac.Wipe()
	}
	mem.Wipe(st.nonce[:])
	mem.Wipe(st.sum[:])
}
