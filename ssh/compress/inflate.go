package compress

import "github.com/glassh/glassh/primitives/mem"

// MaxMessage is the longest message, in bytes, that one packet may decompress to: as long
// as the longest packet, wire.MaxPacket.
const MaxMessage = 256 << 10

// windowSize is how far back a repetition may reach, in bytes (RFC 1951 §2).
const windowSize = 32 << 10

// An Inflater decompresses the packets of one direction, in order. After an error it is
// dead: it returns the same error again, whatever it is given.
type Inflater struct {
	step step
	err  *Error

	// The front of the input, lowest bit first: at most 63 bits of it are in acc, and zeros above.
	// Whatever belongs together, at most 48 bits, is taken together or not at all; what
	// stays in acc at the end of a packet is for the next one.
	in   []byte
	acc  uint64
	bits uint

	// out[:w] is what came out, the last 32 KiB of it at least; begin is where that of this
	// packet begins. What lies behind w is room.
	out      []byte
	w, begin int

	stored int // bytes of the stored block that are to come

	literals, distances         *table // of this block
	ownLiterals, ownDistances   table
	codeLengths                 table
	lengths                     [286 + 30]uint8
	have, nLiterals, nDistances int // lengths so far, and how many there will be
	nLengths                    int
}

// A step is what comes next in the input.
type step uint8

const (
	stepHeader      step = iota // of zlib
	stepBlock                   // the three bits ahead of a block
	stepStored                  // the length of a stored block
	stepCopy                    // its bytes
	stepCounts                  // how many lengths there are
	stepCodeLengths             // lengths of the code of the lengths
	stepLengths                 // lengths of the codes of the block
	stepSymbols                 // the block
)

// NewInflater returns an Inflater at the beginning of a stream.
func NewInflater() *Inflater { return new(Inflater) }

// Append appends to dst the message that a packet's payload decompresses to, of 1 to
// [MaxMessage] bytes. It keeps nothing of dst, which the caller may change: a password in it
// may be wiped. dst and payload must not overlap. In the long run it allocates nothing, if
// dst has the room.
//
// The error is an [*Error].
func (f *Inflater) Append(dst, payload []byte) ([]byte, error) {
	if f.err == nil {
		f.slide()
		f.in = payload
		f.err = f.run()
		f.in = nil
	}
	if f.err == nil && f.w == f.begin {
		f.err = errWithout
	}
	if f.err != nil {
		return dst, f.err
	}
	return append(dst, f.out[f.begin:f.w]...), nil
}

// Wipe overwrites what the Inflater remembers of messages. It cannot be used any more.
func (f *Inflater) Wipe() {
	mem.Wipe(f.out)
	f.acc, f.err = 0, errFinal
}

// slide begins a packet: what no repetition can reach is left behind.
func (f *Inflater) slide() {
	if f.w >= 2*windowSize {
		copy(f.out, f.out[f.w-windowSize:f.w])
		f.w = windowSize
	}
	f.begin = f.w
}

// run takes the whole input.
func (f *Inflater) run() *Error {
	for {
		more, err := f.next()
		if err != nil || !more {
			return err
		}
	}
}

// next takes what comes next, and reports false if the input is too short for that.
func (f *Inflater) next() (more bool, err *Error) {
	switch f.step {
	case stepHeader:
		return f.header()
	case stepBlock:
		return f.block()
	case stepStored:
		return f.storedLength()
	case stepCopy:
		return f.storedBytes()
	case stepCounts:
		return f.counts()
	case stepCodeLengths:
		return f.lengthCode()
	case stepLengths:
		return f.codes()
	}
	return f.symbols()
}

// need reports whether acc has n bits, n ≤ 56, with the help of the input.
func (f *Inflater) need(n uint) bool {
	if f.bits < n {
		f.fill()
	}
	return f.bits >= n
}

// fill takes as many bytes as acc has room for.
func (f *Inflater) fill() {
	for f.bits < 56 && len(f.in) > 0 {
		f.acc |= uint64(f.in[0]) << f.bits
		f.bits += 8
		f.in = f.in[1:]
	}
}

// take takes n bits, which acc has.
func (f *Inflater) take(n uint) int {
	v := f.acc & (1<<n - 1)
	f.acc >>= n
	f.bits -= n
	return int(v)
}

