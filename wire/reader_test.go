package wire_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/big"
	"testing"

	. "github.com/glassh/glassh/wire"
)

// The examples of RFC 4251 §5.
func TestExamplesOfRFC4251(t *testing.T) {
	for _, c := range []struct {
		name, want string
		got        []byte
	}{
		{"uint32 699921578", "29b7f4aa", AppendUint32(nil, 699921578)},
		{"string testing", "0000000774657374696e67", AppendText(nil, "testing")},
		{"mpint 0", "00000000", AppendMpint(nil, nil)},
		{"mpint 9a378f9b2e332a7", "0000000809a378f9b2e332a7", AppendMpint(nil, []byte{0x09, 0xa3, 0x78, 0xf9, 0xb2, 0xe3, 0x32, 0xa7})},
		{"mpint 80", "000000020080", AppendMpint(nil, []byte{0x80})},
		{"name-list ()", "00000000", AppendNameList(nil, Names())},
		{"name-list (zlib)", "000000047a6c6962", AppendNameList(nil, Names("zlib"))},
		{"name-list (zlib,none)", "000000097a6c69622c6e6f6e65", AppendNameList(nil, Names("zlib", "none"))},
	} {
		if got := hex.EncodeToString(c.got); c.want != got {
			t.Errorf("%s: want %s, got %s", c.name, c.want, got)
		}
	}
	for name, negative := range map[string]string{
		"mpint -1234":     "00000002edcc",
		"mpint -deadbeef": "00000005ff21524111",
	} {
		r := NewReader(layout(t, negative))
		var e *ParseError
		if r.Mpint(); !errors.As(r.Err(), &e) || e.Problem != Negative {
			t.Errorf("%s: want %v, got %v", name, Negative, r.Err())
		}
	}
}

func TestReaderReadsWhatAppendWrites(t *testing.T) {
	b := AppendBool([]byte{0xfe}, true)
	b = AppendUint32(b, 0xdeadbeef)
	b = AppendUint64(b, 0x0123456789abcdef)
	b = AppendString(b, []byte("bytes"))
	b = AppendText(b, "text")
	b = AppendNameList(b, Names("a", "b"))
	b = AppendMpint(b, []byte{0, 0, 0xff})
	b = append(b, "fixed and the rest"...)

	r := NewReader(b)
	if v := r.Byte(); v != 0xfe {
		t.Errorf("Byte = %#x", v)
	}
	if !r.Bool() {
		t.Error("Bool = false")
	}
	if v := r.Uint32(); v != 0xdeadbeef {
		t.Errorf("Uint32 = %#x", v)
	}
	if v := r.Uint64(); v != 0x0123456789abcdef {
		t.Errorf("Uint64 = %#x", v)
	}
	if v := r.Bytes(); string(v) != "bytes" {
		t.Errorf("Bytes = %q", v)
	}
	if v := r.Text(); v != "text" {
		t.Errorf("Text = %q", v)
	}
	if v := r.NameList(); v.String() != "a,b" {
		t.Errorf("NameList = %q", v)
	}
	if v := r.Mpint(); !bytes.Equal(v, []byte{0xff}) {
		t.Errorf("Mpint = %x", v)
	}
	if v := r.Fixed(5); string(v) != "fixed" {
		t.Errorf("Fixed = %q", v)
	}
	if n := r.Len(); n != 13 {
		t.Errorf("Len = %d", n)
	}
	if v := r.Rest(); string(v) != " and the rest" {
		t.Errorf("Rest = %q", v)
	}
	if err := r.End(); err != nil {
		t.Error(err)
	}
}

func TestTheFirstErrorSticks(t *testing.T) {
	r := NewNamedReader("agent message", append(AppendUint32(nil, 7), 0, 0, 0, 2, 'x'))
	r.At("first").Uint32()
	if v := r.At("second").Bytes(); v != nil {
		t.Errorf("a string cut short: %q", v)
	}
	r.At("third").Uint64()
	r.Fail(BadText)
	if r.Byte() != 0 || r.Bool() || r.Uint32() != 0 || r.Uint64() != 0 || r.Bytes() != nil || r.Text() != "" ||
		r.NameList() != nil || len(r.Mpint()) != 0 || r.Fixed(1) != nil || len(r.Rest()) != 0 || r.Len() != 0 {
		t.Error("a value after an error")
	}
	want := "wire: agent message: second: cut short (at byte 4)"
	if err := r.End(); err == nil || err.Error() != want {
		t.Errorf("want %q, got %v", want, err)
	}
}

