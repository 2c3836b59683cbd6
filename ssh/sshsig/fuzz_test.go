package sshsig_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/sshsig"
)

func FuzzParseAllowedSigners(f *testing.F) {
	key := newKey(1).PublicKey()
	for _, line := range []string{"alice ", "*@example.org,!bob cert-authority ", `"a b" namespaces="file,git",valid-after="20260101" `,
		`x valid-before="20270101Z" `} {
		f.Add([]byte(line + key.String() + " comment\n"))
	}
	s := sign(f, newKey(1), "file", "")
	f.Fuzz(func(t *testing.T, file []byte) {
		list, _ := sshsig.ParseAllowedSigners(file, time.UTC)
		for _, l := range list {
			if l.Key == nil || len(l.Principals) == 0 {
				t.Errorf("an incomplete line: %+v", l)
			}
		}
		_, err := list.Allow(key, "alice", "file", noon)
		for _, name := range list.FindPrincipals(s, noon) {
			if name == "alice" && err != nil && !strings.Contains(err.Error(), "namespace") && !bytes.ContainsAny(file, "!") {
				t.Errorf("alice is found, and not allowed: %v", err)
			}
		}
		list.MatchPrincipals("alice")
	})
}

func FuzzParseBlob(f *testing.F) {
	f.Add(sign(f, newKey(1), "file", "message").Append(nil))
	f.Add(blob(1, string(newKey(1).PublicKey().Blob()), "file", "", "sha256", "x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := sshsig.ParseBlob(b)
		if err != nil {
			return
		}
		if !bytes.Equal(b, s.Append(nil)) {
			t.Errorf("want %x, got %x", b, s.Append(nil))
		}
		if err := s.Verify(strings.NewReader("another message"), s.Namespace); err == nil {
			t.Error("a signature of another message verifies")
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(sign(f, newKey(1), "file", "message").Armour())
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := sshsig.Parse(text)
		if err != nil {
			return
		}
		again, err := sshsig.Parse(s.Armour())
		if err != nil || !bytes.Equal(s.Append(nil), again.Append(nil)) {
			t.Errorf("the armour does not read as what it holds: %v", err)
		}
	})
}
