package krl_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/glassh/glassh/ssh/krl"
)

// What is read is written in a form that reads as the same list.
func FuzzParse(f *testing.F) {
	k := &krl.KRL{Version: 1, Comment: "seed"}
	k.RevokeKey(newKey(1).PublicKey())
	k.RevokeBySHA1(newKey(2).PublicKey())
	k.RevokeBySHA256(newKey(3).PublicKey())
	k.RevokeID(newKey(4).PublicKey(), "id")
	for _, s := range [][2]uint64{{1, 1}, {3, 9}, {100, 1000}, {5000, 5000}, {math.MaxUint64 - 3, math.MaxUint64}} {
		if err := k.RevokeSerials(nil, s[0], s[1]); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(k.Append(nil))
	f.Add(append(header(1), section(255, extension(false))...))
	f.Add(append(header(1), certificates(nil, bitmap(9, []byte{0x55, 0xff}), section(0x39, extension(false)))...))
	f.Fuzz(func(t *testing.T, file []byte) {
		k, err := krl.Parse(file)
		if err != nil {
			return
		}
		written := k.Append(nil)
		again, err := krl.Parse(written)
		if err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		if k.String() != again.String() || !bytes.Equal(written, again.Append(nil)) {
			t.Errorf("want\n%s\ngot\n%s", k, again)
		}
		k.Revoked(newKey(1).PublicKey())
	})
}

func FuzzApply(f *testing.F) {
	ca := newKey(4).PublicKey()
	line := newKey(1).PublicKey().String()
	cert := newCertificate(f, newKey(2), newKey(1).PublicKey(), 9, "x").String()
	f.Add([]byte("serial: 1\nserial: 0x10-0x7f # more\nid: some one\n" + line + "\n"))
	f.Add([]byte("key: " + line + "\nsha1: " + line + "\nsha256:" + line + "\n" + cert + "\n"))
	f.Add([]byte("hash: " + newKey(1).PublicKey().Fingerprint()))
	f.Fuzz(func(t *testing.T, spec []byte) {
		k := &krl.KRL{}
		if k.Apply(spec, ca, false) != nil {
			return
		}
		again, err := krl.Parse(k.Append(nil))
		if err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		if !bytes.Equal(k.Append(nil), again.Append(nil)) {
			t.Errorf("want\n%s\ngot\n%s", k, again)
		}
	})
}

func FuzzParseKeyList(f *testing.F) {
	f.Add([]byte("# keys\n" + newKey(1).PublicKey().String() + "\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if list, err := krl.ParseKeyList(file); err == nil {
			list.Revoked(newKey(1).PublicKey())
		}
	})
}
