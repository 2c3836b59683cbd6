//go:build unix

package main

import (
	"strings"
	"testing"
	"time"
)

// TestWhatKeywordsOfTheClientDo has a line for each that shows in one connection.
func TestWhatKeywordsOfTheClientDo(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t, "-o", "KexAlgorithms=curve25519-sha256")
	sv.run(t, "-o", `RefuseConnection="ask the admins"`, "HOST", "true").is(t, result{"", "glassh ssh: Refusing connection: ask the admins\n", 255})
	sv.run(t, "-y", "-E", "log", "HOST", "true").is(t, result{"", "glassh ssh: Can't specify both -y and -E\n", 255})
	for value, warned := range map[string]bool{"yes": true, "no": false, "no-pq-kex": false} {
		got := sv.run(t, "-o", "WarnWeakCrypto="+value, "HOST", "echo in")
		if got.stdout != "in\n" || strings.Contains(got.stderr, "** WARNING: ") != warned {
			t.Errorf("WarnWeakCrypto %s: %v", value, got)
		}
	}
	begin := time.Now()
	got := sv.run(t, "-n", "-o", "ChannelTimeout=session=1", "HOST", "echo in; sleep 20")
	if got.stdout != "in\n" || got.status != 255 || time.Since(begin) > 10*time.Second {
		t.Errorf("ChannelTimeout: %v, in %v", got, time.Since(begin))
	}
}

// TestLocalhostIsTrusted: whoever is on this machine may be anybody, with
// NoHostAuthenticationForLocalhost, but for who was revoked.
func TestLocalhostIsTrusted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sv := s.serveUnknown(t)
	revoked := write(t, s.dir+"/revoked", read(t, s.host+".pub"))
	local := []string{"-o", "BatchMode=yes", "-o", "NoHostAuthenticationForLocalhost=yes"}
	sv.run(t, append(local, "HOST", "echo in")...).is(t, result{"in\n", "", 0})
	sv.run(t, append(local[:2:2], "HOST", "echo in")...).refused(t)
	sv.run(t, append(local[:4:4], "-o", "HostKeyAlias=box", "HOST", "echo in")...).refused(t)
	sv.run(t, append(local[:4:4], "-o", "RevokedHostKeys="+revoked, "HOST", "echo in")...).refused(t, "revoked")
}
