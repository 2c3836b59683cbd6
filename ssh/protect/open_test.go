package protect_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand"
	"slices"
	"testing"

	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// stream seals packets of these payload lengths, with sequence numbers from 0.
func stream(d direction, lengths ...int) (sealed []byte, payloads [][]byte) {
	s := d.sealer()
	for seq, n := range lengths {
		payloads = append(payloads, counting(byte(seq), n))
		sealed = append(sealed, seal(s, uint32(seq), payloads[seq])...)
	}
	return sealed, payloads
}

// deliver gives sealed to an Opener in pieces of the lengths that next returns. Each
// time the bytes not used up move to an array of their own, with nothing behind them.
func deliver(t *testing.T, o *protect.Opener, sealed []byte, next func() int) (payloads [][]byte) {
	t.Helper()
	var in []byte
	for seq := uint32(0); len(sealed) > 0; {
		k := min(next(), len(sealed))
		in, sealed = slices.Clip(slices.Concat(in, sealed[:k])), sealed[k:]
		for {
			need := o.Need()
			payload, n, err := o.Open(in, seq)
			if err != nil {
				t.Fatalf("packet %d: %v", seq, err)
			}
			if n == 0 {
				if o.Need() <= len(in) {
					t.Fatalf("packet %d: wants more than %d bytes, but Need says %d", seq, len(in), o.Need())
				}
				break
			}
			if len(in) < need {
				t.Fatalf("packet %d: opened with %d bytes, but Need said %d", seq, len(in), need)
			}
			payloads = append(payloads, bytes.Clone(payload))
			in = in[n:]
			seq++
		}
	}
	if len(in) != 0 {
		t.Fatalf("%d bytes left", len(in))
	}
	return payloads
}

var someLengths = []int{1, 2, 10, 11, 12, 15, 16, 17, 100, 255, 1000, 1, 3000}

func TestDeliveredByteByByte(t *testing.T) {
	for _, d := range append(directions(), direction{name: "none"}) {
		sealed, want := stream(d, someLengths...)
		got := deliver(t, d.opener(), sealed, func() int { return 1 })
		if !slices.EqualFunc(want, got, bytes.Equal) {
			t.Errorf("%s: other payloads came out", d.name)
		}
	}
}

func TestDeliveredInPieces(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	for _, d := range append(directions(), direction{name: "none"}) {
		sealed, want := stream(d, someLengths...)
		for range 20 {
			got := deliver(t, d.opener(), sealed, func() int { return 1 + rnd.Intn(1+rnd.Intn(2000)) })
			if !slices.EqualFunc(want, got, bytes.Equal) {
				t.Errorf("%s: other payloads came out", d.name)
			}
		}
	}
}

// TestTamperingIsSeen changes each byte of a packet in turn. An altered length may ask
// for more bytes first.
func TestTamperingIsSeen(t *testing.T) {
	for _, d := range directions() {
		t.Run(d.name, func(t *testing.T) {
			sealed, _ := stream(d, 20)
			for i := range sealed {
				for _, flip := range []byte{0x01, 0x10, 0x80} {
					in := bytes.Clone(sealed)
					in[i] ^= flip
					o := d.opener()
					_, n, err := o.Open(in, 0)
					if err == nil && n == 0 {
						if i >= wire.LengthLen {
							t.Fatalf("byte %d: Open wants more", i)
						}
						in = append(in, make([]byte, o.Need()-len(in))...)
						_, n, err = o.Open(in, 0)
					}
					var frame *wire.FrameError
					inClear := i < wire.LengthLen && !d.encryptsLength()
					if n != 0 || !errors.Is(err, protect.ErrAuth) && !(inClear && errors.As(err, &frame)) {
						t.Fatalf("byte %d ^ %#x: n = %d, %v", i, flip, n, err)
					}
					_, n, again := o.Open(bytes.Clone(sealed), 0)
					if n != 0 || again != err {
						t.Fatalf("after %v, the Opener opens again: %d, %v", err, n, again)
					}
				}
			}
		})
	}
}

