package wire_test

import (
	"bytes"
	"errors"
	"testing"

	. "github.com/glassh/glassh/wire"
)

// Every requirement of RFC 4253 §6 on padding, for every payload length up to
// some blocks, and that less padding would break one of them.
func TestPaddingIsTheLeastThatRFC4253Allows(t *testing.T) {
	for _, block := range []int{1, 8, 16, 32, 64, 128} {
		for _, lengthInCipher := range []bool{true, false} {
			right := func(payload, padding int) bool {
				aligned := 1 + payload + padding
				if lengthInCipher {
					aligned += 4
				}
				return padding >= 4 && padding <= 255 && aligned%max(8, block) == 0 && 4+1+payload+padding >= 16
			}
			for payload := range 300 {
				n := Padding(payload, block, lengthInCipher)
				if !right(payload, n) {
					t.Errorf("Padding(%d, %d, %v) = %d", payload, block, lengthInCipher, n)
				}
				for less := range n {
					if right(payload, less) {
						t.Errorf("Padding(%d, %d, %v) = %d: %d would do", payload, block, lengthInCipher, n, less)
					}
				}
				length := uint32(1 + payload + n)
				if err := CheckLength(length, block, lengthInCipher); err != nil {
					t.Errorf("%d bytes of payload: %v", payload, err)
				}
			}
		}
	}
}

func TestPaddingOfKnownPackets(t *testing.T) {
	for _, c := range []struct {
		name           string
		payload, block int
		lengthInCipher bool
		want           int
	}{
		{"NEWKEYS in clear: 16 bytes", 1, 8, true, 10},
		{"NEWKEYS under AES-CTR: 16 bytes", 1, 16, true, 10},
		{"NEWKEYS under AES-GCM: 4 + 16 bytes", 1, 16, false, 14},
		{"NEWKEYS under ChaCha20: 12 bytes would be too few", 1, 8, false, 14},
		{"EOF under ChaCha20: 4 + 16 bytes", 5, 8, false, 10},
		{"a packet that is full takes a whole block more", 16 - 5, 16, true, 16},
		{"the least padding", 32 - 5 - 4, 16, true, 4},
	} {
		if got := Padding(c.payload, c.block, c.lengthInCipher); c.want != got {
			t.Errorf("%s: want %d, got %d", c.name, c.want, got)
		}
	}
}

func TestPaddingPanicsOnSizesThatCannotBe(t *testing.T) {
	for _, c := range [][2]int{{-1, 8}, {1, 0}, {1, 129}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Padding(%d, %d) does not panic", c[0], c[1])
				}
			}()
			Padding(c[0], c[1], true)
		}()
	}
}

func TestLengthsThatNoPacketHas(t *testing.T) {
	for _, c := range []struct {
		length         uint32
		block          int
		lengthInCipher bool
		want           Problem // 0: accepted
	}{
		{0, 8, false, TooShort},
		{4, 8, true, TooShort},
		{5, 8, false, NotMultiple},
		{8, 8, false, 0}, // shorter than 16 bytes with its length; OpenSSH sends such
		{12, 8, true, 0},
		{12, 16, true, 0},
		{12, 8, false, NotMultiple},
		{16, 16, false, 0},
		{16, 16, true, NotMultiple},
		{MaxPacket, 16, false, 0},
		{MaxPacket - 4, 16, true, 0},
		{MaxPacket, 16, true, NotMultiple},
		{MaxPacket + 1, 8, false, TooLong},
		{MaxPacket + 12, 16, true, TooLong},
		{0x7fffffff, 8, false, TooLong},
		{0xffffffff, 8, true, TooLong},
	} {
		err := CheckLength(c.length, c.block, c.lengthInCipher)
		var e *FrameError
		if c.want == 0 {
			if err != nil {
				t.Errorf("%d, block %d: %v", c.length, c.block, err)
			}
		} else if !errors.As(err, &e) || e.Problem != c.want || e.Length != c.length {
			t.Errorf("%d, block %d: want %v, got %v", c.length, c.block, c.want, err)
		}
	}
	want := "wire: packet of 4 bytes: too short"
	if got := CheckLength(4, 8, true).Error(); want != got {
		t.Errorf("want %q, got %q", want, got)
	}
}

// packet makes a packet with that many bytes of payload and padding.
func packet(payload, padding int) []byte {
	b := AppendUint32(nil, uint32(1+payload+padding))
	b = append(b, byte(padding))
	b = append(b, bytes.Repeat([]byte{'P'}, payload)...)
	return append(b, bytes.Repeat([]byte{0xff}, padding)...)
}

func TestPayloadOfAPacket(t *testing.T) {
	for _, c := range [][2]int{{1, 4}, {1, 255}, {11, 16}, {32768, 4}} {
		got, err := Payload(packet(c[0], c[1]))
		if err != nil || !bytes.Equal(bytes.Repeat([]byte{'P'}, c[0]), got) || cap(got) != len(got) {
			t.Errorf("%d bytes of payload, %d of padding: %d bytes, %v", c[0], c[1], len(got), err)
		}
	}
	lie := func(padding byte) []byte {
		b := packet(11, 16)
		b[4] = padding
		return b
	}
	for _, c := range []struct {
		name   string
		packet []byte
		want   Problem
	}{
		{"nothing", nil, TooShort},
		{"a length alone", []byte{0, 0, 0, 0}, TooShort},
		{"no padding", packet(11, 0), PaddingTooShort},
		{"3 bytes of padding", packet(12, 3), PaddingTooShort},
		{"padding alone", packet(0, 11), EmptyPayload},
		{"padding_length that takes all but itself", lie(27), EmptyPayload},
		{"padding_length that takes itself", lie(28), PaddingTooLong},
		{"padding_length past the packet", lie(255), PaddingTooLong},
	} {
		var e *FrameError
		if _, err := Payload(c.packet); !errors.As(err, &e) || e.Problem != c.want {
			t.Errorf("%s: want %v, got %v", c.name, c.want, err)
		}
	}
}

func FuzzPayload(f *testing.F) {
	f.Add(packet(1, 10))
	f.Add(packet(0, 4))
	f.Add([]byte{0, 0, 0, 1, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Payload(b)
		if err != nil {
			return
		}
		padding := int(b[4])
		if len(p) < 1 || padding < 4 || HeaderLen+len(p)+padding != len(b) {
			t.Fatalf("%d bytes of payload in %x", len(p), b)
		}
	})
}
