package trace_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// hashParts plays a connection and returns what its first H covers.
func hashParts(t testing.TB, method string) []trace.Part {
	t.Helper()
	records := play(t, scene{kex: method}, trace.Secrets)
	parts, err := trace.HashParts(records, exchanges(records)[0])
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

func exchanges(records []trace.Record) (list []*trace.Exchange) {
	for _, r := range records {
		if e, ok := r.(*trace.Exchange); ok {
			list = append(list, e)
		}
	}
	return list
}

// join is the input of a hash; change makes the encoding of the part of that name.
func join(parts []trace.Part, name string, change func(content []byte) []byte) (input []byte) {
	for _, p := range parts {
		enc := p.Encoded
		if p.Name == name {
			content := bytes.Clone(enc)
			if p.Type != "uint32" {
				content = content[4:]
			}
			enc = change(content)
		}
		input = append(input, enc...)
	}
	return input
}

// asString makes the change of a content, with the right length in front.
func asString(change func(c []byte) []byte) func(c []byte) []byte {
	return func(c []byte) []byte { return wire.AppendString(nil, change(c)) }
}

func backwards(b []byte) []byte { slices.Reverse(b); return b }

// The mistakes that people make, each with the words that must name it.
var hashMistakes = []struct {
	method, field string
	change        func(c []byte) []byte
	want          string
}{
	{"curve25519-sha256", "V_C", asString(func(c []byte) []byte { return append(c, "\r\n"...) }), "CR LF is included"},
	{"curve25519-sha256", "V_S", asString(func(c []byte) []byte { return append(c, '\n') }), "LF is included"},
	{"curve25519-sha256", "V_S", asString(func(c []byte) []byte { return append(c, '\r') }), "CR is included"},
	{"curve25519-sha256", "V_C", asString(func(c []byte) []byte { return append(c, 0) }), "a zero byte is included"},
	{"curve25519-sha256", "I_C", asString(func(c []byte) []byte { return c[:len(c)-4] }), "the trailing reserved uint32 is missing"},
	{"curve25519-sha256", "I_S", asString(func(c []byte) []byte { return c[:len(c)-4] }), "the trailing reserved uint32 is missing"},
	{"curve25519-sha256", "I_S", asString(func(c []byte) []byte { return c[:len(c)-5] }), "first_kex_packet_follows and the trailing reserved uint32"},
	{"curve25519-sha256", "I_S", asString(func(c []byte) []byte { return c[1:] }), "the message number is missing"},
	{"curve25519-sha256", "I_C", asString(func(c []byte) []byte { return c[17:] }), "the message number and the cookie"},
	{"curve25519-sha256", "I_C", asString(func(c []byte) []byte { return append(c, 1, 2, 3, 4, 5) }), "the padding of the packet is included"},
	{"curve25519-sha256", "I_S", asString(func(c []byte) []byte {
		return slices.Concat(wire.AppendUint32(nil, uint32(len(c)+8)), []byte{7}, c, make([]byte, 7))
	}), "the whole packet is included"},
	{"curve25519-sha256", "I_S", asString(func(c []byte) []byte { return slices.Concat([]byte{7}, c, make([]byte, 7)) }), "padding_length is included"},
	{"curve25519-sha256", "I_S", func(c []byte) []byte { return c }, "its length is missing"},
	{"curve25519-sha256", "K_S", asString(func(c []byte) []byte { return c[19:] }), "it is the bare key"},
	{"curve25519-sha256", "K_S", asString(func(c []byte) []byte { return c[15:] }), "the type of the key is missing"},
	{"curve25519-sha256", "K_S", func(c []byte) []byte { return append([]byte{51, 0, 0, 0}, c...) }, "little-endian"},
	{"curve25519-sha256", "Q_C", func([]byte) []byte { return nil }, "Q_C is missing"},
	{"curve25519-sha256", "K", asString(func(c []byte) []byte { return bytes.TrimLeft(c, "\x00") }), "the zero byte of the mpint is missing"},
	{"curve25519-sha256", "K", func(c []byte) []byte { return bytes.TrimLeft(c, "\x00") }, "the bare bytes"},
	{"curve25519-sha256", "K", func(c []byte) []byte { return wire.AppendMpint(nil, backwards(bytes.TrimLeft(c, "\x00"))) }, "in reverse order"},
	{"curve25519-sha256", "K", func(c []byte) []byte { return nil }, "the input ends in front of it"},
	{"curve25519-sha256", "K", func(c []byte) []byte { return wire.AppendString(nil, c)[:20] }, "the input ends in the middle of it"},
	{"curve25519-sha256", "K", func(c []byte) []byte { return append(wire.AppendString(nil, c), 'A') }, "bytes behind the last field"},
	{"mlkem768x25519-sha256", "K", func(c []byte) []byte { return wire.AppendMpint(nil, c) }, "it is encoded as an mpint: here it is a string"},
	{"diffie-hellman-group14-sha256", "e", asString(func(c []byte) []byte { return bytes.TrimLeft(c, "\x00") }), "the zero byte of the mpint is missing"},
	{"diffie-hellman-group14-sha256", "f", asString(func(c []byte) []byte { return append([]byte{0}, c...) }), "a zero byte stands in front that the mpint must not have"},
	{"diffie-hellman-group-exchange-sha256", "min", func(c []byte) []byte { return nil }, "min is missing"},
	{"diffie-hellman-group-exchange-sha256", "n", backwards, "little-endian"},
}

// fixed sets the numbers whose first bits decide how they are encoded.
func fixed(parts []trace.Part) []trace.Part {
	parts = slices.Clone(parts)
	for i := range parts {
		size := len(bytes.TrimLeft(parts[i].Encoded[4:], "\x00"))
		number := bytes.Repeat([]byte{0x91, 0x23, 0x45, 0x67}, (size+3)/4)[:size]
		switch p := &parts[i]; p.Name {
		case "e", "K":
			p.Encoded = wire.AppendMpint(nil, number)
			if p.Type == "string" {
				p.Encoded = wire.AppendString(nil, number)
			}
		case "f":
			number[0] = 0x71
			p.Encoded = wire.AppendMpint(nil, number)
		}
	}
	return parts
}

func TestDiffHashNamesTheUsualMistakes(t *testing.T) {
	cache := map[string][]trace.Part{}
	for _, c := range hashMistakes {
		if cache[c.method] == nil {
			cache[c.method] = fixed(hashParts(t, c.method))
		}
		parts := cache[c.method]
		other := join(parts, c.field, c.change)
		list, rest := trace.DiffHash(parts, other)
		if len(list) != 1 || rest != nil || parts[list[0].Part].Name != c.field || !strings.Contains(list[0].Cause, c.want) {
			t.Errorf("%s, %s: want %q, got %+v", c.method, c.field, c.want, list)
			continue
		}
		d := list[0]
		if p := parts[d.Part].Encoded; d.At < len(p) && d.Other < len(other) && p[d.At] == other[d.Other] {
			t.Errorf("%s, %s: byte %d does not differ", c.method, c.field, d.At)
		}
	}
}

func TestDiffHashSeesWhatIsSwappedAndSeveralMistakes(t *testing.T) {
	parts := fixed(hashParts(t, "curve25519-sha256"))
	parts[1].Encoded = wire.AppendString(nil, []byte("SSH-2.0-another_1.0")) // both ends are of this program
	for _, first := range []int{0, 2, 5} {                                   // V_C and V_S, I_C and I_S, Q_C and Q_S
		swapped := slices.Clone(parts)
		swapped[first], swapped[first+1] = swapped[first+1], swapped[first]
		list, _ := trace.DiffHash(parts, join(swapped, "", nil))
		if len(list) != 1 || list[0].Part != first || !strings.Contains(list[0].Cause, "are swapped: what the client sent comes first") {
			t.Errorf("%s: got %+v", parts[first].Name, list)
		}
	}
	// One program makes the same mistake twice, and others.
	other := slices.Clone(parts)
	for i := range other {
		switch c := other[i].Encoded[4:]; other[i].Name {
		case "V_C", "V_S":
			other[i].Encoded = wire.AppendString(nil, append(bytes.Clone(c), "\r\n"...))
		case "I_S", "I_C":
			other[i].Encoded = wire.AppendString(nil, c[:len(c)-4])
		case "K":
			other[i].Encoded = wire.AppendString(nil, bytes.TrimLeft(c, "\x00"))
		}
	}
	list, _ := trace.DiffHash(parts, join(other, "", nil))
	var got []string
	for _, d := range list {
		got = append(got, parts[d.Part].Name)
	}
	if want := []string{"V_C", "V_S", "I_C", "I_S", "K"}; !slices.Equal(want, got) {
		t.Errorf("want %q, got %+v", want, list)
	}
}

func TestDiffHashStopsAtWhatItDoesNotKnow(t *testing.T) {
	parts := hashParts(t, "curve25519-sha256")
	other := join(parts, "", nil)
	if list, rest := trace.DiffHash(parts, other); list != nil || rest != nil {
		t.Errorf("the same: got %+v, %x", list, rest)
	}
	at := len(parts[0].Encoded) + len(parts[1].Encoded) + 17
	other[at] ^= 1
	other[len(other)-1] ^= 1
	list, _ := trace.DiffHash(parts, other)
	if want := (trace.HashDifference{Part: 2, At: 17, Other: at}); len(list) != 1 || list[0] != want {
		t.Errorf("want %+v, got %+v", want, list)
	}
	// Without K the comparison ends in front of it.
	other[at] ^= 1
	k := &parts[len(parts)-1]
	want := other[len(other)-len(k.Encoded):]
	k.Encoded = nil
	if list, rest := trace.DiffHash(parts, other); list != nil || !bytes.Equal(rest, want) {
		t.Errorf("want the bytes of K, got %+v, %x", list, rest)
	}
}

// FuzzDiffHash holds that any input is compared, that places are in it, and that only the
// same input is the same.
func FuzzDiffHash(f *testing.F) {
	sets := [][]trace.Part{fixed(hashParts(f, "curve25519-sha256")), fixed(hashParts(f, "diffie-hellman-group-exchange-sha256"))}
	for _, c := range hashMistakes {
		for i, parts := range sets {
			f.Add(join(parts, c.field, c.change), i == 0, false)
		}
	}
	f.Fuzz(func(t *testing.T, other []byte, curve, withoutK bool) {
		parts := slices.Clone(sets[0])
		if !curve {
			parts = slices.Clone(sets[1])
		}
		whole := join(parts, "", nil)
		if withoutK {
			k := &parts[len(parts)-1]
			whole = whole[:len(whole)-len(k.Encoded)]
			k.Encoded = nil
		}
		list, rest := trace.DiffHash(parts, other)
		same := bytes.Equal(whole, other) || withoutK && bytes.HasPrefix(other, whole)
		if (len(list) == 0) != same {
			t.Fatalf("same is %v, and the differences are %+v", same, list)
		}
		if !withoutK && rest != nil {
			t.Fatal("K was there to be compared")
		}
		for _, d := range list {
			if d.Part >= len(parts) || d.At > len(parts[d.Part].Encoded) || d.Other > len(other) {
				t.Fatalf("out of range: %+v", d)
			}
		}
	})
}

func TestDerivationsAreTheKeysThatWereUsed(t *testing.T) {
	for _, s := range []scene{
		{kex: "curve25519-sha256", cipher: "chacha20-poly1305@openssh.com", rekey: true},
		{kex: "mlkem768x25519-sha256", cipher: "aes256-gcm@openssh.com"},
		{kex: "diffie-hellman-group14-sha1", cipher: "aes256-ctr", mac: "hmac-sha2-512"},
		{kex: "ecdh-sha2-nistp384", cipher: "aes128-ctr", mac: "umac-64@openssh.com"},
	} {
		records := play(t, s, trace.Secrets)
		for _, e := range exchanges(records) {
			list, err := trace.Derivations(records, e)
			if err != nil {
				t.Fatal(err)
			}
			m, _ := kex.LookupMethod(e.Kex)
			kdf := kex.KDF{Hash: m.Hash, K: e.K, H: e.H, SessionID: e.SessionID}
			letters := ""
			for _, d := range list {
				letters += string(d.Letter)
				want := make([]byte, d.Size)
				kdf.Derive(want, d.Letter)
				if !bytes.Equal(want, d.Value) {
					t.Errorf("%+v: key %c is not what K and H give", s, d.Letter)
				}
				at := 0
				for _, u := range d.Uses {
					if u.Off != at || u.What == "" {
						t.Errorf("%+v: key %c: uses do not tile it: %+v", s, d.Letter, d.Uses)
					}
					at += u.Len
				}
				if at != d.Size || d.Steps != (d.Size+m.Hash.Size()-1)/m.Hash.Size() {
					t.Errorf("%+v: key %c has %d bytes in %d steps, used are %d", s, d.Letter, d.Size, d.Steps, at)
				}
			}
			if letters != "ABCDEF" {
				t.Errorf("%+v: got keys %s", s, letters)
			}
		}
	}
}

func TestAKeyOfAnotherLengthIsRefused(t *testing.T) {
	records := play(t, scene{kex: "curve25519-sha256", cipher: "aes128-ctr", mac: "hmac-sha2-256"}, trace.Secrets)
	for _, r := range records {
		if k, ok := r.(*trace.Keys); ok {
			k.IV = k.IV[:5] // somebody has edited the file
		}
	}
	if list, err := trace.Derivations(records, exchanges(records)[0]); err == nil {
		t.Errorf("want an error, got %+v", list)
	}
}

func TestPublicTracesAreComparedUpToK(t *testing.T) {
	records := play(t, scene{kex: "mlkem768x25519-sha256", rekey: true}, trace.Public)
	list := exchanges(records)
	if len(list) != 2 {
		t.Fatalf("want two exchanges, got %d", len(list))
	}
	for _, e := range list {
		parts, err := trace.HashParts(records, e)
		if err != nil {
			t.Fatal(err)
		}
		other := append(join(parts, "", nil), "K"...)
		if diff, rest := trace.DiffHash(parts, other); diff != nil || string(rest) != "K" {
			t.Errorf("exchange %d: got %+v, %q", e.Count, diff, rest)
		}
	}
}
