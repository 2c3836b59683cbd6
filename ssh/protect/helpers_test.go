package protect_test

import (
	"testing"

	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// A direction is one suite with keys, under its name.
type direction struct {
	name        string
	cipher, mac string
	suite       protect.Suite
	keys        protect.Keys
}

// directions returns every combination of a cipher with a MAC, with fixed keys.
func directions() []direction {
	var all []direction
	add := func(cipher, mac string) {
		d := direction{name: cipher, cipher: cipher, mac: mac}
		if mac != "" {
			d.name += "+" + mac
		}
		d.suite, _ = protect.Lookup(cipher, mac)
		d.keys = protect.Keys{
			Key:    counting(0x00, d.suite.Cipher.KeySize),
			IV:     counting(0xf0, d.suite.Cipher.IVSize),
			MACKey: counting(0x80, d.suite.MAC.KeySize),
		}
		all = append(all, d)
	}
	for _, c := range protect.Ciphers() {
		if c.AEAD {
			add(c.Name, "")
			continue
		}
		for _, m := range protect.MACs() {
			add(c.Name, m.Name)
		}
	}
	return all
}

// oneOfEachForm returns a direction for each way to lay out a packet, and one with
// the MAC that takes the sequence number as a nonce.
func oneOfEachForm() []direction {
	var some []direction
	for _, d := range directions() {
		switch d.name {
		case "chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes128-ctr+hmac-sha2-256",
			"aes128-ctr+hmac-sha2-256-etm@openssh.com", "aes128-ctr+umac-64-etm@openssh.com":
			some = append(some, d)
		}
	}
	return some
}

func (d direction) sealer() *protect.Sealer {
	return protect.NewSealer(d.suite, d.keys, new(pattern))
}

func (d direction) opener() *protect.Opener { return protect.NewOpener(d.suite, d.keys) }

func (d direction) reference() *reference {
	return newReference(d.cipher, d.mac, d.keys.Key, d.keys.IV, d.keys.MACKey)
}

// encrypts says that packet_length is not sent in clear.
func (d direction) encryptsLength() bool {
	return !d.suite.MAC.EtM && (!d.suite.Cipher.AEAD || d.suite.Cipher.IVSize == 0)
}

// seal returns the sealed packet of a payload.
func seal(s *protect.Sealer, seq uint32, payload []byte) []byte {
	return s.Seal(append(make([]byte, wire.HeaderLen), payload...), 0, seq)
}

// mustOpen opens a whole packet, on a copy.
func mustOpen(t *testing.T, o *protect.Opener, seq uint32, packet []byte) []byte {
	t.Helper()
	payload, n, err := o.Open(append([]byte(nil), packet...), seq)
	if err != nil || n != len(packet) {
		t.Fatalf("Open of a packet of %d bytes: n = %d, %v", len(packet), n, err)
	}
	return payload
}

// counting returns n bytes that count up from first.
func counting(first byte, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = first + byte(i)
	}
	return b
}

// pattern is a source of padding that can be foretold: byte i is i mod 251.
type pattern struct{ at int }

func (p *pattern) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(p.at % 251)
		p.at++
	}
	return len(b), nil
}

func (p *pattern) next(n int) []byte {
	b := make([]byte, n)
	p.Read(b)
	return b
}
