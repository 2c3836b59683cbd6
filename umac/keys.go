package umac

import (
	"encoding/binary"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/umac"
	"github.com/glassh/glassh/primitives/mem"
)

// The index that separates the outputs of KDF, §3.2.1 and §5.1.
const (
	indexPad = iota
	indexL1
	indexL2
	indexL3
	indexL3Mask
)

// setKeys derives all keys, §5.1.
func (m *MAC) setKeys(key []byte) {
	block := newBlock(key)
	defer block.Wipe()
	var buf [4 * kernel.KeyWords]byte // the longest
	defer mem.Wipe(buf[:])

	b := kdf(block, indexPad, buf[:KeySize])
	m.pad.start(b)

	b = kdf(block, indexL1, buf[:l1Chunk+16*(m.streams-1)])
	for i := range len(b) / 4 {
		m.l1[i] = binary.BigEndian.Uint32(b[4*i:])
	}
	b = kdf(block, indexL2, buf[:24*m.streams])
	for i := range m.streams {
		k := b[24*i:]
		set64(&m.l2[i], binary.BigEndian.Uint64(k))
		m.long[i].set(binary.BigEndian.Uint64(k[8:]), binary.BigEndian.Uint64(k[16:]))
	}
	b = kdf(block, indexL3, buf[:(64+4)*m.streams])
	masks := kdf(block, indexL3Mask, b[64*m.streams:])
	for i := range m.streams {
		var k [8]uint64
		for j := range k {
			k[j] = binary.BigEndian.Uint64(b[64*i+8*j:])
		}
		m.l3[i].set(&k, binary.BigEndian.Uint32(masks[4*i:]))
		clear(k[:])
	}
}

// kdf fills out with AES(K, index ‖ i), i = 1, 2, …, each of the two numbers in 8
// bytes (§3.2.1), and returns it.
func kdf(block *aes.Block, index byte, out []byte) []byte {
	var in, b [aes.BlockSize]byte
	defer mem.Wipe(b[:])
	in[7] = index
	for i, rest := 1, out; len(rest) > 0; i++ {
		binary.BigEndian.PutUint64(in[8:], uint64(i))
		block.Encrypt(b[:], in[:])
		rest = rest[copy(rest, b[:]):]
	}
	return out
}

func newBlock(key []byte) *aes.Block {
	b, err := aes.New(key)
	if err != nil {
		panic("umac: " + err.Error()) // newMAC has checked the size
	}
	return b
}

// A pad makes what hides the hashes: PDF, §4.2. One block of AES gives one tag of 16
// bytes, or two of 8; which half, the last bit of the nonce says. The latest block is
// kept: in SSH, every other packet finds its half there.
type pad struct {
	aes   *aes.Block
	nonce [2]uint64 // big-endian, zeros behind it, and without the bit
	block [2]uint64 // AES(nonce)
}

// start makes the pad of the nonce 0.
func (p *pad) start(key []byte) {
	p.aes = newBlock(key)
	p.encrypt([2]uint64{})
}

// of returns the pad for a nonce: the first element for UMAC-64, and for UMAC-128
// both.
func (p *pad) of(nonce []byte, streams int) [2]uint64 {
	var n [2]uint64
	if len(nonce) == 8 { // the usual case, without a detour through memory
		n[0] = binary.BigEndian.Uint64(nonce)
	} else {
		var b [aes.BlockSize]byte
		copy(b[:], nonce)
		n = [2]uint64{binary.BigEndian.Uint64(b[:]), binary.BigEndian.Uint64(b[8:])}
	}
	half := 0
	if streams == Size64/4 {
		half = int(nonce[len(nonce)-1] & 1)
		n[(len(nonce)-1)/8] &^= 1 << (-8 * len(nonce) & 63)
	}
	if n != p.nonce { // nonces are public
		p.encrypt(n)
	}
	return [2]uint64{p.block[half], p.block[1]}
}

// encrypt makes the block for a nonce.
func (p *pad) encrypt(nonce [2]uint64) {
	var b [aes.BlockSize]byte
	binary.BigEndian.PutUint64(b[:], nonce[0])
	binary.BigEndian.PutUint64(b[8:], nonce[1])
	p.aes.Encrypt(b[:], b[:])
	p.nonce = nonce
	p.block = [2]uint64{binary.BigEndian.Uint64(b[:]), binary.BigEndian.Uint64(b[8:])}
}

func (p *pad) wipe() {
	if p.aes != nil {
		p.aes.Wipe()
	}
	*p = pad{}
}
