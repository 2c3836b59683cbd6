package chacha_test

import (
	"bytes"
	"testing"

	"github.com/glassh/glassh/chacha"
	"github.com/glassh/glassh/vectors"
)

// wycheproofFlags are the flags for which there is a policy. None of their cases
// is "acceptable": each flag describes a valid case, or a reason to refuse.
var wycheproofFlags = map[string]bool{
	"Ktv":                true, // valid
	"Pseudorandom":       true, // valid
	"EdgeCaseCiphertext": true, // valid
	"EdgeCasePoly1305":   true, // valid
	"EdgeCasePolyKey":    true, // valid
	"EdgeCaseTag":        true, // valid
	"ModifiedTag":        true, // invalid: Open returns an error
	"InvalidNonceSize":   true, // invalid: the caller's mistake, Open panics
}

func TestWycheproofAEAD(t *testing.T) {
	type test struct {
		vectors.Case
		Key, IV, AAD, Msg, CT, Tag vectors.Hex
	}
	file, err := vectors.Wycheproof[group[test]]("chacha20_poly1305_test.json")
	if err != nil {
		t.Fatal(err)
	}
	eachTier(t, func(t *testing.T) {
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				wycheproofAEAD(t, c.Case, c.Key, c.IV, c.AAD, c.Msg, append(bytes.Clone(c.CT), c.Tag...))
			}
		}
	})
}

func wycheproofAEAD(t *testing.T, c vectors.Case, key, iv, aad, msg, sealed []byte) {
	for _, flag := range c.Flags {
		if !wycheproofFlags[flag] {
			t.Errorf("%v: there is no policy for the flag %s", c, flag)
		}
	}
	a := chacha.NewAEAD(key)
	if c.Has("InvalidNonceSize") {
		mustPanic(t, "chacha: nonce must be 12 bytes", func() { a.Open(nil, iv, sealed, aad) })
		return
	}
	got, err := a.Open(nil, iv, sealed, aad)
	switch c.Result {
	case vectors.Valid:
		if err != nil {
			t.Errorf("%v: %v", c, err)
		}
		equal(t, c.String(), msg, got)
		equal(t, c.String(), sealed, a.Seal(nil, iv, msg, aad))
	case vectors.Invalid:
		if err == nil {
			t.Errorf("%v: accepted", c)
		}
	default:
		t.Errorf("%v: there is no policy for the result %s", c, c.Result)
	}
}

// mustPanic runs f, which has to panic with want.
func mustPanic(t *testing.T, want string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if got := recover(); got != want {
			t.Errorf("panic: want %q, got %v", want, got)
		}
	}()
	f()
}
