package keys

import (
	"encoding/asn1"
	"math/big"
	"strings"
	"testing"
)

// What is written is what the standard library reads, and the other way round, at the
// lengths where the form of a length changes.
func TestDERAgreesWithTheStandardLibrary(t *testing.T) {
	type pair struct {
		N *big.Int
		B []byte
	}
	for _, n := range []int{0, 1, 2, 120, 127, 128, 255, 256, 257, 65530, 65535, 65536} {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(i + 0x7d)
		}
		element := sequence(integer(b), octetString(b))
		got := element.der(0)
		if len(got) != element.len() || cap(got) != len(got) {
			t.Errorf("%d: want %d bytes, got %d", n, element.len(), len(got))
		}
		want, err := asn1.Marshal(pair{new(big.Int).SetBytes(b), b})
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Fatalf("%d: want %x, got %x", n, want, got)
		}
		outer := newDER(got)
		r := outer.inside(tagSequence)
		outer.end()
		number, octets := r.integer(), r.octets()
		r.end()
		if err := r.err("test"); err != nil || string(number) != string(b) || string(octets) != string(b) {
			t.Errorf("%d: it does not come back: %v", n, err)
		}
	}
}

func TestObjectIdentifiersAgreeWithTheStandardLibrary(t *testing.T) {
	for _, oid := range []string{oidRSA, oidEC, oidP256, oidP384, oidP521, oidEd25519, oidEd448, oidPBES2, oidPBKDF2,
		oidHMACSHA1, oidHMACSHA256, oidHMACSHA384, oidHMACSHA512, oidAES128CBC, oidAES192CBC, oidAES256CBC, "\x88\x37\x01"} {
		var want asn1.ObjectIdentifier
		if _, err := asn1.Unmarshal(object(oid).der(0), &want); err != nil {
			t.Errorf("%x: %v", oid, err)
		}
		if got := dotted(oid); got != want.String() {
			t.Errorf("want %s, got %s", want, got)
		}
	}
	if got := dotted(strings.Repeat("\xff", 1000)); got != "" {
		t.Errorf("want nothing of an identifier without an end, got %s", got)
	}
}

func TestDERRefusesWhatIsNotStrict(t *testing.T) {
	for _, c := range []struct{ name, der, want string }{
		{"nothing", "", "cut short"},
		{"a tag alone", "\x02", "cut short"},
		{"another tag", "\x04\x01\x01", "another type"},
		{"no content", "\x02\x01", "cut short"},
		{"an indefinite length", "\x02\x80\x01\x00\x00", "a length is wrong"},
		{"a length of 4 bytes", "\x02\x84\x00\x00\x00\x01\x01", "a length is wrong"},
		{"a length of 126 bytes", "\x02\xfe\x01", "a length is wrong"},
		{"a length that is cut", "\x02\x82\x01", "a length is wrong"},
		{"a long length", "\x02\x81\x01\x01", "shortest form"},
		{"a length with a zero", "\x02\x82\x00\x80" + strings.Repeat("\x01", 128), "shortest form"},
		{"16 MiB", "\x02\x83\xff\xff\xff\x01", "cut short"},
		{"no number", "\x02\x00", "negative"},
		{"-1", "\x02\x01\xff", "negative"},
		{"a leading zero", "\x02\x02\x00\x01", "shortest form"},
		{"more bytes", "\x02\x01\x01\x00", "left over"},
		{"33 bits", "\x02\x05\x01\x00\x00\x00\x00", "too large"},
		{"32 bits", "\x02\x05\x00\x80\x00\x00\x00", "too large"},
	} {
		r := newDER([]byte(c.der))
		r.small()
		r.end()
		if err := r.err("it"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
	for _, der := range []string{"\x03\x00", "\x03\x01\x01", "\x03\x02\x04\xf0"} {
		r := newDER([]byte(der))
		if b := r.bits(); b != nil || r.err("it") == nil {
			t.Errorf("%x is taken for bytes", der)
		}
	}
}

func FuzzDER(f *testing.F) {
	f.Add(sequence(integer([]byte{0x80}), bitString([]byte("b"))).der(0))
	f.Fuzz(func(t *testing.T, der []byte) {
		r := newDER(der)
		inner := r.inside(tagSequence)
		n, b := inner.integer(), inner.bits()
		inner.end()
		r.end()
		if r.err("it") != nil {
			return
		}
		if got := sequence(integer(n), bitString(b)).der(0); string(got) != string(der) {
			t.Errorf("%x came back as %x", der, got)
		}
	})
}
