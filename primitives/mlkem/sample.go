package mlkem

import "github.com/glassh/glassh/primitives/sha3"

// expandMatrix sets a to the matrix Â of k×k polynomials, row by row, from the public
// seed ρ (FIPS 203 Algorithm 13, steps 3 to 7): Â[i, j] = SampleNTT(ρ ‖ j ‖ i).
//
// The streams of SHAKE128 run eight at a time. Three blocks give 336 candidates, and
// 256 of them have to be below q: they are not enough for one polynomial in about a
// hundred.
func expandMatrix(a []poly, k int, rho []byte) {
	for at := 0; at < len(a); at += sha3.MaxShakes {
		group := a[at:min(at+sha3.MaxShakes, len(a))]
		var blocks [sha3.MaxShakes][3 * sha3.Rate128]byte
		var index [sha3.MaxShakes][2]byte
		var in, out [sha3.MaxShakes][]byte
		for n := range group {
			index[n] = [2]byte{byte((at + n) % k), byte((at + n) / k)}
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

// sampleNTT goes on with SampleNTT (FIPS 203 Algorithm 7): it appends to the first n
// coefficients of f those of the 12-bit numbers in b that are below q, until there are
// 256, and returns how many there are. All are public; yet the candidates are taken
// without a branch, which would be mispredicted for each that is not used.
func sampleNTT(f *poly, n int, b []byte) int {
	for ; len(b) >= 3 && n < 255; b = b[3:] {
		x := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
		x, y := x&0xfff, x>>12
		f[n] = int16(x)
		n += int((x - q) >> 31)
		f[n] = int16(y)
		n += int((y - q) >> 31)
	}
	for ; len(b) >= 3 && n < 256; b = b[3:] {
		x := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
		for _, x := range [2]uint32{x & 0xfff, x >> 12} {
			if x < q && n < 256 {
				f[n] = int16(x)
				n++
			}
		}
	}
	return n
}

// sampleNoise sets f[0], f[1], … to small polynomials: SamplePolyCBD₂(PRF₂(s, N)) for N =
// nonce, nonce + 1, … (FIPS 203 §4.1 and Algorithm 8).
func sampleNoise(f []poly, s *[32]byte, nonce byte) {
	for len(f) > 0 {
		group := f[:min(sha3.MaxShakes, len(f))]
		var bits [sha3.MaxShakes][sha3.Rate256]byte // of which 128 bytes are used
		var index [sha3.MaxShakes][1]byte
		var in, out [sha3.MaxShakes][]byte
		for n := range group {
			index[n][0] = nonce
			nonce++
			in[n], out[n] = index[n][:], bits[n][:]
		}
		h := sha3.NewShakes256(len(group))
		h.WriteAll(s[:])
		h.Write(in[:len(group)])
		h.Read(out[:len(group)])
		for n := range group {
			sampleCBD(&group[n], (*[128]byte)(bits[n][:]))
		}
		h.Wipe()
		wipeBlocks(&bits)
		f = f[len(group):]
	}
}

// sampleCBD sets each coefficient of f to x₀ + x₁ − y₀ − y₁, where x₀, x₁, y₀, y₁ are
// the next four bits of b (FIPS 203 Algorithm 8, SamplePolyCBD₂). Those of a word are
// added in pairs.
func sampleCBD(f *poly, b *[128]byte) {
	for i := 0; i < 128; i += 4 {
		x := uint32(b[i]) | uint32(b[i+1])<<8 | uint32(b[i+2])<<16 | uint32(b[i+3])<<24
		x = x&0x55555555 + x>>1&0x55555555
		g := (*[8]int16)(f[2*i:])
		for j := range g {
			g[j] = int16(x&3) - int16(x>>2&3)
			x >>= 4
		}
	}
}

//go:noinline
func wipeBlocks(b *[sha3.MaxShakes][sha3.Rate256]byte) { *b = [sha3.MaxShakes][sha3.Rate256]byte{} }
