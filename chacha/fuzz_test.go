package chacha_test

import (
	"bytes"
	"testing"

	"github.com/glassh/glassh/chacha"
)

// FuzzOpenPacket gives OpenPacket what a peer may send, and compares it with the
// reference: it accepts exactly what the reference would seal.
func FuzzOpenPacket(f *testing.F) {
	key := bytes.Repeat([]byte{0x42}, 64)
	f.Add(uint32(0), make([]byte, 20))
	f.Add(uint32(0), bytes.Repeat([]byte{1}, 40)) // refused
	f.Add(uint32(3), refSSH(key, 3, []byte("\x00\x00\x00\x08\x06\x15......")))
	f.Add(uint32(1<<32-1), refSSH(key, 1<<32-1, make([]byte, 200)))
	f.Fuzz(func(t *testing.T, seq uint32, packet []byte) {
		if len(packet) < 20 {
			return // whoever reads packets has at least a length and a tag
		}
		n := len(packet) - 16
		came := bytes.Clone(packet)
		plain := refSSH(key, seq, packet[:n])[:n] // which decrypts as well
		want := refSSH(key, seq, plain)

		err := chacha.NewSSH(key).OpenPacket(seq, packet)
		switch authentic := bytes.Equal(want, came); {
		case authentic != (err == nil):
			t.Errorf("authentic: %v, error: %v", authentic, err)
		case authentic:
			equal(t, "opened", plain, packet[:n])
		default:
			clear(came[4:n])
			equal(t, "packet after refusal", came, packet)
		}
	})
}

// FuzzAEAD seals anything and compares it with the reference.
func FuzzAEAD(f *testing.F) {
	f.Add([]byte("plaintext"), []byte("additional data"), byte(1))
	f.Add(make([]byte, 64), []byte{}, byte(0))
	f.Fuzz(func(t *testing.T, plaintext, ad []byte, seed byte) {
		key, nonce := bytes.Repeat([]byte{seed}, 32), bytes.Repeat([]byte{^seed}, 12)
		a := chacha.NewAEAD(key)
		sealed := a.Seal(nil, nonce, plaintext, ad)
		equal(t, "sealed", refSeal(key, nonce, plaintext, ad), sealed)
		got, err := a.Open(nil, nonce, sealed, ad)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "opened", plaintext, got)
	})
}
