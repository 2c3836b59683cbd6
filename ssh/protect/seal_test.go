package protect_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/iotest"

	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// TestEveryLength seals payloads of every length to 600 and some long ones, compares
// with the standard library, and opens them.
func TestEveryLength(t *testing.T) {
	lengths := []int{32768, wire.MaxPayload + 1}
	for n := range 600 {
		lengths = append(lengths, n+1)
	}
	for _, d := range directions() {
		t.Run(d.name, func(t *testing.T) {
			s, o, r := d.sealer(), d.opener(), d.reference()
			padding := new(pattern)
			seq := ^uint32(0) - 99 // wraps on the way
			for _, n := range lengths {
				payload := counting(byte(n), n)
				want := r.seal(seq, payload, padding.next)
				got := seal(s, seq, payload)
				if !bytes.Equal(want.sealed(), got) {
					t.Fatalf("payload of %d bytes:\nwant %.64x\n got %.64x", n, want.sealed(), got)
				}
				if over := len(got) - n; over > protect.MaxOverhead {
					t.Errorf("payload of %d bytes: overhead of %d", n, over)
				}
				if opened := mustOpen(t, o, seq, got); !bytes.Equal(payload, opened) {
					t.Fatalf("payload of %d bytes: Open returned another", n)
				}
				seq++
			}
		})
	}
}

// TestPaddingOfPlaintext looks at packets before NEWKEYS, where all can be seen.
func TestPaddingOfPlaintext(t *testing.T) {
	s := protect.NewSealer(protect.Suite{}, protect.Keys{}, new(pattern))
	o := protect.NewOpener(protect.Suite{}, protect.Keys{})
	padding := new(pattern)
	for n := 1; n <= 600; n++ {
		payload := counting(byte(n), n)
		p := seal(s, uint32(n), payload)
		pad := int(p[4])
		if pad < 4 || len(p)%8 != 0 || len(p) != wire.HeaderLen+n+pad || len(p) < 16 || pad >= 4+8+4 {
			t.Fatalf("payload of %d bytes: %d bytes of padding, %d in all", n, pad, len(p))
		}
		if want := padding.next(pad); !bytes.Equal(want, p[wire.HeaderLen+n:]) {
			t.Fatalf("padding: want %x, got %x", want, p[wire.HeaderLen+n:])
		}
		if opened := mustOpen(t, o, uint32(n), p); !bytes.Equal(payload, opened) {
			t.Fatalf("payload of %d bytes: Open returned another", n)
		}
	}
}

func TestTenThousandPackets(t *testing.T) {
	for _, d := range oneOfEachForm() {
		t.Run(d.name, func(t *testing.T) {
			s, o := d.sealer(), d.opener()
			var out []byte
			for i := range uint32(10_000) {
				seq := i - 5000
				payload := append(counting(0, int(i%50)), byte(i), byte(i>>8))
				out = s.Seal(append(append(out[:0], make([]byte, wire.HeaderLen)...), payload...), 0, seq)
				opened, n, err := o.Open(out, seq)
				if err != nil || n != len(out) || !bytes.Equal(payload, opened) {
					t.Fatalf("packet %d: %x, %d, %v", i, opened, n, err)
				}
			}
		})
	}
}

// TestSealBehindOtherPackets seals into a buffer as a writer uses it.
func TestSealBehindOtherPackets(t *testing.T) {
	for _, d := range oneOfEachForm() {
		t.Run(d.name, func(t *testing.T) {
			first, second := counting(1, 40), counting(2, 1000)
			s := d.sealer()
			want := append([]byte("SSH-2.0-x\r\n"), seal(s, 0, first)...)
			want = append(want, seal(s, 1, second)...)

			s = d.sealer()
			buf := append(make([]byte, 0, 11+40+1000+2*protect.MaxOverhead), "SSH-2.0-x\r\n"...)
			got := buf
			for seq, payload := range [][]byte{first, second} {
				start := len(got)
				got = append(append(got, make([]byte, wire.HeaderLen)...), payload...)
				got = s.Seal(got, start, uint32(seq))
			}
			if !bytes.Equal(want, got) {
				t.Errorf("want %x\n got %x", want, got)
			}
			if &buf[0] != &got[0] {
				t.Error("Seal moved a buffer with room enough")
			}
		})
	}
}