// header takes the two bytes ahead of the first block (RFC 1950 §2.2). There is no
// dictionary that both sides would know.
func (f *Inflater) header() (bool, *Error) {
	if !f.need(16) {
		return false, nil
	}
	cmf := f.take(8)
	flg := f.take(8)
	if cmf&15 != 8 || cmf>>4 > 7 || flg&0x20 != 0 || (cmf<<8|flg)%31 != 0 {
		return false, errHeader
	}
	f.step = stepBlock
	return true, nil
}

// block takes the three bits ahead of a block (RFC 1951 §3.2.3).
func (f *Inflater) block() (bool, *Error) {
	if !f.need(3) {
		return false, nil
	}
	if final := f.take(1) == 1; final {
		return false, errFinal
	}
	switch f.take(2) {
	case 0:
		f.step = stepStored
	case 1:
		f.literals, f.distances, f.step = &fixedLiterals, &fixedDistances, stepSymbols
	case 2:
		f.step = stepCounts
	default:
		return false, errBlock
	}
	return true, nil
}

// storedLength takes what stands ahead of stored bytes, which begin with a whole byte
// (RFC 1951 §3.2.4).
func (f *Inflater) storedLength() (bool, *Error) {
	// Only whole bytes are ever added to acc: what is left of one is odd.
	odd := f.bits % 8
	if !f.need(odd + 32) {
		return false, nil
	}
	f.take(odd)
	f.stored = f.take(16)
	if f.take(16) != f.stored^0xffff {
		return false, errStored
	}
	f.step = stepCopy
	return true, nil
}

// storedBytes takes as many of them as there are.
func (f *Inflater) storedBytes() (bool, *Error) {
	for f.stored > 0 {
		n := min(f.stored, len(f.in))
		if f.bits > 0 {
			n = 1
		}
		if n == 0 {
			return false, nil
		}
		if f.w+n-f.begin > MaxMessage {
			return false, errTooLong
		}
		f.room(n)
		if f.bits > 0 {
			f.out[f.w] = byte(f.take(8))
		} else {
			copy(f.out[f.w:], f.in[:n])
			f.in = f.in[n:]
		}
		f.w += n
		f.stored -= n
	}
	f.step = stepBlock
	return true, nil
}

// counts takes how many lengths of codes there are (RFC 1951 §3.2.7).
func (f *Inflater) counts() (bool, *Error) {
	if !f.need(14) {
		return false, nil
	}
	f.nLiterals, f.nDistances, f.nLengths = f.take(5)+257, f.take(5)+1, f.take(4)+4
	if f.nLiterals > 286 || f.nDistances > 30 {
		return false, errNoSymbols
	}
	f.have, f.step = 0, stepCodeLengths
	return true, nil
}

// lengthCode takes the code of the lengths.
func (f *Inflater) lengthCode() (bool, *Error) {
	for ; f.have < f.nLengths; f.have++ {
		if !f.need(3) {
			return false, nil
		}
		f.lengths[lengthOrder[f.have]] = uint8(f.take(3))
	}
	for _, symbol := range lengthOrder[f.have:] {
		f.lengths[symbol] = 0
	}
	f.have, f.step = 0, stepLengths
	if err := f.codeLengths.build(f.lengths[:19], lengthMeaning[:]); err != nil {
		return false, err
	}
	return true, nil
}

// codes takes the lengths of the block's two codes, one list that repetitions may cross.
func (f *Inflater) codes() (bool, *Error) {
	all := f.nLiterals + f.nDistances
	for f.have < all {
		f.fill()
		e := f.codeLengths.lookup(f.acc)
		n := e.taken() + e.extra()
		if f.bits < n {
			return false, nil
		}
		if e.kind() != kindBase {
			return false, errSymbol
		}
		f.take(e.taken())
		length, times := uint8(e.value()), 1
		switch more := f.take(e.extra()); length {
		case 16:
			if f.have == 0 {
				return false, errLengths
			}
			length, times = f.lengths[f.have-1], 3+more
		case 17:
			length, times = 0, 3+more
		case 18:
			length, times = 0, 11+more
		}
		if times > all-f.have {
			return false, errLengths
		}
		for range times {
			f.lengths[f.have] = length
			f.have++
		}
	}
	if f.lengths[256] == 0 {
		return false, errNoEnd
	}
	if err := f.ownLiterals.build(f.lengths[:f.nLiterals], literalMeaning[:]); err != nil {
		return false, err
	}
	if err := f.ownDistances.build(f.lengths[f.nLiterals:all], distanceMeaning[:]); err != nil {
		return false, err
	}
	f.literals, f.distances, f.step = &f.ownLiterals, &f.ownDistances, stepSymbols
	return true, nil
}