// TestOrderIsSeen leaves out, repeats and renumbers packets.
func TestOrderIsSeen(t *testing.T) {
	for _, d := range directions() {
		s := d.sealer()
		first, second := seal(s, 0, []byte("first")), seal(s, 1, []byte("second"))

		o := d.opener()
		if _, n, err := o.Open(bytes.Clone(second), 0); n != 0 || err != nil && err != protect.ErrAuth {
			t.Errorf("%s: without the first packet: %d, %v", d.name, n, err)
		}
		o = d.opener()
		mustOpen(t, o, 0, first)
		if _, n, err := o.Open(bytes.Clone(first), 1); n != 0 || err != nil && err != protect.ErrAuth {
			t.Errorf("%s: the first packet again: %d, %v", d.name, n, err)
		}
		// GCM counts by itself, and does not look at the sequence number.
		if d.suite.Cipher.AEAD && d.suite.Cipher.IVSize > 0 {
			continue
		}
		if _, n, err := d.opener().Open(bytes.Clone(first), 1); n != 0 || err != nil && err != protect.ErrAuth {
			t.Errorf("%s: another sequence number: %d, %v", d.name, n, err)
		}
	}
}

// TestRefusedPacketIsNotPlaintext holds for all but encrypt-and-MAC: what is left of
// a refused packet is ciphertext still, or zeros where an AEAD had begun to decrypt.
func TestRefusedPacketIsNotPlaintext(t *testing.T) {
	for _, d := range directions() {
		if !d.suite.MAC.EtM && !d.suite.Cipher.AEAD {
			continue
		}
		for _, n := range []int{100, 2000} {
			sealed, _ := stream(d, n)
			sealed[len(sealed)-1] ^= 1
			in := bytes.Clone(sealed)
			if _, _, err := d.opener().Open(in, 0); err != protect.ErrAuth {
				t.Errorf("%s: want ErrAuth, got %v", d.name, err)
			}
			for i := range in {
				if in[i] != sealed[i] && in[i] != 0 {
					t.Errorf("%s, %d bytes: byte %d of a packet that failed was decrypted", d.name, n, i)
					break
				}
			}
		}
	}
}

// TestLengthOutOfBounds sends lengths that no packet has. They are refused before any
// more of the packet is there, and where the length is a secret, with ErrAuth.
func TestLengthOutOfBounds(t *testing.T) {
	for _, d := range append(directions(), direction{name: "none"}) {
		for _, length := range []uint32{0, 4, 5, 1<<31 - 4, 1<<32 - 16, wire.MaxPacket + 12, wire.MaxPacket + 16, 33} {
			packet := make([]byte, 64)
			binary.BigEndian.PutUint32(packet, length)
			if d.cipher != "" {
				packet = d.reference().sealPacket(0, packet).sealed()
			}
			o := d.opener()
			_, n, err := o.Open(packet[:o.Need()], 0)
			var frame *wire.FrameError
			switch {
			case n != 0 || err == nil:
				t.Errorf("%s: length %d: n = %d, %v", d.name, length, n, err)
			case d.cipher != "" && d.encryptsLength():
				if err != protect.ErrAuth {
					t.Errorf("%s: length %d: want ErrAuth, got %v", d.name, length, err)
				}
			case !errors.As(err, &frame) || frame.Length != length:
				t.Errorf("%s: length %d: want a *wire.FrameError that names it, got %v", d.name, length, err)
			}
		}
	}
}

// TestPaddingOutOfBounds authenticates packets whose padding_length cannot be right.
func TestPaddingOutOfBounds(t *testing.T) {
	for _, d := range directions() {
		for _, pad := range []byte{0, 3, 43, 44, 45, 60, 255} {
			packet := make([]byte, 4+1+43) // 44 is a multiple of no block size, 48 is
			if !d.suite.MAC.EtM && !d.suite.Cipher.AEAD {
				binary.BigEndian.PutUint32(packet, 44)
			} else {
				packet = append(packet, 0, 0, 0, 0)
				binary.BigEndian.PutUint32(packet, 48)
				if pad == 43 {
					pad = 47
				}
			}
			packet[4] = pad
			if pad >= 4 && int(pad) < len(packet)-wire.HeaderLen {
				continue // leaves a payload
			}
			sealed := d.reference().sealPacket(0, packet).sealed()
			_, n, err := d.opener().Open(sealed, 0)
			var frame *wire.FrameError
			if n != 0 || !errors.As(err, &frame) {
				t.Errorf("%s: padding of %d: want a *wire.FrameError, got n = %d, %v", d.name, pad, n, err)
			}
		}
	}
}
