package sshsig_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/sshsig"
	"github.com/glassh/glassh/vectors"
)

// OpenSSH's own test data, in which there are the keys of FIDO devices, which no
// program makes signatures with here.
func TestVectorsOfOpenSSH(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Key, Namespace, Msg, Sig vectors.Hex
		}
	}
	file, err := vectors.Load[group]("ssh_sshsig_openssh.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		for _, c := range g.Tests {
			s, err := sshsig.ParseBlob(c.Sig)
			if c.Result != vectors.Valid {
				var unsupported *keys.UnsupportedError
				if !errors.As(err, &unsupported) {
					t.Errorf("%s: want an *UnsupportedError, got %v", c.Comment, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", c.Comment, err)
				continue
			}
			if got := s.Key.Blob(); !bytes.Equal(c.Key, got) {
				t.Errorf("%s: want the key %x, got %x", c.Comment, c.Key, got)
			}
			if err := s.Verify(bytes.NewReader(c.Msg), string(c.Namespace)); err != nil {
				t.Errorf("%s: %v", c.Comment, err)
			}
			if err := s.Verify(bytes.NewReader(c.Msg[1:]), string(c.Namespace)); err == nil {
				t.Errorf("%s: another message verifies", c.Comment)
			}
			if got := s.Append(nil); !bytes.Equal(c.Sig, got) {
				t.Errorf("%s: want %x, got %x", c.Comment, c.Sig, got)
			}
		}
	}
}
