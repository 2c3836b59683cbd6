//go:build unix

package main

import (
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/keys"
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
	seen := sv.run(t, "-o", "FingerprintHash=md5", "-o", "VisualHostKey=yes", "HOST", "echo in")
	if want := "Host key fingerprint is " + keys.FingerprintMD5(sv.hostKey.PublicKey().Blob()) + "\n+--[ED25519 256]--+\n"; !strings.HasPrefix(seen.stderr, want) || !strings.Contains(seen.stderr, "+------[MD5]------+") {
		t.Errorf("FingerprintHash: want %s, got %v", want, seen)
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

// TestKnownHostsCommand: what the command says counts behind the files; one that fails, or
// does not end its talk, ends the connection.
func TestKnownHostsCommand(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sv := s.serveUnknown(t)
	line := write(t, s.dir+"/line", sv.knownLine())
	for _, c := range []struct {
		command string
		refused string // "" if it is not
	}{
		{"/bin/cat " + line, ""},
		{`/bin/sh -c "test %I = ORDER || cat ` + line + `"`, ""},
		{"/bin/echo nothing", "No ED25519 host key is known|only known keys are accepted"},
		{`/bin/sh -c "cat ` + line + `; exit 1"`, "KnownHostsCommand failed: exit status 1"},
		{`/bin/sh -c "test %I = ORDER || exit 2"`, "KnownHostsCommand failed: exit status 2"},
		{"/bin/cat /dev/zero", "KnownHostsCommand failed: it has more than 1048576 bytes to say"},
		{`/bin/sh -c "cat ` + line + `; sleep 8 &"`, "keeps its output open"},
		{"/nonexistent/x", "KnownHostsCommand failed: "},
		{"echo", "KnownHostsCommand failed: the path of its program is not absolute"},
		{"/bin/echo %x", "there is no token %x here"},
	} {
		got := sv.run(t, "-o", "StrictHostKeyChecking=yes", "-o", "KnownHostsCommand="+c.command, "HOST", "echo in")
		if c.refused == "" {
			got.is(t, result{"in\n", "", 0})
			continue
		}
		found := false
		for text := range strings.SplitSeq(c.refused, "|") {
			found = found || strings.Contains(got.stderr, text)
		}
		if got.status != 255 || !found {
			t.Errorf("%s: want %s, got %v", c.command, c.refused, got)
		}
	}
}

// TestWhatKeywordsOfJumpHostsSay: a host on the way warns, and is not to be connected to, as if
// it had been called by name.
func TestWhatKeywordsOfJumpHostsSay(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t, "-o", "KexAlgorithms=curve25519-sha256")
	hop := "Host hop\nHostname 127.0.0.1\nPort " + sv.port + "\nIdentityFile " + sv.user + "\nUserKnownHostsFile " + sv.known + "\nGlobalKnownHostsFile none\n"
	weak := write(t, sv.dir+"/weak", hop+"WarnWeakCrypto yes\n")
	if got := sv.run(t, "-F", weak, "-J", "hop", "HOST", "echo in"); got.stdout != "in\n" || strings.Count(got.stderr, "** WARNING: ") != 1 {
		t.Errorf("WarnWeakCrypto: %v", got)
	}
	refusing := write(t, sv.dir+"/refusing", hop+"RefuseConnection \"not by this one\"\n")
	sv.run(t, "-F", refusing, "-J", "hop", "HOST", "echo in").is(t, result{"", "glassh ssh: jump host hop: Refusing connection: not by this one\n", 255})
}
