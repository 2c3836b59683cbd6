package keys_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

func TestSSHFPRecordsAreThoseOfSSHKeygen(t *testing.T) {
	for _, args := range [][]string{{"-t", "ed25519"}, {"-t", "ecdsa", "-b", "256"}, {"-t", "ecdsa", "-b", "384"}, {"-t", "rsa", "-b", "2048"}} {
		file := filepath.Join(t.TempDir(), "key")
		sshKeygen(t, append(args, "-q", "-N", "", "-f", file)...)
		text, err := os.ReadFile(file + ".pub")
		if err != nil {
			t.Fatal(err)
		}
		key, _, err := keys.ParsePublicLine(string(text))
		if err != nil {
			t.Fatal(err)
		}
		var plain, generic strings.Builder
		for _, hash := range []uint8{keys.SSHFPSHA1, keys.SSHFPSHA256} {
			r, err := key.SSHFP(hash)
			if err != nil {
				t.Fatal(err)
			}
			plain.WriteString(r.Line("host.example.") + "\n")
			generic.WriteString(r.GenericLine("host.example.") + "\n")
		}
		if want, got := sshKeygen(t, "-r", "host.example.", "-f", file), plain.String(); want != got {
			t.Errorf("%v: want\n%s\ngot\n%s", args, want, got)
		}
		if want, got := sshKeygen(t, "-r", "host.example.", "-g", "-f", file), generic.String(); want != got {
			t.Errorf("%v: want\n%s\ngot\n%s", args, want, got)
		}
		for line := range strings.Lines(plain.String() + generic.String()) {
			host, r, err := keys.ParseSSHFP(line)
			if err != nil || host != "host.example." {
				t.Errorf("%s: read as for %q: %v", line, host, err)
				continue
			}
			if err := keys.MatchSSHFP([]keys.SSHFP{r}, key); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
}

// RFC 8709 §8 and the IANA registry: the number of Ed448 is 6, which ssh-keygen does
// not know.
func TestSSHFPOfEd448(t *testing.T) {
	key, err := keys.Generate("ssh-ed448", rand.Reader, 0)
	if err != nil {
		t.Fatal(err)
	}
	r, err := key.PublicKey().SSHFP(keys.SSHFPSHA256)
	if err != nil || r.Algorithm != 6 || len(r.Fingerprint) != 32 {
		t.Errorf("want algorithm 6 and 32 bytes, got %+v, %v", r, err)
	}
}

func TestWhichSSHFPRecordsCount(t *testing.T) {
	key, other := keys.NewEd25519(make([]byte, 32)).PublicKey(), testKey(t).PublicKey()
	record := func(k *keys.PublicKey, hash uint8) keys.SSHFP {
		r, err := k.SSHFP(hash)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	ofRSA := record(key, keys.SSHFPSHA256)
	ofRSA.Algorithm = 1
	unknown := record(key, keys.SSHFPSHA256)
	unknown.Hash = 3
	for _, c := range []struct {
		name    string
		records []keys.SSHFP
		want    error
	}{
		{"none", nil, keys.ErrSSHFPMissing},
		{"SHA-256", []keys.SSHFP{record(key, 2)}, nil},
		{"SHA-1 alone", []keys.SSHFP{record(key, 1)}, nil},
		{"one of two", []keys.SSHFP{record(other, 2), record(key, 2)}, nil},
		{"another key", []keys.SSHFP{record(other, 1), record(other, 2)}, keys.ErrSSHFPChanged},
		{"SHA-1 does not make up for SHA-256", []keys.SSHFP{record(key, 1), record(other, 2)}, keys.ErrSSHFPChanged},
		{"another type", []keys.SSHFP{ofRSA}, keys.ErrSSHFPMissing},
		{"another hash", []keys.SSHFP{unknown}, keys.ErrSSHFPMissing},
		{"another type and SHA-1", []keys.SSHFP{ofRSA, record(key, 1)}, nil},
	} {
		if got := keys.MatchSSHFP(c.records, key); !errors.Is(got, c.want) {
			t.Errorf("%s: want %v, got %v", c.name, c.want, got)
		}
	}
}

func TestSSHFPLinesRead(t *testing.T) {
	sha1, sha256 := strings.Repeat("0a", 20), strings.Repeat("0B", 32)
	for _, c := range []struct{ line, want string }{
		{"h IN SSHFP 4 1 " + sha1, ""},
		{"h 3600 in sshfp 4 2 " + sha256[:30] + "\t" + sha256[30:] + " ; comment\r\n", ""},
		{"h SSHFP 4 9 00", ""},
		{"h IN TYPE44 \\# 22 04 01 " + sha1, ""},
		{"", "not an SSHFP record"},
		{"h IN A 192.0.2.1", "not an SSHFP record"},
		{"h 1 2 3", "not an SSHFP record"},
		{"h IN SSHFP 256 1 " + sha1, "not an SSHFP record"},
		{"h IN SSHFP x 1 " + sha1, "not an SSHFP record"},
		{"h IN SSHFP 4 1", "0 bytes"},
		{"h IN SSHFP 4 2 " + sha1, "20 bytes is not one of hash 2"},
		{"h IN SSHFP 4 9 " + strings.Repeat("00", 65), "65 bytes"},
		{"h IN SSHFP 4 1 0", "not hexadecimal"},
		{"h IN TYPE44 \\# 21 04 01 " + sha1, "not 21 bytes"},
		{"h IN TYPE44 # 22 04 01 " + sha1, "not an SSHFP record"},
		{"h IN TYPE44 \\# 1 04", "cut short"},
		{"h " + strings.Repeat("9 ", keys.MaxLine), "longer than"},
	} {
		_, _, err := keys.ParseSSHFP(c.line)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%.40q: want %q, got %v", c.line, c.want, err)
		}
	}
}

func FuzzParseSSHFP(f *testing.F) {
	f.Add("h IN SSHFP 4 1 " + strings.Repeat("0a", 20))
	f.Add("h 60 IN TYPE44 \\# 34 04 02 " + strings.Repeat("0B", 32) + "; comment")
	f.Fuzz(func(t *testing.T, line string) {
		host, want, err := keys.ParseSSHFP(line)
		if err != nil {
			return
		}
		for _, line := range []string{want.Line(host), want.GenericLine(host)} {
			_, got, err := keys.ParseSSHFP(line)
			if err != nil || got.Algorithm != want.Algorithm || got.Hash != want.Hash || !bytes.Equal(got.Fingerprint, want.Fingerprint) {
				t.Errorf("%s: want %v, got %v, %v", line, want, got, err)
			}
		}
	})
}
