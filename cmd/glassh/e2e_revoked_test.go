//go:build unix

package main

import (
	"path/filepath"
	"testing"

	"github.com/glassh/glassh/ssh/krl"
)

func TestRevokedKeysAreKeptOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	file := filepath.Join(s.dir, "revoked")
	sv := s.serve(t, "-o", "RevokedKeys="+file)
	revokes := &krl.KRL{}
	revokes.RevokeBySHA256(s.userKey.PublicKey())
	line := string(s.userKey.PublicKey().AppendLine(nil, ""))
	const denied = "the server takes publickey"

	sv.run(t, "HOST", "true").refused(t, denied) // there is no such file
	for _, c := range []struct {
		name, text string
		in         bool
	}{
		{"an empty list", "", true},
		{"the key in a list", "# lost\n" + line, false},
		{"another key in a list", string(sv.hostKey.PublicKey().AppendLine(nil, "")), true},
		{"a damaged list", "ssh-ed25519 AAAA\n", false},
		{"a KRL without it", string(new(krl.KRL).Append(nil)), true},
		{"a KRL", string(revokes.Append(nil)), false},
		{"a damaged KRL", string(new(krl.KRL).Append(nil)[:40]), false},
	} {
		write(t, file, c.text)
		got := sv.run(t, "HOST", "echo in")
		if c.in && got != (result{"in\n", "", 0}) {
			t.Errorf("%s: %v", c.name, got)
		} else if !c.in {
			got.refused(t, denied)
		}
	}
}

// As with @revoked, no mode lets such a key pass.
func TestRevokedHostKeysAreRefused(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	revokes := &krl.KRL{}
	revokes.RevokeKey(sv.hostKey.PublicKey())
	empty := write(t, filepath.Join(sv.dir, "empty"), "")
	full := write(t, filepath.Join(sv.dir, "full"), string(revokes.Append(nil)))
	list := write(t, filepath.Join(sv.dir, "list"), string(sv.hostKey.PublicKey().AppendLine(nil, "")))
	for _, mode := range []string{"yes", "no"} {
		mode = "StrictHostKeyChecking=" + mode
		for _, files := range []string{full, list, empty + " " + full, empty + " " + filepath.Join(sv.dir, "none")} {
			sv.run(t, "-o", mode, "-o", "RevokedHostKeys="+files, "HOST", "true").refused(t, "Host key verification failed")
		}
		sv.run(t, "-o", mode, "-o", "RevokedHostKeys="+empty, "HOST", "echo in").is(t, result{"in\n", "", 0})
	}
	sv.run(t, "-o", "RevokedHostKeys="+full, "HOST", "true").refused(t, "ED25519 SHA256:", "is revoked by "+full)
}
