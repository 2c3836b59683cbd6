package umac_test

import (
	"bytes"
	"testing"
)

// FuzzTag takes arbitrary messages, whole and in two pieces, and compares them with the
// reference.
func FuzzTag(f *testing.F) {
	f.Add([]byte("abc"), []byte("bcdefghi"), uint16(1))
	f.Add(bytes.Repeat([]byte("a"), 2100), []byte{0xff}, uint16(1024))
	f.Fuzz(func(t *testing.T, msg, nonce []byte, cut uint16) {
		if len(nonce) < 1 || len(nonce) > 16 {
			return
		}
		k := min(int(cut), len(msg))
		for _, a := range algorithms {
			want := reference(a.size, testKey, msg, nonce)
			m := a.new(testKey)
			equal(t, "whole", want, m.Tag(nil, nonce, msg))
			m.Write(msg[:k])
			m.Write(msg[k:])
			equal(t, "in pieces", want, m.Sum(nil, nonce))
		}
	})
}
