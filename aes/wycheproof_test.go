package aes_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/asm/asmtest"
	"github.com/glassh/glassh/vectors"
)

// knownFlags are the flags of the files below for which there is a policy. None of
// their cases is "acceptable": each flag describes a valid case, or a reason to refuse.
var knownFlags = map[string]bool{
	"Ktv":          true, // valid
	"Pseudorandom": true, // valid
	"SpecialCase":  true, // valid: unusual values of the counter or of GHASH
	"ModifiedTag":  true, // invalid
	"BadPadding":   true, // invalid
	"NoPadding":    true, // invalid

	// IVs of other lengths than 96 bits. SSH has none (RFC 5647 §7.1); these groups do
	// not run.
	"CounterWrap":  true,
	"SmallIv":      true,
	"LongIv":       true,
	"ZeroLengthIv": true,
}

func checkPolicy(t *testing.T, c vectors.Case) {
	t.Helper()
	for _, flag := range c.Flags {
		if !knownFlags[flag] {
			t.Errorf("%v: there is no policy for the flag %s", c, flag)
		}
	}
	if c.Result == vectors.Acceptable {
		t.Errorf("%v: there is no policy for acceptable cases", c)
	}
}

func TestGCMWycheproof(t *testing.T) {
	file, err := vectors.Wycheproof[struct {
		IVSize, KeySize, TagSize int
		Tests                    []struct {
			vectors.Case
			Key, IV, AAD, Msg, CT, Tag vectors.Hex
		}
	}]("aes_gcm_test.json")
	if err != nil {
		t.Fatal(err)
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		ran := 0
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				checkPolicy(t, c.Case)
				if g.IVSize != 96 || g.TagSize != 128 {
					continue // not supported: nonces have 12 bytes, tags 16
				}
				ran++
				gcm := aes.NewGCM(newBlock(t, c.Key))
				sealed := append(bytes.Clone(c.CT), c.Tag...)
				got, err := gcm.Open(nil, c.IV, sealed, c.AAD)
				if c.Result == vectors.Invalid {
					if err == nil {
						t.Errorf("%v: opened", c)
					}
					continue
				}
				if err != nil || !bytes.Equal(c.Msg, got) {
					t.Errorf("%v: Open: want %x, got %x, %v", c, c.Msg, got, err)
				}
				if got := gcm.Seal(nil, c.IV, c.Msg, c.AAD); !bytes.Equal(sealed, got) {
					t.Errorf("%v: Seal: want %x, got %x", c, sealed, got)
				}
			}
		}
		if ran < 190 {
			t.Errorf("only %d cases ran", ran)
		}
	})
}

func TestCBCWycheproof(t *testing.T) {
	file, err := vectors.Wycheproof[struct {
		Tests []struct {
			vectors.Case
			Key, IV, Msg, CT vectors.Hex
		}
	}]("aes_cbc_pkcs5_test.json")
	if err != nil {
		t.Fatal(err)
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				checkPolicy(t, c.Case)
				b := newBlock(t, c.Key)
				got := make([]byte, len(c.CT))
				aes.NewCBCDecrypter(b, c.IV).CryptBlocks(got, c.CT)
				got, err := unpad(got)
				if c.Result == vectors.Invalid {
					if err == nil {
						t.Errorf("%v: accepted", c)
					}
					continue
				}
				if err != nil || !bytes.Equal(c.Msg, got) {
					t.Errorf("%v: decrypted: want %x, got %x, %v", c, c.Msg, got, err)
				}
				n := 16 - len(c.Msg)%16
				padded := append(bytes.Clone(c.Msg), bytes.Repeat([]byte{byte(n)}, n)...)
				aes.NewCBCEncrypter(b, c.IV).CryptBlocks(padded, padded)
				if !bytes.Equal(c.CT, padded) {
					t.Errorf("%v: encrypted: want %x, got %x", c, c.CT, padded)
				}
			}
		}
	})
}

// unpad strips the padding of PKCS #7, which the file calls PKCS5: n bytes n.
func unpad(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, errors.New("no padding")
	}
	n := int(b[len(b)-1])
	if n == 0 || n > 16 || n > len(b) || !bytes.Equal(bytes.Repeat([]byte{byte(n)}, n), b[len(b)-n:]) {
		return nil, errors.New("bad padding")
	}
	return b[:len(b)-n], nil
}