func TestSealAndOpenDoNotAllocate(t *testing.T) {
	for _, d := range append(directions(), direction{name: "none"}) {
		t.Run(d.name, func(t *testing.T) {
			s, o := d.sealer(), d.opener()
			buf := make([]byte, wire.HeaderLen+1000, wire.HeaderLen+1000+protect.MaxOverhead)
			seq := uint32(0)
			if n := testing.AllocsPerRun(100, func() {
				out := s.Seal(buf, 0, seq)
				if _, n, err := o.Open(out, seq); err != nil || n != len(out) {
					t.Fatal(n, err)
				}
				seq++
			}); n != 0 {
				t.Errorf("%v allocations a packet", n)
			}
		})
	}
}

// TestKeysAreCopied wipes the caller's keys, as a key exchange does.
func TestKeysAreCopied(t *testing.T) {
	for _, d := range oneOfEachForm() {
		want := seal(d.sealer(), 7, []byte("payload"))
		s, o := d.sealer(), d.opener()
		d.keys.Wipe()
		for _, k := range [][]byte{d.keys.Key, d.keys.IV, d.keys.MACKey} {
			if !bytes.Equal(k, make([]byte, len(k))) {
				t.Errorf("%s: Wipe left %x", d.name, k)
			}
		}
		if got := seal(s, 7, []byte("payload")); !bytes.Equal(want, got) {
			t.Errorf("%s: the keys of a Sealer changed with the caller's", d.name)
		}
		mustOpen(t, o, 7, want)
		s.Wipe()
		o.Wipe()
	}
}

func TestMisusePanics(t *testing.T) {
	d := oneOfEachForm()[0]
	gap := make([]byte, wire.HeaderLen)
	for name, f := range map[string]func(){
		"no payload":         func() { d.sealer().Seal(gap, 0, 0) },
		"no gap":             func() { d.sealer().Seal(gap[:2], 0, 0) },
		"start outside":      func() { d.sealer().Seal(gap, 9, 0) },
		"negative start":     func() { d.sealer().Seal(gap, -3, 0) },
		"payload too long":   func() { d.sealer().Seal(make([]byte, wire.HeaderLen+protect.MaxPayload+1), 0, 0) },
		"key too short":      func() { protect.NewOpener(d.suite, protect.Keys{Key: make([]byte, 32)}) },
		"MAC key for AEAD":   func() { protect.NewOpener(d.suite, protect.Keys{Key: d.keys.Key, MACKey: make([]byte, 32)}) },
		"MAC beside AEAD":    func() { withMAC(d) },
		"cipher without MAC": func() { withoutMAC() },
		"MAC without cipher": func() { withoutCipher() },
		"no random bytes": func() {
			protect.NewSealer(d.suite, d.keys, iotest.ErrReader(errors.New("dry"))).Seal(make([]byte, 20), 0, 0)
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}

func withMAC(d direction) {
	mac, _ := protect.LookupMAC("hmac-sha2-256")
	protect.NewOpener(protect.Suite{Cipher: d.suite.Cipher, MAC: mac}, protect.Keys{Key: d.keys.Key, MACKey: make([]byte, 32)})
}

func withoutMAC() {
	c, _ := protect.LookupCipher("aes128-ctr")
	protect.NewOpener(protect.Suite{Cipher: c}, protect.Keys{Key: make([]byte, 16), IV: make([]byte, 16)})
}

func withoutCipher() {
	mac, _ := protect.LookupMAC("hmac-sha2-256")
	protect.NewOpener(protect.Suite{MAC: mac}, protect.Keys{MACKey: make([]byte, 32)})
}

// TestLongestPayload fills a packet of wire.MaxPacket bytes.
func TestLongestPayload(t *testing.T) {
	for _, d := range oneOfEachForm() {
		payload := counting(0, protect.MaxPayload)
		p := seal(d.sealer(), 1, payload)
		if got := mustOpen(t, d.opener(), 1, p); !bytes.Equal(payload, got) {
			t.Errorf("%s: Open returned another payload", d.name)
		}
	}
}
