package mldsa

import "github.com/glassh/glassh/primitives/sha3"

// expandA sets a to the k×l matrix Â, row by row, from the public seed ρ (FIPS 204
// Algorithm 32): Â[r, s] = RejNTTPoly(ρ ‖ s ‖ r).
//
// The streams of SHAKE128 run eight at a time. Five blocks give 280 candidates, of which
// 256 have to be below q; about one in a thousand is not.
func expandA(a []poly, l int, rho []byte) {
	for at := 0; at < len(a); at += sha3.MaxShakes {
		group := a[at:min(at+sha3.MaxShakes, len(a))]
		var blocks [sha3.MaxShakes][5 * sha3.Rate128]byte
		var index [sha3.MaxShakes][2]byte
		var in, out [sha3.MaxShakes][]byte
		for n := range group {
			index[n] = [2]byte{byte((at + n) % l), byte((at + n) / l)}
			in[n], out[n] = index[n][:], blocks[n][:]
		}
		h := sha3.NewShakes128(len(group))
		h.WriteAll(rho)
		h.Write(in[:len(group)])

		var have [sha3.MaxShakes]int
		for short := true; short; {
			h.Read(out[:len(group)])
			short = false
			for n := range group {
				have[n] = sampleNTT(&group[n], have[n], out[n])
				short = short || have[n] < 256
				out[n] = blocks[n][:sha3.Rate128]
			}
		}
	}
}

// sampleNTT goes on with RejNTTPoly (FIPS 204 Algorithm 30): it appends to the first n
// coefficients of f those of the 23-bit numbers in b that are below q, until there are
// 256, and returns how many there are. All are public.
func sampleNTT(f *poly, n int, b []byte) int {
	for ; len(b) >= 3 && n < 256; b = b[3:] {
		x := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2]&0x7f)<<16
		if x < q {
			f[n] = int32(x)
			n++
		}
	}
	return n
}

// expandS sets the polynomials of s, which are s₁ and s₂ in a row, from the secret seed
// ρ′ (FIPS 204 Algorithm 33). Their coefficients are within ±η.
func (p *parameters) expandS(s []poly, seed []byte) {
	for at := 0; at < len(s); at += sha3.MaxShakes {
		group := s[at:min(at+sha3.MaxShakes, len(s))]
		var blocks [sha3.MaxShakes][2 * sha3.Rate256]byte
		var index [sha3.MaxShakes][2]byte
		var in, out [sha3.MaxShakes][]byte
		for n := range group {
			index[n] = [2]byte{byte(at + n), 0}
			in[n], out[n] = index[n][:], blocks[n][:]
		}
		h := sha3.NewShakes256(len(group))
		h.WriteAll(seed)
		h.Write(in[:len(group)])

		var have [sha3.MaxShakes]int
		for short := true; short; {
			h.Read(out[:len(group)])
			short = false
			for n := range group {
				have[n] = sampleBounded(&group[n], have[n], out[n], p.eta)
				short = short || have[n] < 256
				out[n] = blocks[n][:sha3.Rate256]
			}
		}
		h.Wipe()
		wipeBytes(blocks[:])
	}
}

//go:noinline
func wipeBytes(b [][2 * sha3.Rate256]byte) { clear(b) }

// sampleBounded goes on with RejBoundedPoly (FIPS 204 Algorithm 31): it appends to the
// first n coefficients of f those that the 4-bit numbers in b give, until there are 256,
// and returns how many there are. Which numbers give none shows in the accesses, but
// not the values of those that give one, which are independent of that.
func sampleBounded(f *poly, n int, b []byte, eta int32) int {
	for _, x := range b {
		for _, x := range [2]int32{int32(x & 15), int32(x >> 4)} {
			if n == 256 {
				return n
			}
			// Written in any case, and counted if it is below 15, or 9.
			if eta == 2 {
				f[n] = 2 - (x - x*205>>10*5) // 2 − (x mod 5)
				n += int(uint32(x-15) >> 31)
			} else {
				f[n] = 4 - x
				n += int(uint32(x-9) >> 31)
			}
		}
	}
	return n
}

// expandMask sets y to l polynomials with coefficients in (−γ₁, γ₁], from the secret
// seed ρ″ and the counter κ (FIPS 204 Algorithm 34).
func (p *parameters) expandMask(y []poly, seed *[64]byte, kappa int) {
	d := p.gamma1 + 1
	var bits [maxL][5 * sha3.Rate256]byte // of which 576 or 640 bytes are used
	var index [maxL][2]byte
	var in, out [maxL][]byte
	for n := range y {
		index[n] = [2]byte{byte(kappa + n), byte((kappa + n) >> 8)}
		in[n], out[n] = index[n][:], bits[n][:]
	}
	h := sha3.NewShakes256(len(y))
	h.WriteAll(seed[:])
	h.Write(in[:len(y)])
	h.Read(out[:len(y)])
	for n := range y {
		unpackFrom(&y[n], bits[n][:], 1<<p.gamma1, d)
	}
	h.Wipe()
	wipeMask(&bits)
}

//go:noinline
func wipeMask(b *[maxL][5 * sha3.Rate256]byte) { *b = [maxL][5 * sha3.Rate256]byte{} }

// varTimeSampleInBall sets c to the challenge of c̃: τ coefficients are ±1, and the others 0 (FIPS
// 204 Algorithm 29). The time and the accesses depend on c̃, which in an attempt that
// fails is not published; but it is a hash of μ and w₁, and tells nothing of the key.
func (p *parameters) varTimeSampleInBall(c *poly, seed []byte) {
	*c = poly{}
	h := sha3.NewShake256()
	h.Write(seed)
	var block [sha3.Rate256]byte
	h.Read(block[:])
	var signs uint64
	for i := range 8 {
		signs |= uint64(block[i]) << (8 * i)
	}
	unused := block[8:]
	for i := 256 - p.tau; i < 256; {
		if len(unused) == 0 {
			h.Read(block[:])
			unused = block[:]
		}
		j := int(unused[0])
		unused = unused[1:]
		if j > i {
			continue
		}
		c[i] = c[j]
		c[j] = 1 - 2*int32(signs&1)
		signs >>= 1
		i++
	}
}
