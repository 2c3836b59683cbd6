package mlkem

import "encoding/binary"

// encode appends to dst the lowest d bits of each coefficient, 32d bytes (FIPS 203
// Algorithm 5, ByteEncode_d): those of eight in d bytes, from the lowest bit up. d is at
// most 12.
func encode(dst []byte, f *poly, d uint) []byte {
	for i := 0; i < 256; i += 8 {
		lo, hi := join((*[4]int16)(f[i:]), d), join((*[4]int16)(f[i+4:]), d)
		var b [16]byte
		binary.LittleEndian.PutUint64(b[:], lo|hi<<(4*d&63))
		binary.LittleEndian.PutUint64(b[8:], hi>>((64-4*d)&63))
		dst = append(dst, b[:d&15]...)
	}
	return dst
}

// join returns four numbers of d bits as one of 4d.
func join(f *[4]int16, d uint) uint64 {
	return uint64(uint16(f[0])) | uint64(uint16(f[1]))<<(d&63) | uint64(uint16(f[2]))<<(2*d&63) | uint64(uint16(f[3]))<<(3*d&63)
}

// decode sets f to the coefficients that encode has written in the 32d bytes b (FIPS 203
// Algorithm 6, ByteDecode_d, but that 12 bits are not reduced).
func decode(f *poly, b []byte, d uint) {
	mask := uint64(1)<<(d&63) - 1
	for i := 0; i < 256; i += 8 {
		var c [16]byte
		copy(c[:], b[:d])
		b = b[d:]
		lo, hi := binary.LittleEndian.Uint64(c[:]), binary.LittleEndian.Uint64(c[8:])
		hi = hi<<((64-4*d)&63) | lo>>(4*d&63)
		g := (*[8]int16)(f[i:])
		g[0], g[1] = int16(lo&mask), int16(lo>>(d&63)&mask)
		g[2], g[3] = int16(lo>>(2*d&63)&mask), int16(lo>>(3*d&63)&mask)
		g[4], g[5] = int16(hi&mask), int16(hi>>(d&63)&mask)
		g[6], g[7] = int16(hi>>(2*d&63)&mask), int16(hi>>(3*d&63)&mask)
	}
}
