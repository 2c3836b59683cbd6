package protect_test

import (
	"bytes"
	"testing"

	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// FuzzOpen gives arbitrary bytes, in two pieces, to an Opener of each form.
func FuzzOpen(f *testing.F) {
	forms := append(oneOfEachForm(), direction{name: "none"})
	for i, d := range forms {
		sealed, _ := stream(d, 30)
		f.Add(byte(i), sealed[:len(sealed)-1], uint16(3), uint32(1))
		f.Add(byte(i), []byte{0, 0, 0, 12, 4, 0, 0, 0}, uint16(8), uint32(1))
	}
	f.Fuzz(func(t *testing.T, form byte, in []byte, cut uint16, seq uint32) {
		d := forms[int(form)%len(forms)]
		o := d.opener()
		k := min(int(cut), len(in))
		for _, part := range [][]byte{in[:k], in} {
			payload, n, err := o.Open(part, seq)
			if n < 0 || n > len(part) || len(payload) > n || (n > 0) != (len(payload) > 0) || n > 0 && err != nil {
				t.Fatalf("%s: payload of %d bytes, n = %d, %v", d.name, len(payload), n, err)
			}
			if o.Need() > wire.LengthLen+wire.MaxPacket+protect.MaxOverhead {
				t.Fatalf("%s: Need = %d", d.name, o.Need())
			}
			if n > 0 {
				return
			}
		}
	})
}

// FuzzSealOpen takes arbitrary payloads through every form, delivered in two pieces.
func FuzzSealOpen(f *testing.F) {
	forms := append(oneOfEachForm(), direction{name: "none"})
	for i := range forms {
		f.Add(byte(i), []byte("payload"), uint16(16), uint32(0))
	}
	f.Fuzz(func(t *testing.T, form byte, payload []byte, cut uint16, seq uint32) {
		if len(payload) == 0 || len(payload) > protect.MaxPayload {
			return
		}
		d := forms[int(form)%len(forms)]
		o := d.opener()
		sealed := seal(d.sealer(), seq, payload)
		if k := int(cut); k < len(sealed) {
			if _, n, err := o.Open(sealed[:k], seq); n != 0 || err != nil {
				t.Fatalf("%s: %d of %d bytes: n = %d, %v", d.name, k, len(sealed), n, err)
			}
		}
		got, n, err := o.Open(sealed, seq)
		if err != nil || n != len(sealed) || !bytes.Equal(payload, got) {
			t.Fatalf("%s: %x, %d, %v", d.name, got, n, err)
		}
	})
}
