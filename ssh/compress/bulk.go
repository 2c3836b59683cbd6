package compress

import (
	"encoding/binary"

	"github.com/glassh/glassh/primitives/mem"
)

// symbols takes literals and repetitions up to the end of the block (RFC 1951 §3.2.3): most
// of them by bulk, the last ones of the input with care.
func (f *Inflater) symbols() (bool, *Error) {
	for {
		if len(f.in) >= bulkInput {
			f.room(bulkOutput)
			if done, err := f.bulk(); done || err != nil {
				return done, err
			}
		}
		more, err := f.symbol()
		if err != nil || !more || f.step != stepSymbols {
			return more, err
		}
	}
}

// symbol takes one literal, repetition or end of block, if the input has all of it.
func (f *Inflater) symbol() (bool, *Error) {
	f.fill()
	acc, left := f.acc, f.bits
	e := f.literals.lookup(acc)
	if left < e.taken()+e.extra() {
		return false, nil
	}
	acc >>= e.taken()
	left -= e.taken()
	switch e.kind() {
	case kindSpecial:
		if e.value() == 0 {
			return false, errSymbol
		}
		f.acc, f.bits, f.step = acc, left, stepBlock
		return true, nil
	case kindLiteral:
		if f.w-f.begin >= MaxMessage {
			return false, errTooLong
		}
		f.room(1)
		f.out[f.w] = byte(e.value())
		f.w++
		f.acc, f.bits = acc, left
		return true, nil
	}
	length := e.value() + int(acc&(1<<e.extra()-1))
	acc >>= e.extra()
	left -= e.extra()

	d := f.distances.lookup(acc)
	if left < d.taken()+d.extra() {
		return false, nil
	}
	if d.kind() != kindBase {
		return false, errSymbol
	}
	acc >>= d.taken()
	distance := d.value() + int(acc&(1<<d.extra()-1))
	f.acc, f.bits = acc>>d.extra(), left-d.taken()-d.extra()

	if distance > f.w {
		return false, errTooFar
	}
	if f.w+length-f.begin > MaxMessage {
		return false, errTooLong
	}
	f.room(maxMatch + slack)
	f.w = repeat(f.out, f.w, distance, length)
	return true, nil
}

const (
	bulkInput  = 8                    // bytes that bulk reads at once
	slack      = 8                    // how far repeat may write behind its end
	bulkOutput = 2 + maxMatch + slack // what one round of bulk may write
)

// bulk is symbol, many times, as long as there is input for the longest symbol and room for
// the longest repetition. done says that the block has ended.
func (f *Inflater) bulk() (done bool, err *Error) {
	literals, distances := f.literals, f.distances
	in, out, w := f.in, f.out, f.w
	acc, left := f.acc, f.bits
	end := min(len(out), f.begin+MaxMessage) - bulkOutput

	pos := 0
	for pos <= len(in)-bulkInput && w <= end {
		// Up to 63 bits; those above left are there twice, and the same both times.
		acc |= binary.LittleEndian.Uint64(in[pos:]) << (left & 63)
		pos += int(63-left) >> 3
		left |= 56

		// Two literals take 30 bits at most, and leave too few for a repetition.
		e := literals.lookup(acc)
		acc >>= e.taken()
		left -= e.taken()
		if e.kind() == kindLiteral {
			out[w] = byte(e >> 16)
			w++
			e = literals.lookup(acc)
			if e.kind() != kindLiteral {
				continue
			}
			acc >>= e.taken()
			left -= e.taken()
			out[w] = byte(e >> 16)
			w++
			continue
		}
		if e.kind() == kindSpecial {
			done = e.value() != 0
			if !done {
				err = errSymbol
			}
			break
		}
		length := e.value() + int(acc&(1<<e.extra()-1))
		acc >>= e.extra()
		left -= e.extra()
		e = distances.lookup(acc)
		if e.kind() != kindBase {
			err = errSymbol
			break
		}
		acc >>= e.taken()
		distance := e.value() + int(acc&(1<<e.extra()-1))
		acc >>= e.extra()
		left -= e.taken() + e.extra()
		if distance > w {
			err = errTooFar
			break
		}
		w = repeat(out, w, distance, length)
	}
	f.in, f.w = in[pos:], w
	f.acc, f.bits = acc&(1<<left-1), left
	if done {
		f.step = stepBlock
	}
	return done, err
}

// repeat appends to out[:w] what it has from distance bytes back on, length bytes in all,
// which may go on into what it appends. It may write into slack bytes behind them. It
// returns the new w.
func repeat(out []byte, w, distance, length int) int {
	end := w + length
	from := w - distance
	switch {
	case distance >= length && length > 16:
		copy(out[w:end], out[from:])
	case distance >= 8:
		for ; w < end; w, from = w+8, from+8 {
			binary.LittleEndian.PutUint64(out[w:], binary.LittleEndian.Uint64(out[from:]))
		}
	default:
		// What is there doubles with every copy.
		for w < end {
			w += copy(out[w:end], out[from:w])
		}
	}
	return end
}

// room makes room for n more bytes of output, which is little in the beginning and at
// most that of a window twice and of the longest message.
func (f *Inflater) room(n int) {
	if f.w+n <= len(f.out) {
		return
	}
	const most = 2*windowSize + MaxMessage + bulkOutput
	bigger := make([]byte, max(min(2*len(f.out), most), f.w+n, 4<<10))
	copy(bigger, f.out[:f.w])
	mem.Wipe(f.out)
	f.out = bigger
}