func TestAnUnnamedReaderStillSaysWhere(t *testing.T) {
	r := NewReader([]byte{1, 2})
	r.Byte()
	want := "wire: end: trailing bytes (at byte 1)"
	if err := r.End(); err == nil || err.Error() != want {
		t.Errorf("want %q, got %v", want, err)
	}
}

func TestMpintAcceptsOnlyTheShortestForm(t *testing.T) {
	long := append([]byte{0xff}, make([]byte, MaxMpint-1)...)
	for _, c := range []struct {
		name    string
		content []byte
		problem Problem // 0: accepted
	}{
		{"zero", nil, 0},
		{"zero with a byte", []byte{0}, NotMinimal},
		{"one", []byte{1}, 0},
		{"one with a leading zero", []byte{0, 1}, NotMinimal},
		{"127 with a leading zero", []byte{0, 0x7f}, NotMinimal},
		{"128", []byte{0, 0x80}, 0},
		{"128 with two leading zeros", []byte{0, 0, 0x80}, NotMinimal},
		{"minus 128", []byte{0x80}, Negative},
		{"minus 1", []byte{0xff}, Negative},
		{"16384 bits", append([]byte{0}, long...), 0},
		{"16385 bits", append([]byte{1}, make([]byte, MaxMpint)...), TooLong},
		{"16384 bits with two leading zeros", append([]byte{0, 0}, long...), NotMinimal},
	} {
		in := append([]byte{9}, AppendString(nil, c.content)...)
		r := NewReader(in)
		r.Byte()
		v := r.At("n").Mpint()
		if c.problem == 0 {
			if err := r.End(); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			if want := new(big.Int).SetBytes(c.content); want.Cmp(new(big.Int).SetBytes(v)) != 0 || !bytes.Equal(v, want.Bytes()) {
				t.Errorf("%s: got %x", c.name, v)
			}
			if out := AppendMpint([]byte{9}, v); !bytes.Equal(in, out) {
				t.Errorf("%s: comes back as %x", c.name, out)
			}
			continue
		}
		var e *ParseError
		if !errors.As(r.End(), &e) || e.Problem != c.problem || e.Field != "n" || e.Offset != 1 {
			t.Errorf("%s: want %v at byte 1, got %v", c.name, c.problem, r.Err())
		}
	}
}

// FuzzReader reads fields in an order that the fuzzer chooses.
func FuzzReader(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8}, bytes.Repeat([]byte{0, 0, 0, 1}, 20))
	f.Add([]byte{4}, []byte{0, 0, 0, 1, 'x'})
	f.Add([]byte{7}, []byte{0, 0, 0, 2, 0, 0x80})
	f.Fuzz(func(t *testing.T, order, in []byte) {
		r := NewReader(in)
		var out []byte
		for _, kind := range order {
			switch kind % 9 {
			case 0:
				out = append(out, r.Byte())
			case 1:
				out = AppendBool(out, r.Bool())
			case 2:
				out = AppendUint32(out, r.Uint32())
			case 3:
				out = AppendUint64(out, r.Uint64())
			case 4:
				out = AppendString(out, r.Bytes())
			case 5:
				out = AppendText(out, r.Text())
			case 6:
				out = AppendNameList(out, r.NameList())
			case 7:
				out = AppendMpint(out, r.Mpint())
			case 8:
				out = append(out, r.Fixed(3)...)
			}
			if r.Err() != nil {
				if r.Len() != 0 {
					t.Fatal("bytes are left after an error")
				}
				return
			}
		}
		out = append(out, r.Rest()...)
		if err := r.End(); err != nil {
			t.Fatal(err)
		}
		if !sameButBooleans(in, out) {
			t.Fatalf("read\n%x, wrote\n%x", in, out)
		}
	})
}
